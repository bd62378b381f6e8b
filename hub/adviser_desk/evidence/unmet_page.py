"""What the assistant could not answer: tables without small numbers, and beside each topic the entries that should have answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk.evidence import said
from hub.adviser_desk.evidence.said import around, filled, words
from hub.adviser_desk.staff import for_roles
from hub.conversations import councils
from hub.conversations.models.team import MANAGER
from hub.conversations.words import shelf
from hub.evidence import shown, suppression, unmet
from hub.evidence.chores import today
from hub.evidence.shown import Topic
from hub.evidence.suppression import Table
from hub.evidence.unmet import Unmet
from hub.evidence.years import Year, current, year
from kinship.local_offer import NATIONAL, Shelf, standing

WHY = ("no_local_answer", "not_understood", "out_of_scope")


@for_roles(MANAGER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/unmet/?year=2026"""
    chosen = year_asked(request)
    found = unmet.of_year(councils.current(), chosen)
    context = {**around(request, "unmet"), **years(chosen), **told(found, shelf(), today())}
    return render(request, "adviser_desk/evidence/unmet.html", context)


def year_asked(request: HttpRequest) -> Year:
    asked = request.GET.get("year", "")
    begins = (
        int(asked) if asked.isascii() and asked.isdigit() and 2000 < int(asked) <= today().year else current(today())
    )
    return year(begins, today())


def years(chosen: Year) -> dict[str, Any]:
    """The year that is shown, and those one can go to."""
    others = sorted({*unmet.years(councils.current()), current(today())} - {chosen.begins}, reverse=True)
    return {
        "year": said.year(chosen),
        "begins": chosen.begins,
        "others": [
            {"begins": each, "label": said.year(year(each, today()))} for each in others if each <= current(today())
        ],
    }


def told(found: Unmet, now_on: Shelf, day: date) -> dict[str, Any]:
    """The tables and topics of a year, in words."""
    total = (
        filled("unmet", "total", count=f"{found.total:,}") if found.total is not None else words()["unmet"]["total_few"]
    )
    return {
        "total": total if found.year.months else words()["unmet"]["nothing"],
        "tables": _tables(found, now_on),
        "by_month": [
            {"name": said.month(month), "count": said.count(count)} for month, count in found.by_month.items()
        ],
        "reasons": [
            {"name": words()["reasons"][code], "count": said.count(count)} for code, count in found.did_not_know.items()
        ],
        "reasons_total": said.count(found.did_not_know_total),
        "topics": [beside(each, found, now_on, day) for each in shown.topics(now_on, councils.current(), found)],
    }


def _tables(found: Unmet, now_on: Shelf) -> list[dict[str, Any]]:
    said_of = words()["unmet"]
    return [
        {
            "id": "by-topic",
            "title": said_of["by_topic"],
            "of": said_of["topic"],
            "table": table(found.by_topic, lambda code: said.topic(now_on, code)),
        },
        {
            "id": "by-arrangement",
            "title": said_of["by_arrangement"],
            "of": said_of["arrangement"],
            "table": table(found.by_arrangement, lambda code: said.arrangement(now_on, code)),
        },
    ]


def table(found: Table | None, name_of) -> dict[str, Any] | None:
    """A table for the page: names in words, the line of all others last."""
    if found is None:
        return None

    def named(code: str) -> str:
        return words()["page"]["others"] if code == suppression.OTHERS else name_of(code)

    columns = sorted(
        found.columns, key=lambda code: (code == suppression.OTHERS, WHY.index(code) if code in WHY else len(WHY))
    )
    rows = sorted(found.rows, key=lambda code: (code == suppression.OTHERS, -found.row_totals[code], code))
    return {
        "columns": [words()["page"]["others"] if code == suppression.OTHERS else why(code) for code in columns],
        "rows": [
            {
                "name": named(row),
                "cells": [said.count(found.cells[row, column]) for column in columns],
                "total": said.count(found.row_totals[row]),
            }
            for row in rows
        ],
        "totals": [said.count(found.column_totals[column]) for column in columns],
        "total": said.count(found.total),
    }


def why(code: str) -> str:
    return str(words()["why"].get(code) or words()["why"]["other"])


def beside(each: Topic, found: Unmet, now_on: Shelf, day: date) -> dict[str, Any]:
    """A topic with its questions, words, entries and gaps."""
    return {
        "title": said.topic(now_on, each.code),
        "count": said.count(each.questions),
        "words": ", ".join(found.words.get(each.code, ())),
        "entries": [_entry(entry, each, day) for area, entry in each.entries if area != NATIONAL],
        "national": filled("unmet", "national", count=sum(area == NATIONAL for area, _ in each.entries)),
        "not_told": [said.need(now_on, each.code, need) for need in each.not_told],
        "gaps": each.gaps,
    }


def _entry(entry: Any, of: Topic, day: date) -> dict[str, Any]:
    times = of.times.get(str(entry.get("id")), 0)
    marks = [words()["unmet"]["never_shown"] if times == 0 else shown_times(times)]
    if standing(entry, day) != "current":
        marks.append(words()["standings"][standing(entry, day)])
    if lacking := of.lacks.get(str(entry.get("id"))):
        marks.append(filled("unmet", "lacks", parts=said.lacks(lacking)))
    return {"title": str(entry.get("title")), "marks": "; ".join(str(mark) for mark in marks)}


def shown_times(times: int | None) -> str:
    return str(words()["unmet"]["shown_few"]) if times is None else filled("unmet", "shown", count=times)
