"""Ageing: what is past its day, what is due, whose it is; links that do not answer, numbers that cannot be right."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk.evidence import said
from hub.adviser_desk.evidence.said import around, filled, words
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import day as said_day
from hub.conversations import councils
from hub.conversations.models.team import MANAGER
from hub.conversations.words import shelf
from hub.evidence import links, phones, reminders
from hub.evidence.chores import today
from hub.evidence.models import LinkCheck
from kinship import ageing
from kinship.ageing import Dated
from kinship.local_offer import NATIONAL, Shelf

LATER, NO_DATE = "later", "no_date"
GROUPS = (ageing.PAST_LIMIT, ageing.PAST_REVIEW, *(f"due_{days}" for days in sorted(ageing.STAGES)), LATER, NO_DATE)


@for_roles(MANAGER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/ageing/?england=1&all=1"""
    now_on, day, england, everything = (
        shelf(),
        today(),
        request.GET.get("england") == "1",
        request.GET.get("all") == "1",
    )
    found: dict[str, list[Dated]] = {group: [] for group in GROUPS}
    for each in ageing.dated(now_on, day, national=england):
        found[group_of(each, day)].append(each)
    told = reminders.told_on(councils.current())
    context = {
        **around(request, "ageing"),
        "as_of": filled("coverage", "as_of", day=said.day(day)),
        "told": words()["ageing"]["told_by_mail" if settings.KINSHIP_REVIEW_EMAILS else "told_by_nobody"],
        "england": england,
        "everything": everything,
        "groups": [
            _group(name, rows, now_on, told, listed=name != LATER or everything) for name, rows in found.items() if rows
        ],
        **_links(now_on),
        **_phones(now_on),
    }
    return render(request, "adviser_desk/evidence/ageing.html", context)


def group_of(each: Dated, day: date) -> str:
    """One of GROUPS."""
    if each.standing != ageing.CURRENT:
        return each.standing
    if each.review_by is None:
        return NO_DATE
    stage = ageing.stage(each.review_by, day)
    return LATER if stage is None else f"due_{stage}"


def _group(name: str, rows: list[Dated], now_on: Shelf, told: dict, *, listed: bool) -> dict[str, Any]:
    rows = sorted(rows, key=lambda each: each.review_by or date.max)
    group = {"name": name, "title": filled("ageing", "table", group=words()["ageing"][name], count=len(rows))}
    if not listed:
        first = said.day(rows[0].review_by)
        return {**group, "rows": [], "later": filled("ageing", "later_count", count=len(rows), day=first)}
    return {**group, "rows": [_row(each, now_on, told) for each in rows], "later": ""}


def _row(each: Dated, now_on: Shelf, told: dict) -> dict[str, str]:
    at = told.get((each.key, each.review_by))
    return {
        "title": each.title,
        "edit": said.edit(each.topic, each.entry) if each.area != NATIONAL and each.topic in now_on.topics() else "",
        "topic": said.topic(now_on, each.topic),
        "owner": each.owner or words()["page"]["no_owner"],
        "checked": said.day(each.checked_on),
        "review": said.day(each.review_by),
        "reminded": said_day(at) if at else words()["ageing"]["not_reminded"],
    }


def _links(now_on: Shelf) -> dict[str, Any]:
    rows = list(LinkCheck.objects.filter(council=councils.current()).order_by("failing_since", "address"))
    if not rows:
        return {"links": words()["ageing"]["links_never"], "bad_links": []}
    bad = [row for row in rows if row.outcome in (*links.TO_MEND, links.REFUSED, links.MOVED)]
    to_mend = sum(row.outcome in links.TO_MEND for row in rows)
    last = said_day(max(row.checked_at for row in rows))
    told = filled("ageing", "links_bad", bad=to_mend, count=len(rows), day=last) if to_mend else filled(
        "ageing", "links_fine", count=len(rows), day=last
    )  # fmt: skip
    places = {each.address[:500]: each.places for each in links.links()}
    return {
        "links": told,
        "bad_links": [
            {
                "address": row.address,
                "outcome": words()["links"][row.outcome],
                "since": said_day(row.failing_since) if row.failing_since else "",
                "places": ", ".join(_place(now_on, each) for each in places.get(row.address, ())[:5]),
            }
            for row in sorted(bad, key=lambda row: row.outcome not in links.TO_MEND)
        ],
    }


def _phones(now_on: Shelf) -> dict[str, Any]:
    found = list(phones.phones())
    bad = [each for each in found if each.fault]
    told = filled("ageing", "phones_bad", bad=len(bad), count=len(found)) if bad else filled(
        "ageing", "phones_fine", count=len(found)
    )  # fmt: skip
    return {
        "phones": told,
        "bad_phones": [
            {"number": each.number, "fault": words()["phones"][each.fault], "place": _place(now_on, each.place)}
            for each in bad
        ],
    }


def _place(now_on: Shelf, key: str) -> str:
    """An entry by its title, from area/topic/id."""
    area, topic, name = key.split("/", 2)
    for entry in now_on.page(area, topic).get("entries") or ():
        if str(entry.get("id")) == name:
            return str(entry.get("title"))
    return str((now_on.helplines().get(name) or {}).get("name") or said.topic(now_on, topic))
