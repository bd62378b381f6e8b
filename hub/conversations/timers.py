"""The worker's chores by the clock: a table of name, interval and function. Each may run twice or late without harm."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.utils import timezone

from hub.conversations import (
    alerts,
    old_pages,
    one_clock,
    outbox,
    passing_on,
    reconcile,
    retention,
    turns,
    unclaimed,
    waiting_chore,
)
from hub.conversations.brain import Brain
from hub.conversations.models import WorkerPulse
from hub.conversations.texting.pace import Pace


@dataclass
class Timer:
    """One chore. It is never run beside itself, and for the first time at once."""

    name: str
    every: float  # seconds
    do: Callable[[], object]
    _next: float = 0.0
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def take(self, now: float) -> bool:
        """Is it due? If so it counts as begun, and `run` must follow."""
        if now < self._next or not self._busy.acquire(blocking=False):
            return False
        self._next = now + self.every
        return True

    def run(self) -> None:
        try:
            self.do()
        finally:
            self._busy.release()


_more: dict[str, tuple[float, Callable[[], object]]] = {}


def also(name: str, every: float, do: Callable[[], object]) -> None:
    """A chore of a room above this one: it tells us, for we do not know of it. By name, so that telling twice is once."""
    _more[name] = (every, do)


def table(worker: str, brain: Brain) -> list[Timer]:
    """What the worker does by the clock."""
    return [
        Timer("leases", 1, lambda: turns.expire_leases(one_clock.now())),
        Timer("lost_advisers", 5, lambda: passing_on.give_back_lost(one_clock.now())),
        Timer("waiting", waiting_chore.EVERY, lambda: waiting_chore.run(one_clock.now())),
        Timer("probe", 1, brain.probe),  # the breaker itself says when a probe is due
        Timer("outbox", 1, partial(outbox.deliver_due, worker, pace=Pace())),
        Timer("reconcile", reconcile.EVERY, lambda: reconcile.run(timezone.now())),
        Timer("alerts", 1, lambda: alerts.run(worker)),
        Timer("unclaimed", unclaimed.EVERY, unclaimed.run),
        Timer("alert_ways", 3600, alerts.warn),
        Timer("pulse", 5, lambda: beat(worker, brain.understanding() if brain.is_up else None)),
        Timer("hourly", 3600, lambda: retention.run(timezone.now(), retention.HOURLY)),
        Timer("old_pages", old_pages.EVERY, old_pages.emptied),
        Timer("retention", 60, lambda: retention.run_if_due(timezone.now())),  # daily at 02:30, or when that was missed
        *(Timer(name, every, do) for name, (every, do) in _more.items()),
    ]


def beat(name: str, understanding: str | None) -> None:
    """A sign of life, for /health/ready. `understanding`: what the assistant says of itself; None where it does not answer."""
    told = {"at": timezone.now(), "brain_up": understanding is not None}
    if understanding is not None:
        told["understanding"] = understanding
    WorkerPulse.objects.update_or_create(name=name, defaults=told)
