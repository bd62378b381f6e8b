"""What a carer sees of the conversation, read from the ledger."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.conversations.models import BrainTurn, Conversation, Message
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.open_menus import open_menus

FIRST_LOOK, LONGEST_LOOK = 0.004, 0.03  # seconds between looks: an answer usually takes some tens of milliseconds


@dataclass(frozen=True)
class Shown:
    """One message as shown. `open`: its choices may still be tapped. `chosen`: the words of a tap.

    `choice`: the id that was tapped, or as which the hub read a text.
    """

    seq: int
    author: str
    text: str
    at: datetime
    choices: list[dict[str, str]] = field(default_factory=list)
    chosen: str | None = None
    open: bool = False
    lang: str | None = None
    kind: str = ""
    choice: str = ""


def shown(conversation_id: UUID, after: int = 0) -> list[Shown]:
    """The messages after a number, in order, with what may still be tapped (open_menus)."""
    messages = list(Message.objects.filter(conversation_id=conversation_id, seq__gt=after).order_by("seq"))
    may_tap = open_menus(messages, state(conversation_id)) if any(each.choices for each in messages) else frozenset()
    return [
        Shown(
            seq=message.seq,
            author=message.author,
            text=message.body,
            at=message.created_at,
            choices=message.choices or [],
            chosen=message.body if message.choice else None,
            open=message.seq in may_tap,
            lang=message.lang or None,
            kind=message.kind,
            choice=message.choice,
        )
        for message in messages
        if not message.erased_at
    ]


def advisers(conversation_id: UUID) -> dict[int, str]:
    """Who wrote each message of an adviser, by its number."""
    rows = Message.objects.filter(conversation_id=conversation_id, author=ADVISER).select_related("author_user")
    return {
        row.seq: row.author_user.get_short_name() or row.author_user.get_username()
        for row in rows.defer("body", "choices")
        if row.author_user
    }


def state(conversation_id: UUID) -> str:
    return Conversation.objects.values_list("state", flat=True).get(pk=conversation_id)


def is_pending(conversation_id: UUID) -> bool:
    """Is the assistant still to answer?"""
    return BrainTurn.objects.filter(conversation_id=conversation_id, state__in=BrainTurn.OPEN).exists()


def wait_for_reply(conversation_id: UUID, seconds: float) -> bool:
    """Wait until nothing is left to answer, or the time is up. True: nothing is left."""
    give_up, pause = time.monotonic() + seconds, FIRST_LOOK
    while is_pending(conversation_id):
        if time.monotonic() + pause > give_up:
            return False
        time.sleep(pause)
        pause = min(pause * 1.25, LONGEST_LOOK)
    return True


def find_choice(conversation_id: UUID, seq: int, index: int) -> dict[str, Any] | None:
    """The choice {id, label} at a place of the ledger, or None."""
    message = Message.objects.filter(conversation_id=conversation_id, seq=seq).exclude(author=CONTACT).first()
    choices = (message.choices if message else None) or []
    return choices[index] if 0 <= index < len(choices) else None
