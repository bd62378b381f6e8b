"""Every view of a carer's words by somebody who works here is written down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub.conversations import ledger, limits
from hub.conversations.models import Conversation


def viewed(user, conversation: Conversation, what: str) -> bool:
    """Write down that somebody sees a page of a conversation. `what`: a code for the page.

    The same person on the same page is one entry in 10 minutes (limits.ALLOWED), however often it is loaded.
    Returns whether an entry was made.
    """
    key = f"{user.pk} {conversation.pk} {what}"
    if limits.is_spent("viewed", key):
        return False  # nearly always: an open desk fetches its page again and again
    return _noted(key, user, what, conversation)


def viewed_list(user, what: str) -> bool:
    """The same for a page that is of no single conversation."""
    key = f"{user.pk} {what}"
    return not limits.is_spent("viewed", key) and _noted(key, user, what, None)


def _noted(key: str, user, what: str, conversation: Conversation | None) -> bool:
    with transaction.atomic():
        if not limits.allow("viewed", key):
            return False
        ledger.record([], [(f"user:{user.pk}", "viewed", {"page": what})], conversation, timezone.now())
    return True
