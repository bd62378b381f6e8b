"""The call that was promised in a conversation and not made yet."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hub.conversations.models import Callback


def call_due_on(conversation_id: UUID) -> date | None:
    """The day of the open call; None where none is promised."""
    calls = Callback.objects.filter(conversation_id=conversation_id, state=Callback.REQUESTED)
    return calls.values_list("due_on", flat=True).first()
