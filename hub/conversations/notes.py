"""Notes that advisers write for each other. They are no messages: nothing that is sent or shown to a carer reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.conversations.drafts import LONGEST
from hub.conversations.fields import keyed_hash
from hub.conversations.ledger import changing
from hub.conversations.models import Note


@dataclass(frozen=True)
class Written:
    """A note as the desk shows it: between which messages it stands, who wrote it and when."""

    id: int
    at_seq: int
    by: str
    at: datetime
    text: str


def write(conversation_id: UUID, user, text: str, *, key: str) -> int:
    """Write a note, in any state; the same key once. Returns its number. Raises NoSuchConversation, ValueError (no words)."""
    words = text.strip()[:LONGEST]
    if not words:
        raise ValueError("a note without words")
    with changing(conversation_id) as change:
        hashed = keyed_hash("note", key)
        known = Note.objects.filter(conversation_id=conversation_id, key_hash=hashed).first()
        if known:
            return known.pk
        note = Note.objects.create(
            conversation_id=conversation_id,
            at_seq=change.conversation.last_seq,
            author_user=user,
            body=words,
            key_hash=hashed,
            created_at=change.now,
        )
        change.note("note.added", note=note.pk)
        change.audit(f"user:{user.pk}", "noted", note=note.pk)
    return note.pk


def of(conversation_id: UUID) -> list[Written]:
    """The notes of a conversation, in order, without those that were erased."""
    rows = Note.objects.filter(conversation_id=conversation_id, erased_at__isnull=True).select_related("author_user")
    return [
        Written(
            row.pk,
            row.at_seq,
            row.author_user.get_short_name() or row.author_user.get_username(),
            row.created_at,
            row.body,
        )
        for row in rows.order_by("pk")
    ]
