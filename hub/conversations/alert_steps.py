"""When a danger that nobody owns is told again: minutes since it was heard, and from where on the second list is told too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Ladder:
    """`at`: the minutes of the first tellings; then one each `every` minutes. Steps from `escalates` on go to both lists."""

    at: tuple[int, ...]
    every: int
    escalates: int

    def minutes(self, step: int) -> int:
        """When step number `step` (from 0) is due, in minutes after the beginning."""
        if step < len(self.at):
            return self.at[step]
        return self.at[-1] + (step - len(self.at) + 1) * self.every


LADDERS = {
    "emergency": Ladder(at=(0, 3, 10, 30), every=60, escalates=2),
    "soon": Ladder(at=(0, 60), every=240, escalates=2),
}
SOONEST = timedelta(minutes=1)  # after a time when no worker ran, what was missed is not told all at once
OWNED_FOR = timedelta(minutes=30)  # told again later than this after somebody took it, it is told to them again


def due(urgency: str, step: int, since: datetime, now: datetime) -> datetime:
    """When this step is due, for a danger whose alerts began at `since`."""
    return max(since + timedelta(minutes=LADDERS[urgency].minutes(step)), now + SOONEST)


def escalated(urgency: str, step: int) -> bool:
    """Whether this step is told to the second list of addresses too."""
    return step >= LADDERS[urgency].escalates
