"""Where conversations that wait stand just now: the queue, the clock and the desk, read for `waiting`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from hub.conversations import hours, pick_ups, queue_order, sign_of_life, teams, waiting
from hub.conversations.models import Conversation, Team


def somebody_at(team: Team | None, now: datetime) -> str:
    """Can an adviser of this team (None: of any) come now? here, closing, closed or nobody."""
    return hours.who_is_there(now, lambda: sign_of_life.anybody_there(team, now))


def can_come(conversation: Conversation, now: datetime) -> str | None:
    """Can an adviser come to this conversation now? None where no desk was set up: then nobody waits, and calls are asked for."""
    if not Team.objects.exists():
        return None
    return somebody_at(conversation.team or teams.default(), now)


def of(conversation: Conversation, now: datetime, available: Callable[[], bool] | None = None) -> waiting.Stands | None:
    """Where it stands; None if it does not wait. `available`: is an adviser at the desk, if not as their signs of life say."""
    place = queue_order.place(conversation.pk, now)
    if place is None or conversation.waiting_since is None:
        return None
    there = hours.who_is_there(now, available) if available else somebody_at(conversation.team, now)
    waited = hours.minutes_open(conversation.waiting_since, now)
    return waiting.stands(place, there, _lately(place, now, conversation.team), waited)


def of_newcomer(conversation: Conversation, now: datetime) -> waiting.Stands:
    """Where somebody stands who begins to wait with this change: behind all who are as urgent."""
    team = conversation.team
    ahead = sum(
        each.team_id == conversation.team_id and each.counts_as <= conversation.priority and each.id != conversation.pk
        for each in queue_order.in_order(now=now)
    )
    return waiting.stands(ahead + 1, somebody_at(team, now), _lately(ahead + 1, now, team))


def of_all(now: datetime) -> Iterator[tuple[UUID, waiting.Stands]]:
    """Everybody who waits, and where they stand: one look at the queue, and one at each team's desk."""
    known = Team.objects.in_bulk()
    there = cache(lambda team_id: somebody_at(known.get(team_id), now))
    lately = cache(lambda team_id: pick_ups.recent(now, known.get(team_id)))
    places: Counter[int | None] = Counter()
    for each in queue_order.in_order(now=now):
        places[each.team_id] += 1
        place = places[each.team_id]
        far = place > len(waiting.PLACES)
        waited = hours.minutes_open(each.waiting_since, now) if far else 0
        yield each.id, waiting.stands(place, there(each.team_id), lately(each.team_id) if far else (), waited)


def _lately(place: int, now: datetime, team: Team | None) -> list[float]:
    return pick_ups.recent(now, team) if place > len(waiting.PLACES) else []
