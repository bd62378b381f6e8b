"""What a form that is sent once more may still show: after Back, the browser sends the carer's last words again by itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hub.conversations.fields import keyed_hash
from hub.conversations.inbound import FORM_ERASED
from hub.conversations.models import ChatToken, Conversation, InboundReceipt


def opened_with(channel: str, keys: Iterable[str]) -> UUID | None:
    """The conversation that a message with one of these keys is in."""
    hashes = [keyed_hash("inbound", key) for key in keys]
    receipt = InboundReceipt.objects.filter(provider=channel, provider_message_hash__in=hashes, message__isnull=False)
    return receipt.values_list("message__conversation_id", flat=True).first()


def arrived(channel: str, key: str) -> bool:
    """Was a message with this key taken in before, even if it was erased since?"""
    return InboundReceipt.objects.filter(provider=channel, provider_message_hash=keyed_hash("inbound", key)).exists()


def closed_because(conversation_id: UUID) -> str | None:
    """Why a first message sent again opens its conversation no more: "erased", "moved" (carried on elsewhere), or None."""
    if Conversation.objects.filter(pk=conversation_id, erased_at__isnull=False).exists():
        return "erased"
    moved = ChatToken.objects.filter(conversation_id=conversation_id, revoked_because="moved").exists()
    return "moved" if moved else None


def was_erased(channel: str, *keys: str) -> bool:
    """Does a key belong to a chat that was deleted before a restore? Then its page is told so, and not that it is unknown."""
    hashes = [keyed_hash("inbound", key) for key in keys]
    sent = InboundReceipt.objects.filter(provider=channel, provider_message_hash__in=hashes)
    return sent.filter(status=FORM_ERASED).exists()
