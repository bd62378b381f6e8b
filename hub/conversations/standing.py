"""Where a conversation that waits stands just now: the queue, the clock and the desk, read for `waiting`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hub.conversations import desk_queue, hours, pick_ups, sign_of_life, waiting
from hub.conversations.models import Conversation, Team


def somebody_at(team: Team | None, now: datetime) -> str:
    """Can an adviser of this team (None: of any) come now? here, closing, closed or nobody."""
    return hours.who_is_there(now, lambda: sign_of_life.anybody_there(team, now))


def of(conversation: Conversation, now: datetime, available: Callable[[], bool] | None = None) -> waiting.Stands | None:
    """Where it stands; None if it does not wait. `available`: is an adviser at the desk, if not as their signs of life say."""
    place = desk_queue.place(conversation.pk, now)
    if place is None or conversation.waiting_since is None:
        return None
    there = hours.who_is_there(now, available) if available else somebody_at(conversation.team, now)
    if place <= len(waiting.PLACES):
        return waiting.stands(place, there)
    waited = hours.minutes_open(conversation.waiting_since, now)
    return waiting.stands(place, there, pick_ups.recent(now, conversation.team), waited)
