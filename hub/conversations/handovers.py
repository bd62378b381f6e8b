"""The record of why a person is wanted, with the story written down once."""

from __future__ import annotations

from typing import Any

from hub.conversations.ledger import Change
from hub.conversations.models import Handover


def note_handover(change: Change, reason: str, *, urgent: bool, summary: dict[str, Any] | None) -> None:
    """Open a handover, or bring the open one up to date. Urgent stays urgent; the newest story is kept."""
    conversation = change.conversation
    known = Handover.objects.filter(conversation=conversation, ended_at__isnull=True).first()
    if known is None:
        number = Handover.objects.filter(conversation=conversation).count() + 1
        Handover.objects.create(
            conversation=conversation,
            number=number,
            reason=reason,
            urgent=urgent,
            requested_at=change.now,
            at_seq=conversation.last_seq,
            summary=summary,
        )
        change.note("handover.requested", reason=reason)
        return
    if urgent and not known.urgent:
        known.urgent, known.reason = True, reason
    known.summary = summary or known.summary
    known.save()


def end_handover(change: Change, outcome: str) -> None:
    ended = Handover.objects.filter(conversation=change.conversation, ended_at__isnull=True).update(
        ended_at=change.now, outcome=outcome
    )
    if ended:
        change.note("handover.ended", outcome=outcome)


def raise_priority(change: Change, priority: int, reason: str) -> None:
    """T17: a rule may only raise it (0 is the most urgent)."""
    conversation = change.conversation
    if priority < conversation.priority:
        conversation.priority, conversation.priority_reason = priority, reason
        change.note("conversation.priority_changed")
