"""Texts that were kept and not answered, and conversations that went round, for supervisors. Read-only, and no words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk import access
from hub.adviser_desk.frame import frame
from hub.adviser_desk.queue_rows import channel
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, kind, when, words
from hub.conversations.models.team import SUPERVISOR
from hub.conversations.texting import stray_list
from hub.conversations.views_audit import viewed_list


@for_roles(SUPERVISOR)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/texts/"""
    user = request.user
    viewed_list(user, "texts")
    seen = set(access.seen_by(user).values_list("pk", flat=True))
    main = access.supervises_default(user)
    context = {
        **frame(request, "texts"),
        "main_team": main,
        "strays": [_stray(each) for each in stray_list.listed()] if main else [],
        "loops": [_loop(each, each.conversation_id in seen) for each in stray_list.loops(access.stopped_for(user))],
    }
    return render(request, "adviser_desk/stray_texts.html", context)


def _stray(each: stray_list.Stray) -> dict[str, Any]:
    reasons = words()["stray_reasons"]
    return {
        "line": _line(each),
        "why": reasons.get(each.reason) or reasons["other"],
        "danger": filled("texts", "danger", kind=kind(each.danger)) if each.danger else "",
    }


def _loop(each: stray_list.Loop, seen: bool) -> dict[str, Any]:
    return {
        "line": _line(each),
        "ref": each.ref,
        "seen": seen,
    }


def _line(each: stray_list.Stray | stray_list.Loop) -> str:
    sender = filled("texts", "ends", digits=each.ends) if each.ends else words()["texts"]["no_number"]
    return filled("texts", "line", channel=channel(each.channel), sender=sender, time=when(each.at), count=each.count)
