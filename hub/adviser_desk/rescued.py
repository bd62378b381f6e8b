"""Who sends a reply after their session has ended is asked to sign in; what they wrote must not be lost meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from hub.adviser_desk import access
from hub.conversations import drafts
from hub.conversations.ledger import NoSuchConversation


def keep(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Keep the words of this POST: as their draft, where they were for a conversation that they answer in; in a change of the offer."""
    if (
        request.method == "POST"
        and "change" in kwargs
        and "revision" in request.POST
        and access.edits_offer(request.user)
    ):
        from hub.adviser_desk.offer_editing import changes  # its pages stand behind this very door

        changes.rescue(request, kwargs["change"])
        return
    text = request.POST.get("text", "")[: drafts.LONGEST] if request.method == "POST" else ""
    if not text.strip() or "ref" not in kwargs:
        return
    try:
        conversation = access.find(request.user, kwargs["ref"], *access.ANSWERS)
        drafts.save(conversation.pk, request.user, text, conversation.last_seq)
    except (Http404, NoSuchConversation):
        return
