"""Texts come in parts: what belongs together is waited for a moment, and read together, for danger too."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.conversations import danger
from hub.conversations.models import BrainTurn, Conversation, Message
from hub.conversations.models.message import CONTACT
from kinship.reply import CARRY_ON, LAST, NO, NOT_SURE, NUMBER_WORDS, OKAY, YES, normalise

QUIET, MOST = timedelta(seconds=8), timedelta(seconds=30)
PARTS = 12  # of a text that a network cut up; a story of more is read in its last ones
ANSWERS = frozenset({*NUMBER_WORDS, *LAST, *YES, *NO, *NOT_SURE, *OKAY, *CARRY_ON})


def due_at(message: Message, first: datetime | None, now: datetime) -> datetime | None:
    """When the assistant is asked: after 8 seconds without another part, 30 after the first at most. None: at once.

    `first`: when the first part that waits came; None for the first itself. A choice, and a bare number or yes, is no part.
    """
    if message.choice or (first is None and _is_answer(message.body)):
        return None
    return min(now + QUIET, (first or now) + MOST)


def _is_answer(text: str) -> bool:
    plain = normalise(text)
    return plain in ANSWERS or (plain.isascii() and plain.isdigit())


def waiting_parts(conversation: Conversation) -> list[str]:
    """What they wrote that nobody has begun to answer, in the order it came, since danger was last answered."""
    turn = BrainTurn.objects.filter(conversation=conversation, state=BrainTurn.QUEUED).order_by("-number").first()
    if turn is None:
        return []
    parts: list[str] = []
    for message in Message.objects.filter(conversation=conversation, seq__gte=turn.from_seq).order_by("-seq")[:PARTS]:
        if message.kind == "danger":
            break
        if message.author == CONTACT and not message.choice:
            parts.insert(0, message.body)
    return parts


def heard(conversation: Conversation, text: str) -> danger.Danger | None:
    """Danger that only the joined parts tell of. They may come in any order: the newest is read behind and before the others."""
    parts = waiting_parts(conversation)
    if not parts:
        return None
    for whole in (" ".join([*parts, text]), " ".join([text, *parts])):
        found = danger.heard(whole, conversation.channel, (), conversation.story)
        if found:
            return found
    return None
