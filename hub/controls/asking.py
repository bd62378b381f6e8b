"""Asking the vulnerability service about every locked package (pip-audit, run by uv), and writing the dated file."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hub.controls.audit import FINDINGS, fingerprint, locked

TOOL = "pip-audit==2.9.0"
WITHIN = 900  # seconds
Run = Callable[[list[str]], subprocess.CompletedProcess]


class NotReached(RuntimeError):
    """There is no answer: nothing was written, and the file that is there stays as it is."""


def ask(uv: str, today: date, *, run: Run | None = None, path: Path = FINDINGS) -> int:
    """Ask about all that is locked, and write the file. Returns how many findings there are. Raises NotReached."""
    packages = locked()
    findings: list[dict[str, Any]] = []
    for number in range(max(map(len, packages.values()))):  # a package may be locked in several versions: one a round
        round_ = {name: sorted(each)[number] for name, each in packages.items() if len(each) > number}
        findings += _round(uv, round_, run or _run)
    told = {"filled_in": today.isoformat(), "by": TOOL, "packages": fingerprint(packages), "findings": findings}
    path.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return len(findings)


def _round(uv: str, packages: dict[str, str], run: Run) -> list[dict[str, Any]]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"{name}=={version}\n" for name, version in sorted(packages.items()))
        file.flush()
        options = [
            "--requirement",
            file.name,
            "--no-deps",
            "--disable-pip",
            "--format",
            "json",
            "--progress-spinner",
            "off",
        ]
        try:
            done = run([uv, "tool", "run", "--from", TOOL, "pip-audit", *options])
            answer = json.loads(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError) as fault:
            raise NotReached(f"{TOOL} gave no answer ({type(fault).__name__}). Is there a network here?") from fault
    answered = {each["name"]: each for each in answer["dependencies"]}
    if unasked := sorted(name for name in packages if "vulns" not in answered.get(name, {})):
        raise NotReached(f"{TOOL} did not look at {', '.join(unasked)}: half an audit is none.")
    return [
        {
            "package": name,
            "version": version,
            "id": each["id"],
            "aliases": sorted(each.get("aliases", ())),
            "fixed_in": list(each.get("fix_versions", ())),
        }
        for name, version in sorted(packages.items())
        for each in answered[name]["vulns"]
    ]


def _run(command: list[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False)
