"""Putting ready words at the end of somebody's draft: a piece of the offer, an approved answer. Nothing is sent by it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub.conversations import drafts, ledger
from hub.conversations.models import Conversation


class TooLong(ValueError):
    """With these words the draft would have more than drafts.LONGEST characters. Nothing was changed."""


def append(conversation: Conversation, user, text: str, source: str) -> None:
    """Add words to this person's draft, after what stands there. `source`: a code for the audit trail.

    Raises TooLong, NoSuchConversation.
    """
    with transaction.atomic():
        row = Conversation.objects.select_for_update().only("ref", "last_seq").get(pk=conversation.pk)
        kept = drafts.of(row.pk, user)
        whole = f"{kept.text.rstrip()}\n\n{text}" if kept and kept.text.strip() else text
        if len(whole) > drafts.LONGEST:
            raise TooLong(len(whole))
        drafts.save(row.pk, user, whole, kept.base_seq if kept else row.last_seq)
        ledger.record([], [(f"user:{user.pk}", "inserted", {"source": source})], row, timezone.now())
