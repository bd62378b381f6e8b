"""Searching for a conversation. It is a POST, so that neither numbers nor words stand in an address or in a log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hub.adviser_desk import access, available
from hub.adviser_desk.days import day_of
from hub.adviser_desk.frame import frame
from hub.adviser_desk.queue_rows import channel, priority
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, shortly, words
from hub.conversations import finding
from hub.conversations.callbacks import BadPhone
from hub.conversations.models import Conversation, Membership, Team
from hub.conversations.models.team import SUPERVISOR
from hub.conversations.states import STATES

LONGEST = 100  # characters of each field


class NoDay(ValueError):
    """This is no day as the browser writes it. `field`: which one."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """GET /desk/search/; POST (ref, phone, since, until, team, state, words): what was found. Words: supervisors, in their teams."""
    if request.method != "POST":
        available.here(request.user)
        return _page(request, {})
    asked = {name: request.POST.get(name, "").strip()[:LONGEST] for name in _FIELDS}
    if asked["words"] and not _may_read_words(request.user):
        raise Http404
    if not any(asked.values()):
        return _page(request, asked, error=words()["search"]["nothing"], error_at="ref")
    try:
        wanted = finding.Asked(**{**asked, "since": _day(asked, "since"), "until": _day(asked, "until")})
        found = finding.find(_among(request.user, asked), wanted, request.user)
    except NoDay as fault:
        return _page(request, asked, error=words()["search"]["no_day"], error_at=fault.field)
    except BadPhone:
        return _page(request, asked, error=words()["search"]["bad_phone"], error_at="phone")
    except finding.NotBounded:
        error = filled("search", "not_bounded", days=finding.LONGEST_SPAN.days)
        return _page(request, asked, error=error, error_at="since")
    return _page(request, asked, found=found)


_FIELDS = ("ref", "phone", "since", "until", "team", "state", "words")


def _among(user, asked: dict[str, str]) -> QuerySet[Conversation]:
    """Those they may see; for words, only those of teams in which they are a supervisor."""
    seen = access.seen_by(user)
    if not asked["words"] or not Team.objects.exists():
        return seen
    return seen.filter(team__in=Membership.objects.filter(user=user, role=SUPERVISOR).values("team"))


def _may_read_words(user) -> bool:
    return access.in_role(user, SUPERVISOR)


def _day(asked: dict[str, str], name: str) -> date | None:
    try:
        return day_of(asked[name]) if asked[name] else None
    except ValueError:
        raise NoDay(name) from None


def _page(
    request: HttpRequest,
    asked: dict[str, str],
    *,
    found: finding.Found | None = None,
    error: str = "",
    error_at: str = "",
) -> HttpResponse:
    said = words()
    teams = Team.objects.filter(membership__user=request.user).order_by("name")
    context: dict[str, Any] = {
        **frame(request, "search"),
        "asked": asked,
        "teams": [{"id": each.slug, "label": each.name} for each in teams],
        "states": [{"id": each, "label": said["states"][each]} for each in STATES],
        "may_read_words": _may_read_words(request.user),
        "words_hint": filled("search", "words_hint", days=finding.LONGEST_SPAN.days, most=finding.MOST_READ),
        "error": error,
        "error_at": error_at,
        "searched": found is not None,
        "rows": [_row(each, found) for each in found.conversations] if found else [],
        "count": filled("search", "count", count=len(found.conversations)) if found else "",
        "more": bool(found and found.more),
    }
    return render(request, "adviser_desk/search.html", context, status=400 if error else 200)


def _row(conversation: Conversation, found: finding.Found) -> dict[str, Any]:
    now = timezone.now()
    return {
        "ref": conversation.ref,
        "state": words()["states"][conversation.state],
        "team": conversation.team.name if conversation.team else "",
        "channel": channel(conversation.channel),
        "priority": priority(conversation.priority),
        "opened": filled("search", "opened", time=shortly(conversation.opened_at, now)),
        "at": found.at.get(conversation.pk, []),
    }
