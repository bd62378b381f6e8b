"""When the advisers of our council are there: council.yml (chat, open), and the bank holidays of England."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hub.conversations.bank_holidays import bank_holidays
from hub.conversations.words import council
from kinship import call_window as windows
from kinship import opening, opening_time
from kinship.call_window import CallWindow
from kinship.clock import in_england

HERE, CLOSING, CLOSED, NOBODY = "here", "closing", "closed", "nobody"
CLOSING_SOON = timedelta(minutes=15)
# Calls of a council that has not said when its advisers are there.
_WORKING_DAYS: Mapping[str, Any] = {
    "open": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]
}


def who_is_there(now: datetime, available: Callable[[], bool]) -> str:
    """Can an adviser come now: `here`, `closing` (they leave within 15 minutes), `closed` (out of hours), or `nobody`.

    `available` says whether any adviser is at the desk; it is asked only in hours. A council that has not said its hours
    has no others than those in which somebody is at the desk.
    """
    if opening.open_at(_advisers(), now, bank_holidays()) is False:
        return CLOSED
    if not available():
        return NOBODY
    leave = opening_time.closes_at(_advisers(), now, bank_holidays())
    return CLOSING if leave is not None and leave - now <= CLOSING_SOON else HERE


def are_known() -> bool:
    """Has the council said when its advisers are there?"""
    return bool(_advisers())


def back_at(now: datetime) -> datetime | None:
    """When advisers are there again, on the clock in England; `now` if they are. None if the council has not said."""
    found = opening.next_opening(_advisers(), now, bank_holidays())
    return in_england(found) if found else None


def due(after: datetime, open_minutes: float) -> datetime | None:
    """When so many minutes of the advisers' time have passed. None if the council has not said its hours."""
    return opening_time.due(_advisers(), after, open_minutes, bank_holidays())


def minutes_open(begin: datetime, end: datetime) -> float:
    """How many minutes of the advisers' time lie between; all of them if the council has not said its hours."""
    if not _advisers():
        return max(end - begin, timedelta()) / timedelta(minutes=1)
    return opening_time.minutes_open(_advisers(), begin, end, bank_holidays())


def call_window(asked: datetime, part: str) -> CallWindow:
    """When somebody is called who asked now for this part of the day. Raises KeyError for a part we do not know."""
    found = windows.call_window(_advisers(), asked, part, bank_holidays())
    found = found or windows.call_window(_WORKING_DAYS, asked, part, bank_holidays())
    if found is None:
        raise AssertionError("There is a working day within 60 days.")
    return found


def is_working_day(day: date) -> bool:
    """Is anybody there on this day at any time?"""
    return bool(opening.of_day(_advisers() or _WORKING_DAYS, day, bank_holidays()))


def parts_open(asked: datetime) -> tuple[str, ...]:
    """The parts of a day that may be offered for a call."""
    return windows.parts_open(_advisers() or _WORKING_DAYS, asked, bank_holidays())


def _advisers() -> Mapping[str, Any]:
    chat = council().get("chat")
    return chat if isinstance(chat, Mapping) and chat.get("open") else {}
