"""Did you get what you needed? One tap, and a place for words. Nothing of it leads back to the chat."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from hub.channels.addresses import address_block
from hub.conversations import feedback as kept
from hub.web_chat.answering import other_page
from hub.web_chat.authority import opened
from hub.web_chat.guards import allow, door
from hub.web_chat.leaving import end_page
from hub.web_chat.posted import Posted


@door
def feedback(request: HttpRequest, posted: Posted) -> HttpResponse:
    """POST /chat/feedback: keep it apart, thank, and stay on the end page."""
    conversation_id = opened(posted)
    allow("address", address_block(request))
    words = posted.fields.get("words", "").strip()
    given = kept.give(posted.fields.get("answer", ""), words)
    return other_page(posted, "end.html", end_page(conversation_id, replace(posted, text=words), given=given))
