"""When somebody answers, from the hours a council gave as data. Pure: the caller brings the time and the bank holidays.

`open` of a block (a number, or the advisers' chat) is a list of lines, each one stretch of a day, the last of them to "24:00":

    {days: [mon, tue], from: "09:00", to: "12:30"}       each week, or on a `bank_holiday`
    {dates: [2026-12-24], from: "09:00", to: "12:00"}    on these days
    {dates: [2026-12-29], closed: true}

A day that a line names by its date keeps only the lines that name it. On any other bank holiday only what names
`bank_holiday` holds, whatever day of the week it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kinship.clock import as_utc, first_moment, in_england, last_moment, like

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BANK_HOLIDAY = "bank_holiday"
DAYS = (*WEEK, BANK_HOLIDAY)
MIDNIGHT = 24 * 60
LOOK_AHEAD = 60  # days: longer than any office is shut


class Stretch(NamedTuple):
    """Open from `begin` until just before `end`, both in UTC."""

    begin: datetime
    end: datetime


def open_at(block: Mapping[str, Any], when: datetime, holidays: Collection[date] = ()) -> bool | None:
    """Whether the number of a contact block is answered at `when`; None when the block does not say.

    `when` is the time in England; one that knows its time zone is turned into it.
    """
    if not block.get("open"):
        return None
    moment = as_utc(when)
    return any(begin <= moment < end for begin, end in of_day(block, in_england(moment).date(), holidays))


def next_opening(block: Mapping[str, Any], when: datetime, holidays: Collection[date] = ()) -> datetime | None:
    """The first moment from `when` on at which the number is answered; `when` itself if it is answered then.

    None when the block does not say, or opens on no day of the next 60.
    """
    moment = as_utc(when)
    following = next(stretches(block, moment, holidays), None)
    return like(when, max(following.begin, moment)) if following else None


def stretches(block: Mapping[str, Any], since: datetime, holidays: Collection[date] = ()) -> Iterator[Stretch]:
    """The stretches that end after `since`, in order, over the next 60 days. One that goes on over midnight is one."""
    moment, first = as_utc(since), in_england(as_utc(since)).date()
    running: Stretch | None = None
    for ahead in range(LOOK_AHEAD + 1):
        for each in of_day(block, first + timedelta(days=ahead), holidays):
            if running and each.begin <= running.end:
                running = Stretch(running.begin, max(running.end, each.end))
                continue
            if running and running.end > moment:
                yield running
            running = each
    if running and running.end > moment:
        yield running


def of_day(
    block: Mapping[str, Any], day: date, holidays: Collection[date] = (), within: tuple[int, int] = (0, MIDNIGHT)
) -> list[Stretch]:
    """The stretches of one day, in order, none touching another. `within`: only between these minutes of the day."""
    found: list[Stretch] = []
    for begin, end in spans_on(block, day, holidays):
        begin, end = max(begin, within[0]), min(end, within[1])
        if begin >= end:
            continue
        stretch = Stretch(first_moment(day, begin), last_moment(day, end))
        if found and stretch.begin <= found[-1].end:
            found[-1] = Stretch(found[-1].begin, max(found[-1].end, stretch.end))
        elif stretch.begin < stretch.end:
            found.append(stretch)
    return found


def spans_on(block: Mapping[str, Any], day: date, holidays: Collection[date] = ()) -> list[tuple[int, int]]:
    """The spans of a day of the calendar, as minutes from midnight, in order."""
    dated = [each for each in _lines(block) if day in _listed(each, "dates")]
    return sorted(_read(dated) if dated else spans(block, day_of(day, holidays)))


def spans(block: Mapping[str, Any], day: str) -> Iterator[tuple[int, int]]:
    """The spans of one kind of day, as minutes from midnight. What cannot be read is not open; `kinship check` says so."""
    return _read(each for each in _lines(block) if day in _listed(each, "days"))


def day_of(day: date, holidays: Collection[date] = ()) -> str:
    """The code of a day: `bank_holiday`, or its day of the week."""
    return BANK_HOLIDAY if day in holidays else WEEK[day.weekday()]


def minutes(clock: Any) -> int | None:
    """How many minutes after midnight "09:30" is, up to "24:00"; None for anything else."""
    hour, colon, minute = str(clock).partition(":") if isinstance(clock, str) else ("", "", "")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= MIDNIGHT else None


def clock(minute: int) -> str:
    """The minutes of a day as they are written: "09:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def named_dates(block: Mapping[str, Any]) -> set[date]:
    """The days of the calendar that lines of the block name. What is no date is left out."""
    return {day for each in _lines(block) for day in _listed(each, "dates") if type(day) is date}


def first_gap(found: list[tuple[int, int]]) -> int | None:
    """The first minute of a day that none of these spans covers; None when they cover it all."""
    covered = 0
    for begin, end in sorted(found):
        if begin > covered:
            break
        covered = max(covered, end)
    return covered if covered < MIDNIGHT else None


def _lines(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in _listed(block, "open") if isinstance(each, Mapping))


def _listed(found: Mapping[str, Any], field: str) -> list[Any]:
    value = found.get(field)
    return value if isinstance(value, list) else []


def _read(lines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    for each in lines:
        begin, end = minutes(each.get("from")), minutes(each.get("to"))
        if begin is not None and end is not None and each.get("closed") is not True:
            yield begin, end
