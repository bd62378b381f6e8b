"""How long a turn takes over the real channel, and what makes it longer: taps, short words, a long story. Ratios within one run."""

from __future__ import annotations

import statistics
import tempfile
import time
import uuid
from pathlib import Path

from assistant import brain as brains

ROUNDS = 30
STORY = (
    "Sorry this is long. My daughter has not been well for a while and in March her two children came to stay with us for a few days. "
    "He is nine and she is four. It was only meant to be the weekend but nobody came back for them. There is no court order. "
    "A social worker rang once and said it was a family matter. My husband is retired and I had to stop working on Fridays. "
) * 2
KINDS = {
    "tap": {"choice": "who_arranged=parent_or_family"},
    "short words": {"text": "my daughter asked me to have him"},
    "long story": {"text": STORY + "Can we get any money for them?"},
    "danger": {"text": "he is hitting her right now"},
}


def measure(running: brains.Brain, asked: dict) -> list[float]:
    """Milliseconds of each turn: the second turn of a fresh conversation, so that the opening is not counted."""
    times = []
    for _ in range(ROUNDS):
        fixed = {
            "conversation": f"bench-{uuid.uuid4()}",
            "channel": "web",
            "council": "exampleshire",
            "as_of": "2026-11-21",
        }
        running.turn(turn=1, choice="greet", **fixed)
        started = time.perf_counter()
        running.turn(turn=2, **fixed, **asked).raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return times


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        brains.running(
            brains.trained(), Path(folder), port=brains.free_port(), actions_port=brains.free_port()
        ) as running,
    ):
        base = None
        for kind, asked in KINDS.items():
            times = sorted(measure(running, asked))
            middle = statistics.median(times)
            base = base or middle
            print(
                f"{kind:12} p50 {middle:6.1f} ms  p95 {times[int(len(times) * 0.95)]:6.1f} ms  x{middle / base:.2f} of a tap"
            )


if __name__ == "__main__":
    main()
