"""Counting in opening time: when so many minutes of it have passed, how many there were, and when the doors close.

Hours are those of `opening`. Minutes are minutes of the clock on the wall as they really pass: the night the clocks go
back, an hour is counted twice, and the night they go forward not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kinship.clock import as_utc, like
from kinship.opening import LOOK_AHEAD, stretches

_MINUTE = timedelta(minutes=1)
_ALWAYS = timedelta(days=LOOK_AHEAD - 1)  # a stretch that reaches so far has no end


def due(
    block: Mapping[str, Any], after: datetime, open_minutes: float, holidays: Collection[date] = ()
) -> datetime | None:
    """The first moment at which `open_minutes` of opening time have passed since `after`.

    No minutes at all are due at the next opening. What is used up exactly at closing is due at closing. None when the
    block does not say its hours, or when the next 60 days hold fewer minutes.
    """
    moment, left = as_utc(after), max(open_minutes, 0) * _MINUTE
    for begin, end in stretches(block, moment, holidays):
        begin = max(begin, moment)
        if left <= end - begin:
            return like(after, begin + left)
        left -= end - begin
    return None


def minutes_open(block: Mapping[str, Any], begin: datetime, end: datetime, holidays: Collection[date] = ()) -> float:
    """How many minutes of opening time lie between two moments, looking at most 60 days on; 0.0 if the end is not later."""
    first, last, total = as_utc(begin), as_utc(end), timedelta()
    for stretch in stretches(block, first, holidays):
        if stretch.begin >= last:
            break
        total += min(stretch.end, last) - max(stretch.begin, first)
    return max(total, timedelta()) / _MINUTE


def closes_at(block: Mapping[str, Any], when: datetime, holidays: Collection[date] = ()) -> datetime | None:
    """When those who are there at `when` leave: the end of this stretch, for a lunch break too. None when nobody is there.

    None also when the block does not say, or when it is always open.
    """
    moment = as_utc(when)
    present = next(stretches(block, moment, holidays), None)
    if present is None or present.begin > moment or present.end - moment > _ALWAYS:
        return None
    return like(when, present.end)
