"""Until when a conversation is kept: counted from its carer's last sign of life."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from hub.conversations.ledger import Change


def heard_from(change: Change) -> None:
    """The carer gave a sign of life: idleness and keeping count from now."""
    change.conversation.last_inbound_at = change.now
    keep_for(change, settings.KEPT_DAYS_ASSISTANT)


def keep_for(change: Change, days: int) -> None:
    """So many days from now, unless it is kept longer already."""
    until = change.now + timedelta(days=days)
    if change.conversation.erase_after is None or change.conversation.erase_after < until:
        change.conversation.erase_after = until
