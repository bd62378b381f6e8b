"""Finding a conversation again: by its reference, the number to call, days, team and state; and, bounded, by words.

What was searched for is never written down: only who searched, by what kind of thing, and how many were found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.conversations import callbacks, ledger
from hub.conversations.fields import keyed_hash
from hub.conversations.models import Callback, Conversation, Message

MOST = 50  # conversations shown
MOST_READ = 500  # conversations whose messages are read for words
LONGEST_SPAN = timedelta(days=31)  # within which words can be searched for


class NotBounded(ValueError):
    """Words are searched for only between two days that are at most LONGEST_SPAN apart."""


@dataclass(frozen=True)
class Asked:
    """What to search by; "" and None where it does not matter. `until` is the last day that counts."""

    ref: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None
    team: str = ""
    state: str = ""
    words: str = ""

    @property
    def kinds(self) -> list[str]:
        """By what kinds of things it is searched."""
        return [name for name in ("ref", "phone", "since", "until", "team", "state", "words") if getattr(self, name)]


@dataclass(frozen=True)
class Found:
    """What was found, the newest first. `at`: in which messages the words stand. `more`: there are more than were looked at."""

    conversations: list[Conversation]
    at: dict[UUID, list[int]] = field(default_factory=dict)
    more: bool = False


def find(among: QuerySet[Conversation], asked: Asked, user) -> Found:
    """Search among the conversations this person may see, and write down that they did. Raises BadPhone, NotBounded."""
    if asked.words and not _is_bounded(asked):
        raise NotBounded
    rows = _narrowed(among, asked).select_related("team").order_by("-last_sign", "-opened_at")
    found = _by_words(rows, asked.words) if asked.words else _first(rows)
    with transaction.atomic():
        detail = {"by": asked.kinds, "found": len(found.conversations)}
        ledger.record([], [(f"user:{user.pk}", "searched", detail)], None, timezone.now())
    return found


def _narrowed(among: QuerySet[Conversation], asked: Asked) -> QuerySet[Conversation]:
    rows = among.annotate(last_sign=Coalesce("last_inbound_at", "opened_at"))
    if asked.ref:
        rows = rows.filter(ref=asked.ref.upper())
    if asked.phone:
        hashed = keyed_hash("phone", callbacks.read_phone(asked.phone))
        to_call = Callback.objects.filter(phone_hash=hashed).values("conversation")
        rows = rows.filter(Q(pk__in=to_call) | Q(identity__address_hash=hashed))
    if asked.since:
        rows = rows.filter(last_sign__gte=_begin_of(asked.since))
    if asked.until:
        rows = rows.filter(opened_at__lt=_begin_of(asked.until + timedelta(days=1)))
    if asked.team:
        rows = rows.filter(team__slug=asked.team)
    if asked.state:
        rows = rows.filter(state=asked.state)
    return rows


def _first(rows: QuerySet[Conversation]) -> Found:
    found = list(rows.defer("story")[: MOST + 1])
    return Found(found[:MOST], more=len(found) > MOST)


def _by_words(rows: QuerySet[Conversation], words: str) -> Found:
    """Every word must stand in one message. The words are encrypted at rest, so each message is read."""
    wanted = words.casefold().split()
    read = list(rows.defer("story")[: MOST_READ + 1])
    kept, at = [], {}
    for conversation in read[:MOST_READ]:
        found = list(_where(conversation, wanted))
        if found and len(kept) < MOST:
            kept.append(conversation)
            at[conversation.pk] = found
    return Found(kept, at, more=len(read) > MOST_READ or len(kept) == MOST)


def _where(conversation: Conversation, wanted: list[str]) -> Iterator[int]:
    rows = Message.objects.filter(conversation=conversation, erased_at__isnull=True).order_by("seq")
    for seq, body in rows.values_list("seq", "body"):
        said = body.casefold()
        if all(word in said for word in wanted):
            yield seq


def _is_bounded(asked: Asked) -> bool:
    return asked.since is not None and asked.until is not None and asked.until - asked.since <= LONGEST_SPAN


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
