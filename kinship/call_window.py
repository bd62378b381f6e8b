"""When a call that was asked for is made: the first opening time in the part of the day the carer chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kinship.clock import as_utc, in_england, like
from kinship.opening import LOOK_AHEAD, MIDNIGHT, of_day

_NOON = MIDNIGHT // 2
# The parts of a day that can be chosen, as minutes from midnight. Their words stand in web_chat.yml and conversation.yml.
PARTS = {"any_time": (0, MIDNIGHT), "morning": (0, _NOON), "afternoon": (_NOON, MIDNIGHT)}
NOTICE = 120  # minutes of opening time left in the part: with fewer, the call is for the next day that has it


class CallWindow(NamedTuple):
    """The call is made from `begin` on and is due by `due_at`, the close of that part of the day."""

    part: str
    begin: datetime
    due_at: datetime


def call_window(
    block: Mapping[str, Any], asked: datetime, part: str, holidays: Collection[date] = (), notice: int = NOTICE
) -> CallWindow | None:
    """When to call somebody who asked at `asked`: today if `notice` minutes of the part are still to come, else the next day.

    Where nobody is ever there in that part of the day, any time of the day holds. None when the block does not say its
    hours, or when nobody is there in the next 60 days. Raises KeyError for a part that is not in `PARTS`.
    """
    moment, today = as_utc(asked), in_england(as_utc(asked)).date()
    for ahead in range(LOOK_AHEAD + 1):
        found = of_day(block, today + timedelta(days=ahead), holidays, within=PARTS[part])
        coming = [(max(begin, moment), end) for begin, end in found if end > moment]
        left = sum((end - begin for begin, end in coming), timedelta())
        if coming and (ahead or left >= timedelta(minutes=notice)):
            return CallWindow(part, like(asked, coming[0][0]), like(asked, coming[-1][1]))
    return call_window(block, asked, "any_time", holidays, notice) if part != "any_time" else None


def parts_open(block: Mapping[str, Any], asked: datetime, holidays: Collection[date] = ()) -> tuple[str, ...]:
    """The parts of a day in which somebody is there on some day of the next 60: what may be offered to choose from."""
    return tuple(part for part in PARTS if (found := call_window(block, asked, part, holidays)) and found.part == part)
