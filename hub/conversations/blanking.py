"""Blanking words: the rows of the ledger stay, what was said does not."""

from __future__ import annotations

from hub.conversations import deliveries
from hub.conversations.ledger import Change
from hub.conversations.models import BrainTurn, Draft, Handover, InboundReceipt, Message, Note


def blank_words(change: Change) -> None:
    """Blank what was said and written down so far; the conversation may go on."""
    conversation = change.conversation
    Message.objects.filter(conversation=conversation, erased_at__isnull=True).update(
        body="", choices=None, choice="", erased_at=change.now
    )
    Handover.objects.filter(conversation=conversation).update(summary=None)
    BrainTurn.objects.filter(conversation=conversation).update(discarded_reply=None)
    InboundReceipt.objects.filter(message__conversation=conversation).update(payload="")
    deliveries.blank(conversation.pk)
    # What advisers wrote about the carer is theirs to have deleted too: the council's own record is not this chat.
    Note.objects.filter(conversation=conversation, erased_at__isnull=True).update(body="", erased_at=change.now)
    Draft.objects.filter(conversation=conversation).delete()
