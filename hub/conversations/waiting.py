"""Where somebody who waits stands, in codes, and whether that is worth telling again. Pure: no clock, no database, no words.

A place is told up to the fifth; further back only a band, from how long others waited lately. Never a countdown: a time
that was promised and passes hurts more than none. The words for the codes stand in conversation.yml, under `waiting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from hub.conversations.hours import CLOSED, CLOSING, NOBODY

PLACES = ("first", "second", "third", "fourth", "fifth")
# The bands of a wait, and the minutes each reaches up to.
BANDS = (("under_10_minutes", 10), ("under_30_minutes", 30), ("under_1_hour", 60), ("under_2_hours", 120))
OVER, NOT_KNOWN = "over_2_hours", "not_known"
FEWEST = 5  # pick-ups: from fewer, nothing is said about how long it takes
SETTLED = timedelta(minutes=2)  # a change is told no sooner after the last one, but for those that matter at once
STILL = timedelta(minutes=15)  # with no change: a sign that the carer is not forgotten

URGENT_NUMBERS, CALLBACK, BACK_TO_ASSISTANT = "urgent_numbers", "callback", "back_to_assistant"


@dataclass(frozen=True)
class Stands:
    """`there`: here, closing, closed or nobody (hours.py). While somebody is there: a place, or how long it usually takes.

    `usual` and `slow` are bands: half of the people lately waited no longer than the first, 9 of 10 no longer than the
    second.
    """

    there: str
    place: str | None = None
    usual: str | None = None
    slow: str | None = None

    def codes(self) -> dict[str, str]:
        """To be kept with when it was told."""
        return {name: code for name, code in asdict(self).items() if code is not None}


@dataclass(frozen=True)
class Told:
    """What the carer was told last, and when."""

    stands: Stands
    at: datetime


def from_codes(codes: dict[str, Any]) -> Stands:
    """What `Stands.codes` gave."""
    return Stands(**codes)


def stands(place: int, there: str, pick_ups: Sequence[float] = (), waited: float = 0) -> Stands:
    """What to tell somebody at this place of the queue, from 1. Raises ValueError for a place below 1.

    `pick_ups`: minutes that others waited lately. `waited`: minutes this one has: no band is shorter than that.
    """
    if place < 1:
        raise ValueError(f"no place {place}")
    if there in (CLOSED, NOBODY):
        return Stands(there)
    if place <= len(PLACES):
        return Stands(there, place=PLACES[place - 1])
    if len(pick_ups) < FEWEST:
        return Stands(there, usual=NOT_KNOWN)
    usual, slow = (band(max(minutes, waited)) for minutes in (median(pick_ups), ninetieth(pick_ups)))
    return Stands(there, usual=usual, slow=slow if slow != usual else None)


def band(minutes: float) -> str:
    """The band that a wait of so many minutes falls in."""
    return next((name for name, below in BANDS if minutes < below), OVER)


def ninetieth(minutes: Sequence[float]) -> float:
    """The shortest of these waits that 9 of 10 of them do not exceed. There must be one at least."""
    return sorted(minutes)[ceil(len(minutes) * 0.9) - 1]


def news(last: Told | None, now_stands: Stands, now: datetime) -> str | None:
    """Why the carer should hear again where they stand; None when they should not.

    begins · there (an adviser is there, or no longer) · next · nearer · further (somebody went before them) · faster ·
    slower · still (nothing changed for a quarter of an hour). At once: that it begins, that they are next, and that the
    advisers leave. Everything else waits until two minutes after what was told last, so that nobody is rung with news.
    """
    if last is None:
        return "begins"
    before, since = last.stands, now - last.at
    if now_stands.there != before.there:
        at_once = now_stands.there in (CLOSING, CLOSED) and before.there != CLOSED
        return "there" if at_once or since >= SETTLED else None
    if now_stands == before:
        return "still" if since >= STILL and now_stands.there != CLOSED else None
    if now_stands.place == PLACES[0]:
        return "next"
    return _direction(before, now_stands) if since >= SETTLED else None


def _direction(before: Stands, after: Stands) -> str:
    if before.place or after.place:
        return "nearer" if _rank(after) < _rank(before) else "further"
    if NOT_KNOWN in (before.usual, after.usual):
        return "still"
    return "faster" if _length(after) < _length(before) else "slower"


def _rank(one: Stands) -> int:
    return PLACES.index(one.place) if one.place else len(PLACES)


def _length(one: Stands) -> tuple[int, int]:
    order = [*(name for name, _ in BANDS), OVER]
    usual = order.index(one.usual or OVER)
    return usual, order.index(one.slow) if one.slow else usual


def said(one: Stands) -> tuple[str, ...]:
    """What to say, in order. Where nobody can come, urgent numbers are first, and then a call back."""
    if one.there in (CLOSED, NOBODY):
        return URGENT_NUMBERS, one.there, CALLBACK
    where = ("place",) if one.place else ("many", "usual", *(("slow",) if one.slow else ()))
    return (*where, *((CLOSING,) if one.there == CLOSING else ()), CALLBACK)


def choices(*, waits: bool) -> tuple[str, ...]:
    """What to offer with it: a call at each update and, to who `waits`, the way back to the assistant."""
    return (CALLBACK, BACK_TO_ASSISTANT) if waits else (CALLBACK,)
