"""Conversations that must be kept, for supervisors and managers of their team: since when, until when, and who wished them away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.adviser_desk import access
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import day, filled, words
from hub.conversations import legal_holds
from hub.conversations.models import LegalHold
from hub.conversations.models.team import MANAGER, SUPERVISOR
from hub.conversations.views_audit import viewed_list


@for_roles(SUPERVISOR, MANAGER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/holds/"""
    user, today = request.user, timezone.localdate()
    viewed_list(user, "holds")
    rows = list(legal_holds.all_open().filter(conversation__in=access.held_for(user)))
    seen = set(access.seen_by(user).values_list("pk", flat=True))
    # Why it must be kept may be part of a case: for whoever may keep it and let it go.
    told = set(access.held_for(user, SUPERVISOR).values_list("pk", flat=True))
    context = {
        **frame(request, "holds"),
        "rows": [_row(each, today, each.conversation_id in seen, each.conversation_id in told) for each in rows],
    }
    return render(request, "adviser_desk/holds.html", context)


def lines(conversation) -> list[str]:
    """What the page of a conversation says of its hold, without why; nothing where there is none."""
    hold = legal_holds.of(conversation.pk)
    if hold is None:
        return []
    said = [filled("holds", "must_be_kept", day=_of_year(hold.until))]
    if hold.delete_asked_at:
        said.append(filled("holds", "wished_away", day=day(hold.delete_asked_at)))
    return said


def _row(hold: LegalHold, today: date, seen: bool, told: bool) -> dict[str, Any]:
    by = hold.by.get_full_name() or hold.by.get_username() if hold.by else words()["holds"]["not_known"]
    return {
        "ref": hold.conversation.ref,
        "seen": seen,
        "since": filled("holds", "since", day=day(hold.at), name=by),
        "look": filled("holds", "past" if hold.until < today else "look", day=_of_year(hold.until)),
        "past": hold.until < today,
        "why": filled("holds", "why", reason=hold.reason) if told and hold.reason else "",
        "wished_away": filled("holds", "wished_away", day=day(hold.delete_asked_at)) if hold.delete_asked_at else "",
    }


def _of_year(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"
