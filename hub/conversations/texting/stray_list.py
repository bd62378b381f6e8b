"""What was kept and not answered, for supervisors: texts from nobody we may answer, and talks that went round. No words.

A stray is listed while what the provider sent is kept (14 days); a talk that went round as long as its event is (7 days).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from hub.conversations.models import Conversation, Event, InboundReceipt
from hub.conversations.texting import strays
from hub.conversations.texting.phone_standing import number_end

MOST = 500  # texts read for one page
NEW_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Stray:
    """Texts of one sender for one reason. `ends`: the last digits of their number, "" for a name or a short code.

    `danger`: the code of the danger heard in one of them, or "". `at`: when the newest came.
    """

    at: datetime
    channel: str
    reason: str
    ends: str
    danger: str
    count: int


@dataclass(frozen=True)
class Loop:
    """A conversation in which the same words went round. `count`: how often that was stopped."""

    at: datetime
    conversation_id: UUID
    ref: str
    channel: str
    ends: str
    count: int


def listed() -> list[Stray]:
    """Those that tell of danger first, then the newest."""
    rows = InboundReceipt.objects.filter(status=strays.STRAY).exclude(payload="").order_by("-received_at", "-pk")
    found: dict[tuple[str, str, str], Stray] = {}
    for row in rows[:MOST]:
        told = _told(row.payload)
        sender, reason, danger = (str(told.get(name) or "") for name in ("sender", "reason", "danger"))
        key = (row.provider, reason, sender)
        before = found.get(key)
        if before is None:
            found[key] = Stray(row.received_at, row.provider, reason, number_end(sender), danger, 1)
        else:
            found[key] = replace(before, count=before.count + 1, danger=before.danger or danger)
    return sorted(found.values(), key=lambda each: (not each.danger, -each.at.timestamp()))


def loops(among: QuerySet[Conversation]) -> list[Loop]:
    """The newest first."""
    rows = Event.objects.filter(kind="text.loop", conversation__in=among).values("conversation")
    told = {each["conversation"]: each for each in rows.annotate(count=Count("pk"), newest=Max("at"))}
    kept = Conversation.objects.filter(pk__in=told).select_related("identity").defer("story")
    found = [_loop(each, told[each.pk]["newest"], told[each.pk]["count"]) for each in kept]
    return sorted(found, key=lambda each: each.at, reverse=True)


def new(now: datetime, among: QuerySet[Conversation], *, strays_too: bool) -> int:
    """How many texts and stopped talks are less than 7 days old."""
    events = Event.objects.filter(at__gt=now - NEW_FOR)
    found = events.filter(kind="text.loop", conversation__in=among).count()
    return found + (events.filter(kind="text.stray", conversation__isnull=True).count() if strays_too else 0)


def _loop(each: Conversation, at: datetime, count: int) -> Loop:
    ends = number_end(each.identity.address) if each.identity else ""
    return Loop(at, each.pk, each.ref, each.channel, ends, count)


def sender_of(row: InboundReceipt) -> str:
    """Who sent a text that was not answered; "" where that cannot be read."""
    return str(_told(row.payload).get("sender") or "")


def _told(payload: str) -> dict[str, object]:
    try:
        told = json.loads(payload)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
