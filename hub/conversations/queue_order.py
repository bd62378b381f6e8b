"""Who waits, in the order in which they are to be taken: by how urgent it is, then by how long they have waited.

Ageing: who has waited long counts as one step more urgent, and later as two, so that nobody waits for ever behind those
who come later. Nothing ages into 0: safeguarding stays in front. The queue is the rows in state `waiting`, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from hub.conversations.models import Conversation, Handover, Team
from hub.conversations.states import WAITING

URGENT = 1  # priorities up to this one are urgent
NORMAL_AFTER = timedelta(hours=2)  # information counts as normal
URGENT_AFTER = timedelta(hours=4)  # normal counts as urgent; information after both


@dataclass(frozen=True)
class Waiting:
    """One who waits. `counts_as` is the priority after ageing; `reason` is a code: why so urgent, or why they wait."""

    id: UUID
    ref: str
    channel: str
    team_id: int | None
    priority: int
    counts_as: int
    by_person: bool
    reason: str
    waiting_since: datetime
    at_front: bool


def in_order(among: Iterable[Team] | None = None, now: datetime | None = None) -> list[Waiting]:
    """Everybody who waits, first to last. `among`: for these teams only."""
    handover = Handover.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True).values("reason")[:1]
    rows = ordered(among, now or timezone.now()).annotate(wanted_because=Subquery(handover)).defer("story")
    return [
        Waiting(
            id=row.pk,
            ref=row.ref,
            channel=row.channel,
            team_id=row.team_id,
            priority=row.priority,
            counts_as=row.counts_as,
            by_person=row.priority_by == "person",
            reason=row.priority_reason or row.wanted_because or "",
            waiting_since=row.waiting_since,
            at_front=row.at_front,
        )
        for row in rows
    ]


def counts(among: Iterable[Team] | None = None, now: datetime | None = None) -> dict[str, int]:
    """How many wait, and how many of them count as urgent: {"waiting", "urgent"}. `among`: for these teams only."""
    rows = ordered(among, now or timezone.now()).order_by()
    return rows.aggregate(waiting=Count("pk"), urgent=Count("pk", filter=Q(counts_as__lte=URGENT)))


def place(conversation_id: UUID, now: datetime | None = None) -> int | None:
    """The place in their own team's queue, from 1; None for who does not wait."""
    row = Conversation.objects.filter(pk=conversation_id, state=WAITING).only("team").first()
    if row is None:
        return None
    queue = ordered(None, now or timezone.now()).filter(team_id=row.team_id).values_list("pk", flat=True)
    return next((number for number, each in enumerate(queue, 1) if each == conversation_id), None)


def ordered(among: Iterable[Team] | None, now: datetime) -> QuerySet[Conversation]:
    """The rows of all who wait, first to last, each with `counts_as`. Of two at the same moment, who came first: contacts are numbered."""
    normal, urgent = now - NORMAL_AFTER, now - URGENT_AFTER
    counts_as = Case(
        When(priority=3, waiting_since__lte=urgent - NORMAL_AFTER, then=Value(1)),
        When(priority=3, waiting_since__lte=normal, then=Value(2)),
        When(priority=2, waiting_since__lte=urgent, then=Value(1)),
        default=F("priority"),
        output_field=IntegerField(),
    )
    rows = Conversation.objects.filter(state=WAITING, erased_at__isnull=True)
    if among is not None:
        rows = rows.filter(team__in=list(among))
    return rows.annotate(counts_as=counts_as).order_by(
        "counts_as", "-at_front", "waiting_since", "opened_at", "contact"
    )
