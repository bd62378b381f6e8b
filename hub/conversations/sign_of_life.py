"""The desk says that somebody is there, with everything it asks: that makes them available and renews what they hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.conversations.models import Conversation, SignOfLife, Team
from hub.conversations.models.team import ANSWERING
from hub.conversations.states import WITH_ADVISER

HELD_FOR = timedelta(minutes=5)  # from the last sign of life until a carer who waits for a word gets another adviser
THERE_FOR = timedelta(seconds=90)
WRITTEN_EVERY = timedelta(seconds=20)  # desks ask every few seconds; the database need not be written each time


def give(user, now: datetime, *, available: bool | None = None) -> None:
    """Somebody's desk is alive. `available`: they say whether they take conversations; None: as before."""
    known = SignOfLife.objects.filter(user=user).first()
    if known is None:
        SignOfLife.objects.update_or_create(user=user, defaults={"at": now, "available": available is not False})
    elif now - known.at >= WRITTEN_EVERY or available not in (None, known.available):
        known.at, known.available = now, known.available if available is None else available
        known.save()
    # Not through the ledger: a lease is no change of the conversation, and must not make a page stale.
    held = Conversation.objects.filter(state=WITH_ADVISER, assignee=user, held_until__lt=now + HELD_FOR - WRITTEN_EVERY)
    if held.exists():  # looked at first: an update waits for every other writer, even where there is nothing to do
        held.update(held_until=now + HELD_FOR)


def is_there(user, now: datetime) -> bool:
    """Are they at their desk, and do they take conversations?"""
    return SignOfLife.objects.filter(user=user, available=True, at__gt=now - THERE_FOR).exists()


def takes_conversations(user) -> bool:
    """What they said last: do they take conversations while they are there? Whoever never said does."""
    return not SignOfLife.objects.filter(user=user, available=False).exists()


def anybody_there(team: Team | None, now: datetime) -> bool:
    """Is there anybody at the desk who could answer for this team (None: for any)?"""
    there = SignOfLife.objects.filter(available=True, at__gt=now - THERE_FOR, user__is_active=True)
    if team is not None:
        there = there.filter(user__membership__team=team, user__membership__role__in=ANSWERING)
    return there.exists()
