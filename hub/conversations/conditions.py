"""What must hold before a conversation changes its state."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from hub.conversations import standing
from hub.conversations.hours import HERE
from hub.conversations.ledger import Change
from hub.conversations.models import Conversation
from hub.conversations.states import CLOSED

BY_ADVISER = "by_adviser"  # the reason of a close


class AlreadyTaken(RuntimeError):
    """The transition does not leave from the state the conversation is in now."""


def leave_from(change: Change, states: tuple[str, ...], holder=None) -> None:
    """Raises AlreadyTaken unless it is in one of these states (and with `holder`, if one is given)."""
    conversation = change.conversation
    if conversation.state not in states or (holder is not None and conversation.assignee_id not in (None, holder.pk)):
        raise AlreadyTaken(f"Conversation {conversation.ref} is {conversation.state}.")


def closed_lately(conversation: Conversation, now: datetime) -> bool:
    """Was it closed within the days in which it is taken up again as the same conversation?"""
    closed_at = conversation.closed_at if conversation.state == CLOSED else None
    return closed_at is not None and now - closed_at <= timedelta(days=settings.RESUMED_WITHIN_DAYS)


def comes_back(change: Change) -> bool:
    """Does the carer write again, soon after an adviser closed it, in hours and while somebody of that team is there?"""
    conversation, now = change.conversation, change.now
    if conversation.close_reason != BY_ADVISER or not closed_lately(conversation, now):
        return False
    return standing.somebody_at(conversation.team, now) == HERE
