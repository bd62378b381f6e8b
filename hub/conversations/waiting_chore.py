"""Each half a minute: who waits is told when where they stand has changed, that advisers leave soon, or that they have left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hub.conversations import standing, waiting, waiting_told
from hub.conversations.ledger import Moved, NoSuchConversation, changing
from hub.conversations.models import Handover
from hub.conversations.states import WAITING

EVERY = 30  # seconds


def run(now: datetime) -> int:
    """Tell everybody for whom there is news (`waiting.news`); how many were told."""
    known = _told()
    due = [(chat, stands) for chat, stands in standing.of_all(now) if waiting.news(known.get(chat), stands, now)]
    return sum(_tell(chat, stands) for chat, stands in due)


def _told() -> dict[UUID, waiting.Told]:
    rows = Handover.objects.filter(conversation__state=WAITING, ended_at__isnull=True, told_wait_at__isnull=False)
    return {
        chat: waiting.Told(waiting.from_codes(codes), at)
        for chat, codes, at in rows.values_list("conversation", "told_wait", "told_wait_at")
    }


def _tell(conversation_id: UUID, stands: waiting.Stands) -> bool:
    try:
        with changing(conversation_id) as change:
            why = waiting.news(waiting_told.last_told(change.conversation), stands, change.now)
            if change.conversation.state != WAITING or why is None:
                return False  # taken, or told, since we looked
            waiting_told.again(change, stands, why)
            return True
    except (Moved, NoSuchConversation):
        return False
