"""The first page of the evidence: how the offer stands, in four lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk.evidence.said import around, filled, words
from hub.adviser_desk.staff import for_roles
from hub.conversations import councils
from hub.conversations.models.team import MANAGER
from hub.conversations.words import shelf
from hub.evidence import glance, unmet
from hub.evidence.chores import today
from hub.evidence.years import current, year


@for_roles(MANAGER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET /desk/evidence/"""
    return render(request, "adviser_desk/evidence/home.html", {**around(request, "home"), "cards": _cards()})


def _cards() -> list[dict[str, Any]]:
    seen = glance.at(shelf(), today())
    _, total = unmet.by_month(councils.current(), year(current(today()), today()))
    said = {
        "coverage": filled(
            "home", "coverage_what", topics=seen.topics, gaps=seen.gaps, old=seen.old, minimum=seen.minimum
        ),
        "ageing": filled("home", "ageing_what", late=seen.late, soon=seen.soon, links=seen.links, phones=seen.phones),
        "unmet": filled("home", "unmet_what", count=total) if total is not None else words()["home"]["unmet_few"],
        "review": words()["home"]["review_what"],
    }
    return [
        {"href": f"/desk/evidence/{part}/", "label": words()["home"][part], "what": what} for part, what in said.items()
    ]
