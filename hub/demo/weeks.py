"""Some weeks of earlier conversations, short ones, so that the page of numbers has something to count."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hub.demo import tales
from hub.demo.tales import Tale

DAYS = 28  # working days, and yesterday is the last
A_DAY = (1, 2, 2, 3)
ENDS = (*("closed",) * 8, "handed_back", "gave_up", "called", "called", "called", "called_late")
SEED = 22  # the same weeks each time


def told(now: datetime) -> Iterator[Tale]:
    """The earlier conversations."""
    chance, said = random.Random(SEED), tales.read()["weeks"]
    for days_ago in range(DAYS, 0, -1):
        for number in range(chance.choice(A_DAY)):
            steps = list(_steps(chance, said, days_ago))
            yield tales.tale(f"{days_ago} days ago, {number + 1}", steps, now)


def _steps(chance: random.Random, said: Mapping[str, Any], days_ago: int) -> Iterator[dict[str, Any]]:
    who, end = chance.choice(said["advisers"]), chance.choice(ENDS)
    clock = f"{chance.randrange(9, 16):02}:{chance.randrange(60):02}"
    yield {"days_ago": days_ago, "at": clock, **chance.choice(said["begin"])}
    yield {"after": 2, **said["person"]}
    waited = chance.choice((1, 2, 3, 4, 5, 7, 9, 12, 18))
    if end == "gave_up":
        yield {"after": waited + 10, "goes_back": True}
        yield {"leaves": True}
    elif end.startswith("called"):
        number = f"07700 900{chance.randrange(1000):03}"
        yield {"after": 4, "asks_for_call": "any_time", "phone": number, "name": chance.choice(said["names"])}
        late = end == "called_late" and days_ago > 2
        if late:
            yield {"days_ago": days_ago - 2, "at": "10:15", "rings": "no_answer", "by": who}
        yield {"after": 45, "call_is_made": who}
    else:
        yield {"after": waited, "takes": who}
        yield {"answers": chance.choice(said["answers"]), "by": who}
        yield (
            {"after": 6, "hands_back": who}
            if end == "handed_back"
            else {
                "after": 9,
                "closes": chance.choice(("answered", "answered", "referred", "no_reply")),
                "by": who,
            }
        )
