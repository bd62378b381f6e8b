"""The same message always gets the same answer: in every process, whatever order Python's sets happen to have there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ_ALL = """
import sys, yaml
from kinship import safety
def flat(told):
    if isinstance(told, str):
        return [told]
    return [text for each in (told.values() if isinstance(told, dict) else told) for text in flat(each)]
for name in sys.argv[1:]:
    for text in flat(yaml.safe_load(open(name, encoding="utf-8"))):
        print(safety.screen(text), safety.by_weights(text))
"""
MESSAGES = [ROOT / "tests/kinship" / name for name in ("cases_safety.yml", "cases_safety_any_order.yml")]


def answers(seed: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, *MESSAGES],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_two_processes_hear_the_same_in_the_same_words():
    first, second = answers(1), answers(4)
    assert len(first) > 300 and any("emergency" in line for line in first)
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []
