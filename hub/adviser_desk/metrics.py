"""The numbers of the teams, as tables: for supervisors, and for managers, who see no small numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, span, words
from hub.conversations import metrics
from hub.conversations.metrics import Week
from hub.conversations.models import Membership, Team
from hub.conversations.models.team import MANAGER, SUPERVISOR

FEW = 5  # from this number on, managers see it
COLUMNS = ("offered", "answered", "abandoned", "called", "median", "ninetieth", "urgent", "calls", "returned")


@for_roles(SUPERVISOR, MANAGER)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """GET /desk/metrics/"""
    now, said = timezone.now(), words()
    tables = [_table(team, exact, now) for team, exact in _teams(request.user)]
    context = {
        **frame(request, "numbers"),
        "columns": [said["numbers"][each] for each in COLUMNS],
        "tables": tables,
        "small": not all(each["exact"] for each in tables),
        "meanings": [
            {"term": said["numbers"][name], "text": said["numbers_mean"][code]}
            for code, name in (
                *((each, each) for each in ("offered", "answered", "abandoned", "called")),
                ("wait", "median"),
                *((each, each) for each in ("urgent", "calls", "returned")),
            )
        ],
    }
    return render(request, "adviser_desk/metrics.html", context)


def _teams(user) -> list[tuple[Team | None, bool]]:
    """Their teams, and whether they see exact numbers there: supervisors do, managers do not."""
    if not Team.objects.exists():
        return [(None, True)]
    rows = Membership.objects.filter(user=user, role__in=(SUPERVISOR, MANAGER)).select_related("team")
    return [(row.team, row.role == SUPERVISOR) for row in rows.order_by("team__name")]


def _table(team: Team | None, exact: bool, now: datetime) -> dict[str, Any]:
    return {
        "id": team.slug if team else "all",
        "name": filled("numbers", "table", team=team.name if team else words()["numbers"]["title"]),
        "exact": exact,
        "weeks": [
            {"begins": f"{each.begins.day} {each.begins:%B %Y}", "cells": _cells(each, exact, now)}
            for each in metrics.weeks(team, now)
        ],
    }


def _cells(week: Week, exact: bool, now: datetime) -> list[str]:
    """The cells of a week, in the order of COLUMNS."""
    return [
        *(_number(each, exact) for each in (week.offered, week.answered, week.abandoned, week.called)),
        *(_wait(each, week, exact, now) for each in (week.half_waited, week.nine_in_ten_waited)),
        _share(week.urgent_in_time, week.urgent, exact),
        _share(week.calls_kept, week.calls, exact),
        _number(week.returned, exact),
    ]


def _number(count: int, exact: bool) -> str:
    return str(count) if exact or count >= FEW else words()["numbers"]["few"]


def _share(part: int, whole: int, exact: bool) -> str:
    """So many of so many. For who sees no small numbers, neither the part nor the rest may be one."""
    if exact:
        return filled("numbers", "of", count=part, all=whole) if whole else words()["numbers"]["none"]
    if whole < FEW:
        return words()["numbers"]["few"]
    if part != whole and whole - part < FEW:
        return filled("numbers", "nearly", all=whole)
    return filled("numbers", "of", count=_number(part, exact), all=whole)


def _wait(wait: timedelta | None, week: Week, exact: bool, now: datetime) -> str:
    if not exact and week.answered < FEW:
        return words()["numbers"]["few"]
    return span(now - wait, now) if wait is not None else words()["numbers"]["none"]
