"""How long people waited lately before an adviser took their chat: what a carer is told of the wait comes from this."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from hub.conversations import hours
from hub.conversations.models import Callback, Handover, Team

LAST = 20  # pick-ups
NO_OLDER = timedelta(days=14)


def recent(now: datetime, team: Team | None = None) -> list[float]:
    """Minutes of the advisers' time that the last 20 waited, the newest first; of one team, where a team is given.

    Left out: who was put first as urgent, whom an adviser joined without being asked, and who was called back: their
    waits say nothing about the queue.
    """
    called = Callback.objects.filter(
        conversation=OuterRef("conversation"),
        requested_at__gte=OuterRef("requested_at"),
        requested_at__lt=OuterRef("accepted_at"),
    )
    taken = Handover.objects.filter(
        ~Exists(called), accepted_at__gt=F("requested_at"), accepted_at__range=(now - NO_OLDER, now), urgent=False
    )
    if team is not None:
        taken = taken.filter(conversation__team=team)
    times = taken.order_by("-accepted_at").values_list("requested_at", "accepted_at")[:LAST]
    return [hours.minutes_open(requested, accepted) for requested, accepted in times]
