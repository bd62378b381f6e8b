"""`make benchmark`: every measure, one after the other, each as a process of its own; at the end which of them failed.

    python -m benchmarks [name …]       only these, such as: python -m benchmarks turn beside_stock
Options after `--` go to the measure, where it is one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.turn_budget import machine  # noqa: E402

# What a turn costs, then what makes it cost more, then everything else. The long ones (a million messages, DIET) are not first.
MEASURES = (
    "public_edge",
    "turn",
    "beside_stock",
    "turn_in_hub",
    "turns",
    "parts",
    "offer_size",
    "sizes",
    "web_chat",
    "desk",
    "understanding",
    "danger",
)


def chosen(named: list[str]) -> tuple[str, ...]:
    """The measures by name, all without one. Raises ValueError for one that is not there."""
    unknown = [name for name in named if name not in MEASURES]
    if unknown:
        raise ValueError(f"There is no measure {', '.join(unknown)}. There are: {', '.join(MEASURES)}.")
    return tuple(named) or MEASURES


def main(words: list[str]) -> int:
    named, options = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    try:
        measures = chosen(named)
        if options and len(measures) != 1:
            raise ValueError("Options go to one measure: name it.")
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 2
    print(machine(), flush=True)
    failed = []
    for name in measures:
        print(f"\n== {name}", flush=True)
        started = time.perf_counter()
        command = [sys.executable, "-m", f"benchmarks.{name}", *options]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
        print(
            f"-- {name}: {'FAILED' if done.returncode else 'done'} after {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        failed += [name] * bool(done.returncode)
    print(f"\n{len(measures) - len(failed)} of {len(measures)} measures are within their budgets", end="")
    print(f"; not: {', '.join(failed)}" if failed else "")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
