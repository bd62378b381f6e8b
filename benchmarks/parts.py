"""What the parts of a turn cost on their own: the danger screen, the facts, the table, the look-up. Each as a ratio of one `decide`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

from assistant.understanding.facts import extract
from kinship.arrangement import decide
from kinship.local_offer import shelf
from kinship.safety import screen

AS_OF = date(2026, 11, 21)
ROUNDS = 50
STORY = (
    "My daughter has not been well and in March her two children came to stay with us, he is nine and she is four. "
    "There is no court order and a social worker rang once. It was only meant to be for a weekend but they are still here. "
) * 5


def families() -> list[dict[str, str]]:
    """Families the table has not met: a decision is remembered, so each is asked about once."""
    return [
        {"carer_relationship": "cousin", "child_age": str(age % 18), "home_council": f"council {age}"}
        for age in range(ROUNDS)
    ]


def milliseconds(work: Callable[[int], object]) -> float:
    work(0)
    times = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    met, words = families(), shelf("exampleshire")
    parts = {
        "decide, a family not met before": lambda n: decide(met[n], AS_OF),
        "find, one topic of the offer": lambda n: words.find("education", ["private_fostering"], met[n], [], AS_OF),
        f"screen, {len(STORY.split())} words": lambda n: screen(STORY),
        f"extract, {len(STORY.split())} words": lambda n: extract(STORY, AS_OF),
    }
    taken = {name: milliseconds(work) for name, work in parts.items()}
    base = next(iter(taken.values()))
    for name, each in taken.items():
        print(f"{name:34} p50 {each:7.2f} ms  x{each / base:.1f}")


if __name__ == "__main__":
    main()
