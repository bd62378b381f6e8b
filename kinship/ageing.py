"""How long a fact may stand before somebody looks again, who looks, and what is due when: for every dated thing of an offer.

Twelve months; six where there is an amount of money or a phone number, because those are what changes. `check` refuses a
review date further off than that; the reminders, the desk's page on ageing and the yearly review read the list made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinship.local_offer import NATIONAL, Shelf, standing

MONTHS, MONTHS_OF_MONEY_AND_PHONES = 12, 6
DAYS = {MONTHS: 366, MONTHS_OF_MONEY_AND_PHONES: 184}  # the longest such a span of months can be
STAGES = (60, 30, 7)  # days before the review date on which its owner is reminded
CURRENT, PAST_REVIEW, PAST_LIMIT = "current", "past_review", "past_limit"
HELPLINES, COUNCIL = "helplines", "council"  # what is dated beside the topics: by these names in `Dated.topic`


@dataclass(frozen=True)
class Dated:
    """One thing with a review date. `owner`: the role that looks after it. `standing`: as local_offer says it."""

    area: str
    topic: str
    entry: str
    title: str
    owner: str
    checked_on: date | None
    review_by: date | None
    standing: str

    @property
    def key(self) -> str:
        return f"{self.area}/{self.topic}/{self.entry}"

    def days_left(self, as_of: date) -> int | None:
        return (self.review_by - as_of).days if self.review_by else None


def months_allowed(entry: Mapping[str, Any]) -> int:
    """How long this may stand: six months where it names an amount or a phone number itself, else twelve."""
    contact = entry.get("contact")
    dials = any(part.get(way) for part in (entry, contact) if isinstance(part, Mapping) for way in ("phone", "text"))
    return MONTHS_OF_MONEY_AND_PHONES if entry.get("figures") or dials else MONTHS


def latest_review(entry: Mapping[str, Any], checked_on: date) -> date:
    """The last day `review_by` may be: what a form suggests after a check."""
    months = months_allowed(entry)
    year, month = divmod(checked_on.month - 1 + months, 12)
    year, month = checked_on.year + year, month + 1
    for day in range(checked_on.day, 0, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue  # the 31st of a shorter month
    raise AssertionError("every month has a first day")


def too_far(entry: Mapping[str, Any]) -> int | None:
    """The months allowed, when `review_by` is further from `checked_on` than that; else None."""
    checked_on, review_by = entry.get("checked_on"), entry.get("review_by")
    if not (isinstance(checked_on, date) and isinstance(review_by, date)):
        return None
    months = months_allowed(entry)
    return months if (review_by - checked_on).days > DAYS[months] else None


def stage(review_by: date, as_of: date) -> int | None:
    """The reminder that is due on a day: the nearest of STAGES, or None when it is too early or the day has passed."""
    left = (review_by - as_of).days
    return min((each for each in STAGES if left <= each), default=None) if left >= 0 else None


def default_owner(council: Mapping[str, Any] | None) -> str:
    """Who looks after what names nobody: the council's senior manager, by role and not by name."""
    manager = (council or {}).get("named_senior_manager") or {}
    return str(manager.get("role") or manager.get("name") or "")


def dated(shelf: Shelf, as_of: date, *, national: bool = False) -> Iterator[Dated]:
    """What the council has to look at again; with `national`, what stands in England's files and the helplines too.

    In the order of the menu. An entry's `owner` goes before its topic's, and that before the council's senior manager.
    """
    fallback = default_owner(shelf.council)
    for area, topic, entry in shelf.every():
        if national or area != NATIONAL:
            owner = str(entry.get("owner") or shelf.page(area, topic).get("owner") or fallback)
            yield _one(area, topic, str(entry.get("id")), str(entry.get("title")), owner, entry, as_of)
    if shelf.council:
        block = {"checked_on": shelf.council.get("last_reviewed"), "review_by": shelf.council.get("next_review")}
        name = str(shelf.council.get("council_name") or "")
        yield _one(str(shelf.council_code), COUNCIL, COUNCIL, name, fallback, block, as_of)
    if national:
        for name, helpline in shelf.helplines().items():
            yield _one(NATIONAL, HELPLINES, name, str(helpline.get("name")), fallback, helpline, as_of)


def _one(area: str, topic: str, entry: str, title: str, owner: str, found: Mapping[str, Any], as_of: date) -> Dated:
    checked_on, review_by = found.get("checked_on"), found.get("review_by")
    return Dated(
        area,
        topic,
        entry,
        title,
        owner,
        checked_on if isinstance(checked_on, date) else None,
        review_by if isinstance(review_by, date) else None,
        standing(found, as_of),
    )
