"""A topic as the review sees it: its unanswered questions beside the entries that should have answered them, and what is not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.evidence import asked, suppression, unmet
from hub.evidence.unmet import Unmet
from hub.evidence.years import Year
from kinship import minimum
from kinship.local_offer import NATIONAL, Shelf

# None: kept back; a number is five or more, or nought.
Times = dict[str, int | None]


@dataclass(frozen=True)
class Topic:
    """`questions`: without an answer (None: kept back). `times`: how often each entry of ours was shown, by its id."""

    code: str
    questions: int | None
    entries: tuple[tuple[str, Mapping[str, Any]], ...]
    times: Times
    lacks: dict[str, tuple[tuple[str, str], ...]]
    not_told: tuple[str, ...]
    gaps: tuple[str, ...]


def topics(shelf: Shelf, council: str, found: Unmet) -> list[Topic]:
    """Every topic, those with the most unanswered questions first."""
    untouched = set(shelf.topics()) - {topic for topic, _ in unmet.counted(council, found.year, "topic")}
    totals = {**(found.by_topic.row_totals if found.by_topic else {}), **dict.fromkeys(untouched, 0)}
    times = times_shown(shelf, council, found.year)
    made = [_topic(shelf, code, totals, times.get(code, {})) for code in shelf.topics()]
    return sorted(made, key=lambda each: -(each.questions or 0))


def times_shown(shelf: Shelf, council: str, year: Year) -> dict[str, Times]:
    """By topic and id: how often each entry of ours was shown, each topic's line with nothing to be worked out."""
    counts = asked.by_entry(council, year.first, year.until)
    found: dict[str, Times] = {}
    for topic in shelf.topics():
        ours = [str(entry.get("id")) for entry in shelf.page(council, topic).get("entries") or ()]
        found[topic], _ = suppression.line({name: counts.get((topic, f"{council}/{name}"), 0) for name in ours})
    return found


def _topic(shelf: Shelf, code: str, totals: Mapping[str, int], times: Times) -> Topic:
    entries = tuple((area, entry) for area, topic, entry in shelf.every() if topic == code)
    ours = [entry for area, entry in entries if area != NATIONAL]
    told = {entry.get("need") for entry in ours}
    only_ours = {entry.get("need") for area, entry in entries if area == NATIONAL and entry.get("status") == "local"}
    answered = {entry.get("need") for _, entry in entries}
    gaps = {
        **(shelf.page(NATIONAL, code).get("gaps") or {}),
        **(shelf.page(str(shelf.council_code), code).get("gaps") or {}),
    }
    needs = shelf.topics()[code].get("needs") or {}
    return Topic(
        code=code,
        questions=totals.get(code),
        entries=entries,
        times=times,
        lacks={str(entry.get("id")): found for entry in ours if (found := minimum.lacks(entry, shelf, local=True))},
        not_told=tuple(need for need in needs if need in only_ours - told),
        gaps=tuple(str(gaps[need]) for need in needs if need in gaps and need not in answered),
    )
