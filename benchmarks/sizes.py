"""How much travels: the bytes of the carers' pages and of each turn on them (in Chromium), and the texts and segments of each journey.

Both are counted and bounded by tests; this runs them and shows their tables.
    python -m benchmarks.sizes
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADING = re.compile(r"=+ (.*?) =+")
SHOWN = {
    "the web chat on the wire": "tests/browser/test_budget.py",
    "journeys by text": "tests/journeys/phones/test_journeys_by_phone.py",
}


def section(heading: str, said: str) -> list[str]:
    """The lines that pytest printed below a heading."""
    lines, inside = [], False
    for line in said.splitlines():
        if found := HEADING.fullmatch(line):
            inside = found[1] == heading
        elif inside and line.strip():
            lines.append(line)
    return lines


def main() -> int:
    failed = 0
    for heading, tests in SHOWN.items():
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rs", tests]
        done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
        rows = section(heading, done.stdout)
        print(f"{heading}:")
        print("\n".join(f"  {line}" for line in rows))
        if done.returncode or not rows:
            print(f"{tests} FAILED, or was skipped:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
            failed = 1
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
