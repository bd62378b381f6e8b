"""Leaving the page of a conversation for a tool beside it: what stands in the box of the reply is kept first."""

from __future__ import annotations

from django.http import HttpRequest

from hub.conversations import drafts
from hub.conversations.models import Conversation


def keep_draft(request: HttpRequest, conversation: Conversation) -> None:
    """Keep `text` of this form as the person's draft, written on a page whose newest message was `seen`.

    Raises NoSuchConversation.
    """
    seen = request.POST.get("seen", "")
    base = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else conversation.last_seq
    drafts.save(conversation.pk, request.user, request.POST.get("text", "").replace("\r\n", "\n"), base)
