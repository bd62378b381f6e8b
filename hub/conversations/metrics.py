"""How the teams are doing, week by week: counted from the ledger each time it is asked. What each number means is in desk.yml."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from uuid import UUID

from django.utils import timezone

from hub.conversations import callbacks
from hub.conversations.models import Callback, Handover, Team
from kinship.clock import in_england

WEEKS = 8
URGENT = 1  # priorities up to this one
IN_TIME = timedelta(minutes=5)
PASSED_ON = ("returned", "transferred", "adviser_lost")  # outcomes after which the next handover is the same wish
GAVE_UP = ("abandoned", "closed")
LONGEST_OFFSET = timedelta(
    days=7
)  # a call is due within days of being asked for; asked before a week, it may be due in it


@dataclass
class Week:
    """One team's week. `waits`: of those answered, in the order of asking."""

    begins: date
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    called: int = 0
    waits: list[timedelta] = field(default_factory=list)
    urgent: int = 0
    urgent_in_time: int = 0
    calls: int = 0
    calls_kept: int = 0
    returned: int = 0

    @property
    def half_waited(self) -> timedelta | None:
        return median(self.waits) if self.waits else None

    @property
    def nine_in_ten_waited(self) -> timedelta | None:
        """The wait that nine in ten did not exceed (nearest rank)."""
        return sorted(self.waits)[math.ceil(0.9 * len(self.waits)) - 1] if self.waits else None


def weeks(team: Team | None, now: datetime) -> list[Week]:
    """The last WEEKS weeks of a team, the newest first; for None, of conversations that are no team's."""
    newest = monday(now)
    found = {begins: Week(begins) for begins in (newest - timedelta(weeks=back) for back in range(WEEKS))}
    asked_for_calls = _asked_for_calls(team, min(found))
    for wish in _wishes(team, min(found)):
        _count(found[monday(wish[0].requested_at)], wish, asked_for_calls.get(wish[0].conversation_id, ()))
    for call, due in _calls(team, min(found), now):
        week = found[monday(due)]
        week.calls += 1
        week.calls_kept += any(each.at <= due for each in call.tries.all())
    back = _of(team).filter(outcome="back_to_assistant", ended_at__gte=_begin_of(min(found)))
    for ended_at in back.values_list("ended_at", flat=True):
        found[monday(ended_at)].returned += 1
    return list(found.values())


def monday(at: datetime) -> date:
    """The first day of its week, in England."""
    day = in_england(at).date()
    return day - timedelta(days=day.weekday())


def _count(week: Week, wish: Sequence[Handover], asked_for_calls: Sequence[datetime]) -> None:
    first, last = wish[0], wish[-1]
    accepted = min((each.accepted_at for each in wish if each.accepted_at), default=None)
    asked_for_call = any(first.requested_at <= at and (accepted is None or at < accepted) for at in asked_for_calls)
    if first.told_wait_at is None and accepted is None:
        return  # nobody was there to come: a call was offered, and no wait
    week.offered += 1
    if asked_for_call:
        week.called += 1
    elif accepted:
        week.answered += 1
        week.waits.append(accepted - first.requested_at)
    elif last.outcome in GAVE_UP:
        week.abandoned += 1
    if first.urgent or first.conversation.priority <= URGENT:
        week.urgent += 1
        week.urgent_in_time += bool(accepted and not asked_for_call and accepted - first.requested_at <= IN_TIME)


def _asked_for_calls(team: Team | None, since: date) -> dict[UUID, list[datetime]]:
    """When calls were asked for, by conversation."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    rows = Callback.objects.filter(conversation__team=team, requested_at__gte=_begin_of(since))
    for conversation, at in rows.values_list("conversation", "requested_at"):
        found[conversation].append(at)
    return found


def _wishes(team: Team | None, since: date) -> Iterator[list[Handover]]:
    """Each wish for a person: the handover that opened it, and those into which it was passed on."""
    rows = _of(team).filter(requested_at__gte=_begin_of(since) - LONGEST_OFFSET).exclude(reason="adviser_joined")
    rows = rows.select_related("conversation").defer("summary", "conversation__story")
    wish: list[Handover] = []
    for row in rows.order_by("conversation", "number"):
        goes_on = wish and wish[-1].conversation_id == row.conversation_id and wish[-1].outcome in PASSED_ON
        if not goes_on and wish:
            yield from _if_in(wish, since)
            wish = []
        wish.append(row)
    yield from _if_in(wish, since)


def _if_in(wish: list[Handover], since: date) -> Iterator[list[Handover]]:
    if wish and monday(wish[0].requested_at) >= since:
        yield wish


def _calls(team: Team | None, since: date, now: datetime) -> Iterator[tuple[Callback, datetime]]:
    """The calls that were due in these weeks, and until when the carer had been promised them."""
    rows = Callback.objects.filter(conversation__team=team, requested_at__gte=_begin_of(since) - LONGEST_OFFSET)
    for call in rows.exclude(state=Callback.CANCELLED).prefetch_related("tries"):
        due = callbacks.window_of(call).due_at
        if due <= now and monday(due) >= since:
            yield call, due


def _of(team: Team | None):
    return Handover.objects.filter(conversation__team=team)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
