"""The one feed of changes: `after=N` gives what came later and the number to ask from next time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.conversations.models import Event, FeedCounter


class TooOld(LookupError):
    """What came after this number is no longer kept: take a fresh page."""


@dataclass(frozen=True)
class Feed:
    """Events in order, and the number to ask from next time."""

    cursor: int
    events: list[dict[str, Any]]


def cursor() -> int:
    """The newest number. Read it before the data of a page, so that nothing falls between."""
    return FeedCounter.objects.values_list("n", flat=True).first() or 0


def after(conversation_id: UUID, n: int) -> Feed:
    """What the carer of one conversation may know of what came after `n`. Raises TooOld."""
    counter = FeedCounter.objects.first() or FeedCounter()
    if not counter.pruned_up_to <= n <= counter.n:
        raise TooOld(str(n))
    events = Event.objects.filter(conversation_id=conversation_id, for_contact=True, n__gt=n, n__lte=counter.n)
    return Feed(counter.n, [{"n": each.n, "kind": each.kind, **each.data} for each in events.order_by("n")])
