"""The record of why a person is wanted, with the story written down once."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hub.conversations.ledger import Change
from hub.conversations.models import Conversation, Handover
from hub.conversations.models.conversation import RULE


def note_handover(change: Change, reason: str, *, urgent: bool, summary: dict[str, Any] | None) -> None:
    """Open a handover, or bring the open one up to date. Urgent stays urgent; the newest story is kept."""
    conversation = change.conversation
    known = open_of(change.conversation).first()
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
    known.summary = {**(known.summary or {}), **(summary or {})} or None
    known.save()


def begin_wait(change: Change, reason: str) -> None:
    """They wait from now on: for the handover that was open before, too, the wait begins only now."""
    note_handover(change, reason, urgent=False, summary=None)
    open_of(change.conversation).update(requested_at=change.now, told_wait=None, told_wait_at=None)


def accept_handover(change: Change, user) -> None:
    """Somebody has taken it. Who joins without being asked opens a handover by that."""
    if not open_of(change.conversation).exists():
        note_handover(change, "adviser_joined", urgent=False, summary=None)
    if open_of(change.conversation).filter(accepted_at__isnull=True).update(accepted_at=change.now, accepted_by=user):
        change.note("handover.accepted")


def renew_handover(change: Change, outcome: str) -> None:
    """It is passed on: this handover ends, and the next one carries its reason and its story."""
    known = open_of(change.conversation).first()
    end_handover(change, outcome)
    reason, urgent = (known.reason, known.urgent) if known else (outcome, False)
    note_handover(change, reason, urgent=urgent, summary=known.summary if known else None)


def end_handover(change: Change, outcome: str) -> None:
    if open_of(change.conversation).update(ended_at=change.now, outcome=outcome):
        change.note("handover.ended", outcome=outcome)


def raise_priority(change: Change, priority: int, reason: str) -> None:
    """T17: a rule may only raise it (0 is the most urgent)."""
    conversation = change.conversation
    if priority < conversation.priority:
        conversation.priority, conversation.priority_reason, conversation.priority_by = priority, reason, RULE
        change.note("conversation.priority_changed")


def open_of(conversation: Conversation) -> QuerySet[Handover]:
    """The one that is open, if any."""
    return Handover.objects.filter(conversation=conversation, ended_at__isnull=True)
