"""Who has a conversation open just now, and who types: rows that live half a minute. Carers' unsent words are never seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hub.conversations import ledger
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation, Viewing
from hub.conversations.states import WITH_ADVISER

SEEN_FOR = timedelta(seconds=30)
WRITTEN_EVERY = timedelta(seconds=5)  # a desk looks more often than that when much happens; its beat is 20 seconds
TYPING_FOR = timedelta(seconds=8)


@dataclass(frozen=True)
class Viewer:
    """A colleague who has it open."""

    user_id: int
    name: str
    typing: bool


def look(conversation_id: UUID, user, *, typing: bool = False) -> None:
    """This person has it open now (and types). The others are told when that is news. Raises NoSuchConversation."""
    if not typing and _lately(conversation_id, user):
        return
    with transaction.atomic():
        # Locked, so that an erasure comes before it or after it.
        conversation = Conversation.objects.select_for_update().filter(pk=conversation_id).defer("story").first()
        if conversation is None or conversation.erased_at:
            raise NoSuchConversation(str(conversation_id))
        now = timezone.now()
        row = Viewing.objects.filter(conversation=conversation, user=user).first()
        news = row is None or row.until < now or typing != _types(row, now)
        Viewing.objects.update_or_create(
            conversation=conversation,
            user=user,
            defaults={"until": now + SEEN_FOR, "typing_until": now + TYPING_FOR if typing else None},
        )
        if news:
            _tell(conversation, now)


def leave(conversation_id: UUID, user) -> None:
    """They went to another page."""
    with transaction.atomic():
        if Viewing.objects.filter(conversation_id=conversation_id, user=user).delete()[0]:
            _tell(Conversation.objects.defer("story").get(pk=conversation_id), timezone.now())


def others(conversation_id: UUID, user) -> list[Viewer]:
    """Who else has it open."""
    now = timezone.now()
    rows = Viewing.objects.filter(conversation_id=conversation_id, until__gt=now).exclude(user=user)
    return [
        Viewer(row.user_id, row.user.get_short_name() or row.user.get_username(), _types(row, now))
        for row in rows.select_related("user").order_by("pk")
    ]


def is_answering(conversation_id: UUID) -> bool:
    """For the carer: does the adviser who holds it type just now?"""
    now = timezone.now()
    held = Conversation.objects.filter(pk=conversation_id, state=WITH_ADVISER).values("assignee")
    return Viewing.objects.filter(conversation_id=conversation_id, user__in=held, typing_until__gt=now).exists()


def _lately(conversation_id: UUID, user) -> bool:
    """Whether it stands there already that they have it open and do not type: then nothing needs to be written."""
    enough = timezone.now() + SEEN_FOR - WRITTEN_EVERY
    return Viewing.objects.filter(
        conversation_id=conversation_id, user=user, until__gt=enough, typing_until__isnull=True
    ).exists()


def _types(row: Viewing, now: datetime) -> bool:
    return row.typing_until is not None and row.typing_until > now


def _tell(conversation: Conversation, now: datetime) -> None:
    ledger.record([{"kind": "viewing.changed", "for_contact": False, "data": {}}], [], conversation, now)
