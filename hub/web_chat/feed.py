"""What came since: asked by the page's script with its cursor, answered in the same shape as a sent message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from hub.conversations import feed as changes
from hub.web_chat.answering import fragment_of
from hub.web_chat.authority import conversation_of
from hub.web_chat.guards import door
from hub.web_chat.page import page
from hub.web_chat.posted import Posted

LONGEST_CURSOR = 18  # digits


@door
def feed(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/feed?after=N: 204 when nothing is new, 410 when the page is too old to be brought up to date."""
    conversation_id = conversation_of(posted)
    if conversation_id is None:
        return HttpResponse(status=204)
    cursor = request.GET.get("after", "")
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_CURSOR):
        return HttpResponse(status=410)
    try:
        if not changes.after(conversation_id, int(cursor)).events:
            return HttpResponse(status=204)
    except changes.TooOld:
        return HttpResponse(status=410)
    return JsonResponse(fragment_of(page(conversation_id, after=posted.after), posted.after))
