"""The carer's authority on the web: a signed, expiring token in the form. No cookie, nothing on the device.

A token is `<secret>:<time>:<signature>`. The secret is derived from its row with our lookup key, and only its hash is
stored, so every page can carry a fresh one (it slides by 24 hours with each use) and the database alone opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.conversations import erasure_list
from hub.conversations.fields import keyed_hash
from hub.conversations.models import ChatToken, Conversation

LASTS = 24 * 60 * 60  # seconds since the page was last used
CHOICE_SIGNATURE = 16  # characters, 96 bits


class Refused(PermissionError):
    """A token that opens nothing. `reason`: expired, unknown, erased, moved (carried on elsewhere)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def start_token() -> str:
    """For the first view: says only that we made this form, not long ago."""
    return signing.TimestampSigner(salt="start").sign(secrets.token_urlsafe(16))


def open_start(token: str) -> bool:
    try:
        signing.TimestampSigner(salt="start").unsign(token, max_age=LASTS)
    except signing.BadSignature:
        return False
    return True


def issue(conversation_id: UUID) -> str:
    """A fresh token for the conversation. Its row is made here where it did not begin on the web."""
    return _signed(_live(conversation_id) or _first(conversation_id))


def make(conversation_id: UUID) -> None:
    """Its row, together with the conversation itself: the page that shows the first message then writes nothing."""
    _new(conversation_id)


def move(conversation_id: UUID) -> str:
    """A new token; the one before opens nothing any more: the talk is carried on elsewhere."""
    revoke(conversation_id, "moved")
    erasure_list.moved(conversation_id, timezone.now())
    return _signed(_new(conversation_id))


def revoke(conversation_id: UUID, because: str) -> None:
    ChatToken.objects.filter(conversation_id=conversation_id, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_because=because
    )


def open_token(token: str) -> UUID:
    """The conversation a token is for. Raises Refused."""
    try:
        secret = signing.TimestampSigner(salt="chat").unsign(token, max_age=LASTS)
    except signing.SignatureExpired:
        raise Refused("expired") from None
    except signing.BadSignature:
        raise Refused("unknown") from None
    row = ChatToken.objects.filter(token_hash=_hash(secret)).first()
    if row is None:
        raise Refused("unknown")
    if row.revoked_at:
        raise Refused(row.revoked_because or "unknown")
    return row.conversation_id


def sign_choice(conversation_id: UUID | None, seq: int, index: int) -> str:
    """A choice as a place in our ledger (message, position), signed for this conversation: it carries no payload."""
    return f"{seq}.{index}.{_choice_signature(conversation_id, seq, index)}"


def open_choice(conversation_id: UUID | None, value: str) -> tuple[int, int] | None:
    """The place a choice names, or None for one we did not sign for this conversation."""
    try:
        seq, index, signature = value.split(".")
        place = int(seq), int(index)
    except ValueError:
        return None
    expected = _choice_signature(conversation_id, *place)
    return place if hmac.compare_digest(signature.encode(), expected.encode()) else None


def _choice_signature(conversation_id: UUID | None, seq: int, index: int) -> str:
    return signing.Signer(salt="choice").signature(f"{conversation_id}:{seq}:{index}")[:CHOICE_SIGNATURE]


def _new(conversation_id: UUID) -> ChatToken:
    row = ChatToken(conversation_id=conversation_id, issued_at=timezone.now())
    row.token_hash = _hash(_secret(row))
    row.save(force_insert=True)
    return row


def _live(conversation_id: UUID) -> ChatToken | None:
    return ChatToken.objects.filter(conversation_id=conversation_id, revoked_at__isnull=True).first()


def _first(conversation_id: UUID) -> ChatToken:
    """Made by the page that is shown first. Raises Refused when the talk was erased while that page was being made."""
    try:
        with transaction.atomic():  # on SQLite this takes the write lock: an erasure comes before it or after it
            conversation = Conversation.objects.select_for_update().only("erased_at").get(pk=conversation_id)
            if conversation.erased_at:
                raise Refused("erased")
            return _live(conversation_id) or _new(conversation_id)
    except IntegrityError:  # the same page, made twice at the same moment
        return ChatToken.objects.get(conversation_id=conversation_id, revoked_at__isnull=True)


def _secret(row: ChatToken) -> str:
    return keyed_hash("chat-token", f"{row.conversation_id}.{row.issued_at.isoformat()}")[:32]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _signed(row: ChatToken) -> str:
    return signing.TimestampSigner(salt="chat").sign(_secret(row))
