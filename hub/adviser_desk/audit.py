"""Who saw what and when, for the auditors of a team."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.adviser_desk.days import day_of
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, when, words
from hub.conversations import views_seen
from hub.conversations.models import AuditEntry, Team
from hub.conversations.models.team import AUDITOR


@for_roles(AUDITOR)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """GET /desk/audit/?person=&ref=&since=&until="""
    asked = {name: request.GET.get(name, "").strip()[:20] for name in ("person", "ref", "since", "until")}
    teams, error, error_at, rows = _audited(request.user), "", "", []
    try:
        rows = views_seen.entries(teams, _wanted(asked))
        views_seen.read(request.user)
    except NoDay as fault:
        error, error_at = words()["audit"]["no_day"], fault.field
    names = _names(teams, rows)
    shown = rows[: views_seen.MOST]
    context = {
        **frame(request, "audit"),
        "asked": asked,
        "people": sorted(_people(teams), key=lambda each: each["label"].casefold()),
        "rows": [_row(each, names) for each in shown],
        "shown": filled("audit", "shown", count=len(shown)) if shown else "",
        "more": len(rows) > views_seen.MOST,
        "today": timezone.localdate().isoformat(),
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/audit.html", context, status=400 if error else 200)


class NoDay(ValueError):
    """This is no day as the browser writes it. `field`: which one."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _wanted(asked: dict[str, str]) -> views_seen.Wanted:
    """Raises NoDay."""
    person = asked["person"]
    number = int(person) if person.isascii() and person.isdigit() else None
    return views_seen.Wanted(number, asked["ref"], _day(asked, "since"), _day(asked, "until"))


def _day(asked: dict[str, str], name: str) -> date | None:
    try:
        return day_of(asked[name]) if asked[name] else None
    except ValueError:
        raise NoDay(name) from None


def _audited(user) -> list[Team]:
    return list(Team.objects.filter(membership__user=user, membership__role=AUDITOR))


def _people(teams: list[Team]) -> list[dict[str, str]]:
    found = {each.user_id: each.user for each in views_seen.members(teams)}
    return [{"id": str(pk), "label": user.get_full_name() or user.get_username()} for pk, user in found.items()]


def _names(teams: list[Team], rows: list[AuditEntry]) -> dict[int, str]:
    """Whoever stands in the rows, also when they have left the team."""
    numbers = {views_seen.user_of(each) for each in rows} - {None}
    users = get_user_model().objects.filter(pk__in=numbers)
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


def _row(entry: AuditEntry, names: dict[int, str]) -> dict[str, Any]:
    pages = words()["audit_pages"]
    if entry.action == views_seen.SEARCHED:
        kinds = words()["audit_kinds"]
        what = ", ".join(str(kinds[each]) for each in entry.detail.get("by", ()) if each in kinds)
        page = filled("audit", "searched", what=what, count=entry.detail.get("found", 0))
    elif entry.action == views_seen.READ:
        page = pages["audit"]
    else:
        page = pages.get(entry.detail.get("page"), pages["other"])
    return {
        "who": names.get(views_seen.user_of(entry), entry.actor),
        "when": when(entry.at),
        "ref": entry.conversation_ref,
        "page": page,
    }
