"""Coverage: topic by arrangement, the headings of the law, the minimum entry by entry, and two arrangements side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk.evidence import said
from hub.adviser_desk.evidence.said import around, filled, words
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import words as desk_words
from hub.conversations.models.team import MANAGER
from hub.conversations.words import shelf
from hub.evidence.chores import today
from kinship import minimum, standing_table
from kinship.local_offer import NATIONAL, Shelf, standing
from kinship.standing_table import STATES, Offers

FIRST, SECOND = "special_guardianship_order", "informal_kinship_care"  # what is compared until somebody chooses


@for_roles(MANAGER)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/coverage/?first=&second="""
    now_on, day = shelf(), today()
    codes = now_on.arrangements()
    first, second = _chosen(request, "first", FIRST, codes), _chosen(request, "second", SECOND, codes)
    context = {
        **around(request, "coverage"),
        "as_of": filled("coverage", "as_of", day=said.day(day)),
        "arrangements": [{"id": code, "label": said.arrangement(now_on, code)} for code in codes],
        "groups": _groups(now_on, codes, day),
        "meanings": [
            {"term": words()["states"][state], "text": words()["coverage"][f"means_{state}"]} for state in STATES
        ],
        "headings": _headings(now_on, day),
        "missing": missing(now_on, day),
        "minimum": [
            {
                "title": each.title,
                "edit": said.edit(each.topic, each.entry),
                "topic": said.topic(now_on, each.topic),
                "lacks": said.lacks(each.lacks),
            }
            for each in minimum.missing(now_on)
        ],
        "first": {"id": first, "label": said.arrangement(now_on, first)},
        "second": {"id": second, "label": said.arrangement(now_on, second)},
        "compared": _compared(now_on, first, second, day),
    }
    return render(request, "adviser_desk/evidence/coverage.html", context)


def _chosen(request: HttpRequest, name: str, otherwise: str, codes: tuple[str, ...]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in codes else otherwise


def _groups(now_on: Shelf, codes: tuple[str, ...], day: date) -> list[dict[str, Any]]:
    groups: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for topic, of_the_nine in standing_table.in_order(now_on):
        cells = [_cell(standing_table.cell(now_on, topic, code, day)) for code in codes]
        groups[of_the_nine].append({"topic": said.topic(now_on, topic), "cells": cells})
    return [
        {"title": words()["coverage"]["nine" if nine else "ours"], "rows": rows}
        for nine, rows in groups.items()
        if rows
    ]


def _cell(counts: dict[str, int]) -> list[dict[str, Any]]:
    """What a cell says, the best first; a state that needs somebody's work is marked."""
    return [
        {
            "text": filled("coverage", state, count=counts[state]),
            "work": state not in (standing_table.LOCAL, standing_table.ENGLAND),
        }
        for state in STATES
        if counts[state]
    ]


def _headings(now_on: Shelf, day: date) -> list[dict[str, Any]]:
    rows = []
    for heading, topics in standing_table.by_heading(now_on).items():
        counts = sum(
            (standing_table.cell(now_on, topic, None, day) for topic in topics), start=standing_table.Counter()
        )
        titles = ", ".join(said.topic(now_on, topic) for topic in topics)
        rows.append({"heading": words()["headings"].get(heading, heading), "topics": titles, "cells": _cell(counts)})
    return rows


def missing(now_on: Shelf, day: date) -> list[dict[str, Any]]:
    """Each need that is not answered, or only by old entries, with the arrangements it is so for."""
    everybody, all_of_them = words()["coverage"]["for_all"], len(now_on.arrangements())
    return [
        {
            "topic": said.topic(now_on, topic),
            "need": said.need(now_on, topic, need),
            "state": words()["states"][state],
            "for_whom": everybody
            if len(for_whom) == all_of_them
            else "; ".join(said.arrangement(now_on, each) for each in for_whom),
        }
        for topic, need, state, for_whom in standing_table.shortfalls(now_on, day)
    ]


def _compared(now_on: Shelf, first: str, second: str, day: date) -> dict[str, Any]:
    """The needs that are met differently, by topic; and how many are met alike."""
    topics, alike, differing = [], 0, 0
    for topic, _ in standing_table.in_order(now_on):
        rows = []
        pairs = zip(
            standing_table.offers(now_on, topic, first, day),
            standing_table.offers(now_on, topic, second, day),
            strict=True,
        )
        for one, other in pairs:
            if standing_table.differs(one, other):
                need = said.need(now_on, topic, one.need)
                rows.append({"need": need, "first": _told(one, day), "second": _told(other, day)})
            else:
                alike += 1
        differing += len(rows)
        if rows:
            topics.append({"title": said.topic(now_on, topic), "rows": rows})
    return {
        "topics": topics,
        "differs": filled("coverage", "differs", count=differing, all=differing + alike),
        "alike": filled("coverage", "alike", count=alike) if alike else "",
    }


def _told(offers: Offers, day: date) -> list[dict[str, str]]:
    status, standings = desk_words()["offer_status"], words()["standings"]
    return [
        {
            "title": str(entry.get("title")),
            "area": said.area(area),
            "status": str(status[entry["status"]]) if area == NATIONAL and entry.get("status") in status else "",
            "old": "" if standing(entry, day) == "current" else str(standings[standing(entry, day)]),
        }
        for area, entry in offers.entries
    ]
