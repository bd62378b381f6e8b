"""The clock on the wall in England, and the moments it shows: it skips an hour in March, and shows one twice in October."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ENGLAND = "Europe/London"
_MINUTE = timedelta(minutes=1)


def as_utc(when: datetime) -> datetime:
    """A moment, from a time that knows its zone or, if it knows none, a time in England."""
    return (when if when.tzinfo is not None else when.replace(tzinfo=ZoneInfo(_ENGLAND))).astimezone(UTC)


def in_england(moment: datetime) -> datetime:
    """The same moment on the clocks of England."""
    return moment.astimezone(ZoneInfo(_ENGLAND))


def like(asked: datetime, moment: datetime) -> datetime:
    """A moment, told as the question was: in its zone or, if that knew none, by the clock in England."""
    if asked.tzinfo is not None:
        return moment.astimezone(asked.tzinfo)
    return in_england(moment).replace(tzinfo=None, fold=0)


def first_moment(day: date, minute: int) -> datetime:
    """When the clock shows so many minutes after midnight, in UTC: the first time, if it shows them twice."""
    return _moments(day, minute)[0]


def last_moment(day: date, minute: int) -> datetime:
    """As `first_moment`, but the last time. What the clock skips is, for both, the moment at which it does."""
    return _moments(day, minute)[1]


def _moments(day: date, minute: int) -> tuple[datetime, datetime]:
    wall = datetime.combine(day, time()) + minute * _MINUTE
    while True:
        first, last = (as_utc(wall.replace(tzinfo=ZoneInfo(_ENGLAND), fold=fold)) for fold in (0, 1))
        if first <= last:
            return first, last
        wall += _MINUTE  # the clock skips this minute
