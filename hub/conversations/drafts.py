"""What an adviser has written and not yet sent, kept here and not in their browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation, Draft

KEPT = timedelta(days=7)
LONGEST = 4000  # characters of a reply, a note or a draft


@dataclass(frozen=True)
class Kept:
    """A draft, and the newest message on the page it was written on."""

    text: str
    base_seq: int
    saved_at: datetime


def save(conversation_id: UUID, user, text: str, base_seq: int) -> None:
    """Keep a draft in the place of the one before; nothing but spaces is no draft. Raises NoSuchConversation."""
    with transaction.atomic():
        # Locked, so that an erasure comes before it or after it: no words come back into a talk that was deleted.
        conversation = Conversation.objects.select_for_update().only("erased_at").filter(pk=conversation_id).first()
        if conversation is None or conversation.erased_at:
            raise NoSuchConversation(str(conversation_id))
        if not text.strip():
            drop(conversation_id, user)
            return
        Draft.objects.update_or_create(
            conversation_id=conversation_id,
            user=user,
            defaults={"body": text[:LONGEST], "base_seq": base_seq, "saved_at": timezone.now()},
        )


def of(conversation_id: UUID, user) -> Kept | None:
    """Somebody's own draft; nobody sees another's."""
    row = Draft.objects.filter(conversation_id=conversation_id, user=user).first()
    return Kept(row.body, row.base_seq, row.saved_at) if row else None


def drop(conversation_id: UUID, user) -> None:
    Draft.objects.filter(conversation_id=conversation_id, user=user).delete()
