"""Save for later: a short code to write down, good for 14 days on any device."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.conversations import tokens
from hub.conversations.fields import keyed_hash
from hub.conversations.ledger import changing
from hub.conversations.models import SavedCode
from hub.conversations.models.conversation import REF_LETTERS

LENGTH = 8  # letters: 27^8 is 282 thousand million, and an address block may guess 10 times, then once in 6 minutes
APART = str.maketrans("", "", " -\u2010\u2013.")  # what people write between the halves


class Unknown(LookupError):
    """No saved conversation has this code, or its 14 days are over."""


def save(conversation_id: UUID) -> str:
    """A new code for the conversation (an earlier one stops working). Raises NoSuchConversation."""
    code = "".join(secrets.choice(REF_LETTERS) for _ in range(LENGTH))
    with changing(conversation_id) as change:
        expires = change.now + timedelta(days=settings.RESUMED_WITHIN_DAYS)
        SavedCode.objects.update_or_create(
            conversation_id=conversation_id, defaults={"code_hash": _hash(code), "expires_at": expires}
        )
        change.conversation.erase_after = max(change.conversation.erase_after or expires, expires)
        change.audit("contact", "saved")
    return f"{code[:4]}-{code[4:]}"


def resume(code: str) -> UUID:
    """The conversation of a code. Whoever held it before, holds it no more. Raises Unknown."""
    plain = code.upper().translate(APART)
    with transaction.atomic():
        row = SavedCode.objects.filter(code_hash=_hash(plain), expires_at__gt=timezone.now()).first()
        if row is None:
            raise Unknown
        tokens.move(row.conversation_id)
        return row.conversation_id


def _hash(code: str) -> str:
    return keyed_hash("saved-code", code)
