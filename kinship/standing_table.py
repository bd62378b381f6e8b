"""How an offer stands, arrangement by topic: how many needs the council answers, how many England's pages, what is a gap or old.

Made from the same files as `coverage`, which asks how much is promised; this asks who says it and whether it is still fresh.
Three readers: `kinship check COUNCIL --coverage`, the desk's page on coverage, and the yearly review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinship.local_offer import NATIONAL, Shelf, standing

LOCAL, ENGLAND, OUT_OF_DATE, GAP, NOTHING = "local", "england", "out_of_date", "gap", "nothing"
STATES = (LOCAL, ENGLAND, OUT_OF_DATE, GAP, NOTHING)  # the best that can be said of a need comes first
# What the statutory guidance of October 2024 expects an offer to address, in its order.
GUIDANCE = (
    "support_groups_and_training",
    "financial_support",
    "help_to_stay_in_work",
    "accommodation",
    "education",
    "family_time",
    "family_group_decision_making",
    "legal_support",
    "therapeutic_support",
)


@dataclass(frozen=True)
class Offers:
    """What one need of a topic has for one arrangement: how it stands, and the entries that say it (the council's first)."""

    need: str
    state: str
    entries: tuple[tuple[str, Mapping[str, Any]], ...]  # (area, entry)


def needs_of(shelf: Shelf, topic: str) -> tuple[str, ...]:
    return tuple(shelf.topics()[topic].get("needs") or ())


def offers(shelf: Shelf, topic: str, arrangement: str | None, as_of: date) -> list[Offers]:
    """Each need of the topic, in the order of its checklist. `arrangement` None: whoever it serves."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {need: [] for need in needs_of(shelf, topic)}
    for area in (shelf.council_code, NATIONAL):
        for entry in shelf.page(str(area), topic).get("entries") or () if area else ():
            if isinstance(entry, Mapping) and _serves(entry, arrangement) and entry.get("need") in found:
                found[str(entry["need"])].append((str(area), entry))
    stated = {need for area in (shelf.council_code, NATIONAL) if area for need in _gaps(shelf, str(area), topic)}
    return [
        Offers(need, _state(entries, need in stated, shelf.council_code is not None, as_of), tuple(entries))
        for need, entries in found.items()
    ]


def cell(shelf: Shelf, topic: str, arrangement: str | None, as_of: date) -> Counter[str]:
    """How many needs of the topic stand how, for one arrangement."""
    return Counter(each.state for each in offers(shelf, topic, arrangement, as_of))


def by_heading(shelf: Shelf) -> dict[str, list[str]]:
    """The headings of section 22H, each with the topics that are published under it, in the order of the menu."""
    found: dict[str, list[str]] = {}
    for topic, told in shelf.topics().items():
        found.setdefault(str(told.get("heading") or ""), []).append(topic)
    return found


def in_order(shelf: Shelf) -> Iterator[tuple[str, bool]]:
    """Every topic and whether it is one of the guidance's nine: those first, in its order."""
    yield from ((topic, True) for topic in GUIDANCE if topic in shelf.topics())
    yield from ((topic, False) for topic in shelf.topics() if topic not in GUIDANCE)


def shortfalls(shelf: Shelf, as_of: date) -> Iterator[tuple[str, str, str, list[str]]]:
    """(topic, need, state, arrangements) for all that is not answered, or only by old entries, and for whom."""
    for topic, _ in in_order(shelf):
        found: dict[tuple[str, str], list[str]] = {}
        for arrangement in shelf.arrangements():
            for each in offers(shelf, topic, arrangement, as_of):
                if each.state not in (LOCAL, ENGLAND):
                    found.setdefault((each.need, each.state), []).append(arrangement)
        yield from ((topic, need, state, for_whom) for (need, state), for_whom in found.items())


def differs(first: Offers, second: Offers) -> bool:
    """Do two arrangements get different things for the same need?"""
    return [(area, each.get("id")) for area, each in first.entries] != [
        (area, each.get("id")) for area, each in second.entries
    ]


def _state(entries: list[tuple[str, Mapping[str, Any]]], stated: bool, has_council: bool, as_of: date) -> str:
    """What only the council can say, and has not said, is a gap; so is help that is paused."""
    told = [
        (area, entry)
        for area, entry in entries
        if entry.get("state") != "paused" and not (has_council and area == NATIONAL and entry.get("status") == "local")
    ]
    fresh = {area for area, entry in told if standing(entry, as_of) == "current"}
    if fresh - {NATIONAL}:
        return LOCAL
    if fresh:
        return ENGLAND
    if told:
        return OUT_OF_DATE
    return GAP if entries or stated else NOTHING


def _serves(entry: Mapping[str, Any], arrangement: str | None) -> bool:
    serves = entry.get("arrangements")
    return arrangement is None or serves == "all" or (isinstance(serves, list) and arrangement in serves)


def _gaps(shelf: Shelf, area: str, topic: str) -> Mapping[str, Any]:
    gaps = shelf.page(area, topic).get("gaps")
    return gaps if isinstance(gaps, Mapping) else {}
