"""The feed as the desk reads it: which conversations changed, of those somebody may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from hub.conversations.feed import TooOld
from hub.conversations.models import Conversation, Event, FeedCounter

MOST = 500  # events; a desk that is further behind takes a fresh page
NOT_NEWS = ("viewing.changed",)  # told to who has the same conversation open, and to nobody else


@dataclass(frozen=True)
class News:
    """`cursor`: the number to ask from next time. `refs`: what changed, by reference; one's own views and drafts are no news."""

    cursor: int
    refs: tuple[str, ...]


def news(among: QuerySet[Conversation], n: int) -> News:
    """What changed after number `n` among these conversations. Raises TooOld: then a fresh page is needed."""
    counter = FeedCounter.objects.first() or FeedCounter()
    if not counter.pruned_up_to <= n <= counter.n or counter.n - n > MOST:
        raise TooOld(str(n))
    if counter.n == n:
        return News(n, ())
    events = Event.objects.filter(n__gt=n, n__lte=counter.n, conversation__in=among).exclude(kind__in=NOT_NEWS)
    return News(counter.n, tuple(sorted(set(events.values_list("conversation__ref", flat=True)))))
