"""What a door took in, and what the ledger already holds of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from hub.channels.records import TextIn
from hub.conversations import danger
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.models import Conversation, InboundReceipt, Message
from hub.conversations.models.message import CONTACT
from hub.conversations.texting import joining, known_phrases
from hub.conversations.texting.read_back import row_of_tap
from kinship import safety

FORM_ERASED = (
    "erased"  # the status of a receipt that stands for a form of a chat deleted before a restore (restoring.py)
)
RECENT = 3  # earlier messages read together with a new one for danger
RECENT_WITHIN = timedelta(hours=12)  # also over midnight
# Codes under which the hub keeps words that were typed, and may be half of a sentence: after STOP, or from an unknown hand.
TYPED = ("hub:opted_out", "hub:fenced")


@dataclass(frozen=True)
class Inbound:
    """A message as a door read it. `key` makes it arrive once; a tap has the choice's id, and its label as words.

    `wire`: what a provider gave, where it came as a text (SMS, WhatsApp).
    """

    key: str
    text: str = ""
    choice: str | None = None
    label: str = ""
    in_reply_to: int | None = None
    wire: TextIn | None = None


@dataclass(frozen=True)
class Received:
    """Where the message stands in the ledger. `duplicate`: it was there before, nothing was done again."""

    conversation_id: UUID
    seq: int
    duplicate: bool = False
    danger: bool = False


def stored(channel: str, key: str) -> Received | None:
    """What came of this key, if it came before. Raises NoSuchConversation: its chat was deleted before a restore."""
    receipt = (
        InboundReceipt.objects.select_related("message").filter(provider=channel, provider_message_hash=key).first()
    )
    if receipt is not None and receipt.status == FORM_ERASED:
        raise NoSuchConversation(str(receipt.pk))
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
        if message.author == CONTACT and (not message.choice or message.choice in TYPED):
            recent.insert(0, message.body)
    return recent


def danger_in(conversation: Conversation, inbound: Inbound) -> danger.Danger | None:
    """The danger in a message: in it alone, with the words just before, and, for texts, in all the parts that wait together.

    The label of a button of ours tells nothing. Words beside an id that is none of ours are words.
    """
    if not inbound.text or _is_our_label(conversation, inbound):
        return None
    recent = recent_words(conversation) if not inbound.choice else []
    heard = danger.heard(inbound.text, conversation.channel, recent, conversation.story)
    if inbound.wire is None:
        return heard
    if heard and heard.screened and known_phrases.is_known(inbound.text):
        return heard if safety.by_phrases(inbound.text, recent) else None  # docs/decisions/0021
    return heard or joining.heard(conversation, inbound.text)


def _is_our_label(conversation: Conversation, inbound: Inbound) -> bool:
    tapped = row_of_tap(conversation, inbound.wire.tapped) if inbound.wire is not None else None
    return tapped is not None and inbound.text.strip() in {tapped[1].get("label"), tapped[1].get("short")}
