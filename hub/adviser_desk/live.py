"""What an open desk asks every few seconds, and at once when the stream nudges it: what changed, and who else is looking.

It is a POST because it also says that somebody is there. It is no action: it does not keep an idle session alive.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from hub.adviser_desk import access
from hub.adviser_desk.staff import for_roles
from hub.conversations import desk_feed, desk_queue, drafts, one_clock, presence, sign_of_life, teams
from hub.conversations.feed import TooOld
from hub.conversations.models import Conversation, Team
from hub.conversations.models.team import ROLES

LONGEST_CURSOR = 18  # digits


@for_roles(*ROLES, polled=True)
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """POST /desk/live (after, ref?, typing?): JSON {cursor, refs, urgent, waiting, viewers?}; 410 where a fresh page is needed."""
    user, cursor = request.user, request.POST.get("after", "")
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_CURSOR):
        return HttpResponse(status=410)
    if access.in_role(user, *access.ANSWERS):
        sign_of_life.give(user, one_clock.now())
    try:
        found = desk_feed.news(access.seen_by(user), int(cursor))
    except TooOld:
        return HttpResponse(status=410)
    told = {"cursor": found.cursor, "refs": found.refs, **_waiting(user)}
    ref = request.POST.get("ref", "")
    if ref:
        conversation = access.find(user, ref)
        presence.look(conversation.pk, user, typing=request.POST.get("typing") == "1")
        told["viewers"] = _viewers(conversation, user)
    return JsonResponse(told)


@for_roles(*access.ANSWERS)
@require_POST
def keep_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """POST /desk/c/<ref>/draft (text, seen): 204. What is written and not sent is kept here, not in the browser."""
    conversation = access.find(request.user, ref, *access.ANSWERS)
    seen = request.POST.get("seen", "")
    base = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else conversation.last_seq
    drafts.save(conversation.pk, request.user, request.POST.get("text", ""), base)
    return HttpResponse(status=204)


def _waiting(user) -> dict[str, int]:
    return desk_queue.counts(teams.of(user) if Team.objects.exists() else None)


def _viewers(conversation: Conversation, user) -> list[dict[str, object]]:
    return [{"name": each.name, "typing": each.typing} for each in presence.others(conversation.pk, user)]
