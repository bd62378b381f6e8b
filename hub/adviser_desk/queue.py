"""The queue: who waits for my teams, what I hold, and what my colleagues hold. No words of carers stand here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hub.adviser_desk import access, available, done
from hub.adviser_desk.frame import frame
from hub.adviser_desk.queue_rows import lists
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import filled, words
from hub.conversations import desk_queue, feed
from hub.conversations.teams import MayNotHold

EACH_MINUTE = "minute"  # for who has no script: a page that looks again by itself, only when asked to


@for_roles()
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """GET /desk/"""
    available.here(request.user)
    return _page(request)


@for_roles(*access.ANSWERS)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """POST /desk/take: the first of one's own queues is theirs."""
    try:
        taken = desk_queue.take_next(request.user)
    except MayNotHold as refused:
        return _page(request, error=words()["may_not_hold"][refused.reason], status=409)
    if taken is None:
        return HttpResponseRedirect(f"{reverse('desk_queue')}?done=nobody", status=303)
    ref = access.seen_by(request.user).only("ref").get(pk=taken).ref
    return HttpResponseRedirect(f"{reverse('desk_conversation', args=[ref])}?done=taken", status=303)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    cursor = feed.cursor()  # before the rows: what comes in between is then fetched again, never missed
    around = frame(request, "queue")
    found = lists(access.seen_by(request.user), request.user, timezone.now())
    title = around["title"]
    context = {
        **around,
        "title": filled("queue", "urgent", count=found.urgent, title=title) if found.urgent else title,
        "heading": title,
        "cursor": cursor,
        "lists": found,
        "answers": access.in_role(request.user, *access.ANSWERS),
        "each_minute": request.GET.get("every") == EACH_MINUTE,
        "done": done.said(request),
        "error": error,
    }
    return render(request, "adviser_desk/queue.html", context, status=status)
