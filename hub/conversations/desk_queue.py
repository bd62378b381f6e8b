"""The queue as the desk uses it: the order (queue_order), and taking the next."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from hub.conversations import teams, transitions
from hub.conversations.ledger import Moved, NoSuchConversation
from hub.conversations.models import Team
from hub.conversations.queue_order import NORMAL_AFTER, URGENT_AFTER, Waiting, counts, in_order, ordered, place

__all__ = ["NORMAL_AFTER", "URGENT_AFTER", "Waiting", "counts", "in_order", "place", "take_next"]


def take_next(user) -> UUID | None:
    """Take the first of one's own queues that nobody takes before; None when nobody waits. Raises MayNotHold (hands full)."""
    among = teams.of(user) if Team.objects.exists() else None
    for conversation_id in list(ordered(among, timezone.now()).values_list("pk", flat=True)):
        try:
            transitions.take(conversation_id, user)
        except (transitions.AlreadyTaken, Moved, NoSuchConversation):
            continue
        return conversation_id
    return None
