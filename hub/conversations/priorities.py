"""How urgent a conversation is: 0 safeguarding, 1 urgent, 2 normal, 3 information. A rule only raises it; a person may lower it."""

from __future__ import annotations

from uuid import UUID

from hub.conversations import dangers
from hub.conversations.danger import PRIORITY
from hub.conversations.ledger import changing
from hub.conversations.models.conversation import PERSON

PRIORITIES = (0, 1, 2, 3)
# Why a person sets it, as they say.
REASONS = ("more_urgent", "less_urgent", "safe_now", "set_wrongly")


class InDanger(RuntimeError):
    """A danger is open that is more urgent than that: a person ends it first, and says what became of it."""


def set_by_person(conversation_id: UUID, user, priority: int, reason: str) -> None:
    """T17 by a person, up or down, with their reason in the audit trail. Raises ValueError, InDanger, NoSuchConversation."""
    if priority not in PRIORITIES or reason not in REASONS:
        raise ValueError(f"no priority {priority!r} or no reason {reason!r}")
    with changing(conversation_id) as change:
        conversation = change.conversation
        urgencies = dangers.open_of(conversation).values_list("urgency", flat=True)
        if any(priority > PRIORITY[urgency] for urgency in urgencies):
            raise InDanger(conversation.ref)
        before = conversation.priority
        if priority == before:
            return
        conversation.priority, conversation.priority_reason, conversation.priority_by = priority, reason, PERSON
        change.note("conversation.priority_changed")
        action = "priority_lowered" if priority > before else "priority_raised"
        change.audit(f"user:{user.pk}", action, reason=reason, before=before, after=priority)
