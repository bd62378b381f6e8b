"""What was measured beside what was allowed: a ratio that is worse than its budget by half fails."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("budget.yml")
WORSE = 1.5
PACKAGES = ("rasa", "sanic", "django", "gunicorn", "jsonschema", "onnxruntime", "scikit-learn")


def machine() -> str:
    """Where this was measured, and what else ran there: a figure without it says nothing."""
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    packages = " ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores ({_processor()}), {_memory()}, load {load} (1, 5, 15 min), Python {platform.python_version()}, {packages}"


def judge(part: str, ratios: Mapping[str, float], budget: Mapping[str, float] | None = None) -> int:
    """Print each ratio beside its budget. 1 when one is worse by half or has no budget; else 0.

    Less is better in all of them. The budget is the part's in budget.yml, unless it is given.
    """
    budget = yaml.safe_load(FILE.read_text(encoding="utf-8"))[part] if budget is None else budget
    faults = 0
    for name, ratio in ratios.items():
        allowed = budget.get(name)
        bad = allowed is None or not ratio <= allowed * WORSE  # what is not a number is bad too
        faults += bad
        sys.stdout.write(f"{name:48} x{ratio:5.2f}   {_said(ratio, allowed)}\n")
    for name in sorted(set(budget) - set(ratios)):
        sys.stdout.write(f"{name:48}  -      in the budget, but not measured in this run\n")
    return int(bool(faults))


def _said(ratio: float, allowed: float | None) -> str:
    if allowed is None:
        return "no budget: add it to benchmarks/budget.yml"
    if not ratio <= allowed * WORSE:
        return f"budget x{allowed:.2f}   WORSE BY HALF"
    return f"budget x{allowed:.2f}{'' if ratio <= allowed else '   over it'}"


def _processor() -> str:
    """Linux says what it is; elsewhere its kind."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.machine()
    return next(
        (line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")),
        platform.machine(),
    )


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    except (ValueError, OSError):
        return "memory not known"
