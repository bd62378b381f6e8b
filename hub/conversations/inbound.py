"""What a door took in, and what the ledger already holds of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from hub.conversations.models import Conversation, InboundReceipt, Message
from hub.conversations.models.message import CONTACT

RECENT = 3  # earlier messages read together with a new one for danger
RECENT_WITHIN = timedelta(hours=12)  # also over midnight


@dataclass(frozen=True)
class Inbound:
    """A message as a door read it. `key` makes it arrive once; a tap has the choice's id, and its label as words."""

    key: str
    text: str = ""
    choice: str | None = None
    label: str = ""
    in_reply_to: int | None = None


@dataclass(frozen=True)
class Received:
    """Where the message stands in the ledger. `duplicate`: it was there before, nothing was done again."""

    conversation_id: UUID
    seq: int
    duplicate: bool = False
    danger: bool = False


def stored(channel: str, key: str) -> Received | None:
    """What came of this key, if it came before."""
    receipt = (
        InboundReceipt.objects.select_related("message").filter(provider=channel, provider_message_hash=key).first()
    )
    if receipt is None or receipt.message is None:
        return None
    return Received(receipt.message.conversation_id, receipt.message.seq, duplicate=True)


def recent_words(conversation: Conversation) -> list[str]:
    """The carer's last words since danger was last answered: people split a sentence over several messages."""
    since = timezone.now() - RECENT_WITHIN
    said = Message.objects.filter(conversation=conversation, created_at__gte=since).order_by("-seq")
    recent = []
    for message in said[: RECENT * 4]:
        if message.kind == "danger" or len(recent) == RECENT:
            break
        if message.author == CONTACT and not message.choice:
            recent.insert(0, message.body)
    return recent
