"""A year (and five weeks) of invented traffic, written by the hub's own functions under a clock that is moved.

    year = traffic.invent(seed=2026, size=240, until=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    year.began, year.ended          the times between which it all happened
    year.lives                      one for each carer: kind, channel, number, chats (ids, oldest first), mark (a word only they wrote)
    year.of("text_stops")           the lives of one kind (all kinds: lives.KINDS)
    year.staff["sam"]               people of the desk: sam and alex (advisers), robin (supervisor), may (manager), bo (of a charity)

It needs an empty database, and fills it within one transaction: about ten carers a second. Nothing is written into a table from
here but teams, accounts and signs of life of the desk; everything else is what a page, a text, an adviser or the worker does.
The same seed and size give the same lives, words, months, topics and counts (ids and references differ). Carers' words are in
said.py, who does what in lives.py. `nights=True` lets the night's retention run each night, as in the service; without it
nothing is erased by age, so that everything the year brought is there: 400 days of it, more than the longest time of keeping.

What it leaves, among others: conversations in every state, on the web, SMS and WhatsApp; handovers and the notes, drafts and
calls of advisers; dangers, ended and open; counts of what was not answered by month, topic and arrangement (model Unanswered);
feedback by month; codes to come back; STOP, DELETE, strays; legal holds.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from hub.conversations import hours, retention
from hub.demo.clock import at
from kinship.clock import as_utc, in_england
from tests.hub.year import desk
from tests.hub.year.lives import KINDS, Kind
from tests.hub.year.scene import Carer, House, phones

DAYS = 400
DAY = timedelta(days=1)
IDLE_EVERY = 3 * DAY  # quiet talks are closed each hour in the service: here seldom, for every look costs


@dataclass(frozen=True)
class Year:
    """What was invented."""

    began: datetime
    ended: datetime
    staff: Mapping[str, Any]
    lives: list[Carer] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Carer]:
        return [each for each in self.lives if each.kind in kinds]


def invent(seed: int = 2026, size: int = 240, until: datetime | None = None, *, nights: bool = False) -> Year:
    """Let it all happen, up to `until` (now, where it is not given). At least as many lives as there are kinds of them."""
    ended = until or timezone.now()
    began = ended - DAYS * DAY
    chance = random.Random(seed)
    with override_settings(**phones()), transaction.atomic():
        with at(began):
            staff = desk.made(ended + DAY)
        house = House(staff, chance)
        year = Year(began, ended, staff)
        queue: list[tuple[datetime, int, Iterator]] = []
        number = count()
        for kind in _kinds(chance, max(size, len(KINDS))):
            moment = _begins(chance, kind, began, ended)
            carer = Carer(house, kind.name, kind.channel, len(year.lives))
            year.lives.append(carer)
            queue.append((moment, next(number), kind.live(carer)))
        night, apart = _midnight(began), DAY if nights else IDLE_EVERY
        heapq.heapify(queue)
        while queue:
            moment, _, life = heapq.heappop(queue)
            while night < min(moment, ended):
                _night(night, nights)
                night += apart
            if moment > ended:
                break
            with at(moment):
                pause = next(life, None)
            if pause is not None:
                heapq.heappush(queue, (moment + pause, next(number), life))
    return year


def _kinds(chance: random.Random, size: int) -> list[Kind]:
    """One of each, and the others by how common they are."""
    return [*KINDS, *chance.choices(KINDS, [each.weight for each in KINDS], k=size - len(KINDS))]


def _begins(chance: random.Random, kind: Kind, began: datetime, ended: datetime) -> datetime:
    """A time of the year that fits: in the hours of the advisers, out of them, or any between six and midnight."""
    while True:
        day = in_england(began + chance.random() * (ended - began)).date()
        hour = chance.randrange(*{"open": (10, 15), "shut": (19, 23), "any": (6, 23)}[kind.hours])
        moment = as_utc(datetime.fromisoformat(f"{day.isoformat()} {hour:02}:{chance.randrange(60):02}"))
        if began < moment < ended - kind.before_end and (kind.hours != "open" or hours.is_working_day(day)):
            return moment


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=3, minute=0, second=0, microsecond=0) + DAY


def _night(moment: datetime, nights: bool) -> None:
    """What the worker's clock does: quiet talks are closed; all of the night's run where that is asked for."""
    with at(moment):
        if nights:
            retention.run_if_due(moment)
        else:
            retention.run(moment, {"idle": retention.idle_to_close})
