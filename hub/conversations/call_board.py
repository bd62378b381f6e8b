"""The calls that are promised, for the callbacks board: due soonest first, and whose number somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from hub.conversations import callback_attempts, teams
from hub.conversations.models import Callback, CallbackAttempt, Conversation


@dataclass(frozen=True)
class Call:
    """A promised call. `due`: it should be made by then. `may_give_up`: it was tried often enough."""

    row: Callback
    due: datetime
    overdue: bool
    tries: list[CallbackAttempt]
    may_give_up: bool


def promised(among: QuerySet[Conversation], now: datetime) -> list[Call]:
    """The calls of these conversations that are not yet made, due soonest first."""
    rows = Callback.objects.filter(state=Callback.REQUESTED, conversation__in=among)
    rows = rows.select_related("conversation__team", "owner").defer("conversation__story").prefetch_related("tries__by")
    return sorted((_call(row, now) for row in rows), key=lambda call: (call.due, call.row.pk))


def may_see_number(user, call: Callback) -> bool:
    """Whether the name and number are theirs to see: who makes the call, and the supervisor of its team.

    It says nothing of the team: that is asked before.
    """
    return call.owner_id == user.pk or teams.supervises(user, call.conversation.team)


def overdue(calls: Iterable[Call]) -> int:
    """How many are late."""
    return sum(call.overdue for call in calls)


def due_of(row: Callback) -> datetime:
    """When it should be made by; of a call without a time, the end of its day."""
    return row.due_at or timezone.make_aware(datetime.combine(row.due_on + timedelta(days=1), time.min))


def _call(row: Callback, now: datetime) -> Call:
    due, (tries, days) = due_of(row), callback_attempts.in_vain(row)
    return Call(
        row=row,
        due=due,
        overdue=due < now,
        tries=sorted(row.tries.all(), key=lambda each: each.at),
        may_give_up=tries >= callback_attempts.TRIES and days >= callback_attempts.DAYS,
    )
