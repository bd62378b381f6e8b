"""Conversations whose newest answer of an adviser did not arrive. The adviser may have gone on: the desk's lists must say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from hub.conversations.models import Conversation, Message, Outbox
from hub.conversations.models.message import ADVISER
from hub.conversations.states import WAITING, WITH_ADVISER
from hub.conversations.texting.how_it_went import GONE
from hub.conversations.texting.window import TEMPLATE

TOLD_FOR = timedelta(days=7)  # since the answer was written, in the list of who wrote it


@dataclass(frozen=True)
class Lost:
    """An answer that did not arrive, in a conversation that nobody holds and nobody waits in."""

    ref: str
    channel: str
    state: str
    priority: int
    seq: int
    at: datetime


def among(ids: Iterable[UUID]) -> set[UUID]:
    """Those of these conversations."""
    return set(_newest_gone().filter(conversation__in=list(ids)).values_list("conversation", flat=True))


def of_adviser(user, seen: QuerySet[Conversation], now: datetime) -> list[Lost]:
    """What this person wrote in conversations that stand in none of their lists any more, the newest first."""
    rows = _newest_gone().filter(message__author_user=user, message__created_at__gt=now - TOLD_FOR)
    rows = rows.filter(conversation__in=seen.exclude(state__in=(WAITING, WITH_ADVISER)))
    rows = rows.select_related("conversation", "message").defer("text", "plain", "menu", "message__body")
    found = {row.conversation_id: _lost(row, row.conversation) for row in rows}
    return sorted(found.values(), key=lambda each: each.at, reverse=True)


def _lost(row: Outbox, of: Conversation) -> Lost:
    return Lost(of.ref, of.channel, of.state, of.priority, row.seq, row.message.created_at)


def _newest_gone() -> QuerySet[Outbox]:
    newest = Message.objects.filter(conversation=OuterRef("conversation"), author=ADVISER).order_by("-seq")
    rows = Outbox.objects.filter(state__in=GONE, message__author=ADVISER, message__erased_at__isnull=True)
    return rows.exclude(part=TEMPLATE).filter(message=Subquery(newest.values("pk")[:1]))
