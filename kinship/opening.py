"""When a number is answered, from the hours a council gave as data. Pure: the caller brings the time and the bank holidays.

A contact block's `open` is a list of {days, from, to}: days of the week, or `bank_holiday`, and times of that day, the
last of them "24:00". On a bank holiday only what names `bank_holiday` holds, whatever day of the week it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BANK_HOLIDAY = "bank_holiday"
DAYS = (*WEEK, BANK_HOLIDAY)
MIDNIGHT = 24 * 60
_LOOK_AHEAD = 14  # days: longer than any run of holidays
_ENGLAND = "Europe/London"


def open_at(block: Mapping[str, Any], when: datetime, holidays: Collection[date] = ()) -> bool | None:
    """Whether the number of a contact block is answered at `when`; None when the block does not say.

    `when` is the time in England; one that knows its time zone is turned into it.
    """
    if not block.get("open"):
        return None
    local = _in_england(when)
    minute = local.hour * 60 + local.minute
    return any(begin <= minute < end for begin, end in spans(block, day_of(local.date(), holidays)))


def next_opening(block: Mapping[str, Any], when: datetime, holidays: Collection[date] = ()) -> datetime | None:
    """The first moment from `when` on at which the number is answered; `when` itself if it is answered then.

    None when the block does not say, or opens on no day of the next two weeks.
    """
    if not block.get("open"):
        return None
    local = _in_england(when)
    if open_at(block, local, holidays):
        return local
    for ahead in range(_LOOK_AHEAD + 1):
        day = local.date() + timedelta(days=ahead)
        midnight = local.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0)
        starts = sorted(begin for begin, end in spans(block, day_of(day, holidays)) if begin < end)
        for begin in starts:
            opens = midnight.replace(hour=begin // 60, minute=begin % 60)
            if opens >= local:
                return opens
    return None


def day_of(day: date, holidays: Collection[date] = ()) -> str:
    """The code of a day: `bank_holiday`, or its day of the week."""
    return BANK_HOLIDAY if day in holidays else WEEK[day.weekday()]


def spans(block: Mapping[str, Any], day: str) -> Iterator[tuple[int, int]]:
    """The spans of one kind of day, as minutes from midnight. What cannot be read is not open; `kinship check` says so."""
    for each in block.get("open") or ():
        if isinstance(each, Mapping) and day in (each.get("days") or ()):
            begin, end = minutes(each.get("from")), minutes(each.get("to"))
            if begin is not None and end is not None:
                yield begin, end


def minutes(clock: Any) -> int | None:
    """How many minutes after midnight "09:30" is, up to "24:00"; None for anything else."""
    hour, colon, minute = str(clock).partition(":") if isinstance(clock, str) else ("", "", "")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= MIDNIGHT else None


def _in_england(when: datetime) -> datetime:
    return when.astimezone(ZoneInfo(_ENGLAND)) if when.tzinfo is not None else when
