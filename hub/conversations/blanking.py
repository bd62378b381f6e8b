"""Blanking words: the rows of the ledger stay, what was said does not."""

from __future__ import annotations

from hub.conversations.ledger import Change
from hub.conversations.models import BrainTurn, Handover, InboundReceipt, Message


def blank_words(change: Change) -> None:
    """Blank what was said and written down so far; the conversation may go on."""
    conversation = change.conversation
    Message.objects.filter(conversation=conversation, erased_at__isnull=True).update(
        body="", choices=None, choice="", erased_at=change.now
    )
    Handover.objects.filter(conversation=conversation).update(summary=None)
    BrainTurn.objects.filter(conversation=conversation).update(discarded_reply=None)
    InboundReceipt.objects.filter(message__conversation=conversation).update(payload="")
