"""Conversations that somebody holds, for the desk: who has them, for how long, and who spoke last. No words of anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from hub.conversations.models import Conversation, Danger, Message
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.states import WITH_ADVISER


@dataclass(frozen=True)
class InHand:
    """One that is held. `lost`: the holder's desk gives no sign of life. `carer_last`: the carer waits for a word."""

    id: UUID
    ref: str
    channel: str
    priority: int
    holder_id: int
    holder: str
    since: datetime
    lost: bool
    carer_last: bool
    danger: bool


def in_hand(among: QuerySet[Conversation], now: datetime) -> list[InHand]:
    """Those of `among` that somebody holds: the most urgent first, then those whose carer waits, then the oldest."""
    said = Message.objects.filter(conversation=OuterRef("pk"), author__in=(CONTACT, ADVISER)).order_by("-seq")
    rows = among.filter(state=WITH_ADVISER).select_related("assignee").defer("story")
    rows = list(rows.annotate(last_author=Subquery(said.values("author")[:1])))
    in_danger = with_open_danger([row.pk for row in rows])
    found = [
        InHand(
            id=row.pk,
            ref=row.ref,
            channel=row.channel,
            priority=row.priority,
            holder_id=row.assignee_id,
            holder=row.assignee.get_short_name() or row.assignee.get_username(),
            since=row.state_since,
            lost=row.held_until < now,
            carer_last=row.last_author == CONTACT,
            danger=row.pk in in_danger,
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.priority, not each.carer_last, each.since))


def with_open_danger(ids: Iterable[UUID]) -> set[UUID]:
    """Those of these conversations in which a danger is open."""
    rows = Danger.objects.filter(conversation__in=list(ids), ended_at__isnull=True)
    return set(rows.values_list("conversation", flat=True))
