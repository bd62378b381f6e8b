"""Somebody always knows: a danger that was answered is a row that stays open until a person ended it.

`met` and `raised` run inside a change of the conversation. Owning and ending change no conversation, and must also be
possible after its carer deleted it, so they lock the danger's own row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from hub.conversations import danger, ledger, screen_log, teams
from hub.conversations.alert_steps import OWNED_FOR
from hub.conversations.handovers import note_handover, raise_priority
from hub.conversations.ledger import Change
from hub.conversations.models import Conversation, Danger, Message
from hub.conversations.models.danger import DOOR, NOT_SCREENED, URGENCIES
from hub.conversations.models.message import SYSTEM

# What became of it, as a person says at the end. "false_alarm": there was no danger.
OUTCOMES = ("called_999", "referred", "already_known", "spoke_to_them", "could_not_reach", "false_alarm")


class NoSuchDanger(LookupError):
    """No open danger under this reference (and of this kind)."""


def met(change: Change, heard: danger.Danger, *, seq: int | None = None) -> Message:
    """Answer a danger heard at the door: the fixed words, the row, the urgent handover. `seq`: the words that told of it."""
    said = change.say(SYSTEM, heard.text, kind="danger")
    raised(change, heard.kind, heard.urgency, DOOR, at_seq=seq or said.seq, said_seq=said.seq)
    screen_log.note(change.now, DOOR, heard.kind, heard.urgency, heard.matched)
    if heard.screened:
        note_handover(change, heard.kind, urgent=True, summary=None)
        raise_priority(change, danger.PRIORITY[heard.urgency], heard.kind)
    return said


def raised(change: Change, kind: str, urgency: str, net: str, *, at_seq: int, said_seq: int) -> None:
    """Write a danger down. The same kind again is the same row; graver, or long after somebody took it, alerts begin anew."""
    conversation, now = change.conversation, change.now
    conversation.team = (
        conversation.team or teams.default()
    )  # whoever owns the danger must be able to read what was said
    row = open_of(conversation).select_for_update().filter(kind=kind).first()
    if row is None:
        Danger.objects.create(
            conversation=conversation,
            kind=kind,
            urgency=urgency,
            net=net,
            at=now,
            at_seq=at_seq,
            last_at=now,
            last_seq=said_seq,
            alerts_from=now,
            next_alert_at=now,
        )
    else:
        if _is_news(row, urgency, now):
            row.urgency = gravest(row.urgency, urgency)
            row.owner = row.owned_at = None
            row.alerts_from, row.alert_step, row.next_alert_at = now, 0, now
        row.last_at, row.last_seq, row.times = now, said_seq, row.times + 1
        row.save()
    change.note("danger.raised", danger=kind, urgency=urgency, net=net)
    change.audit("hub", "danger_raised", net=net)
    change.wakes_worker = True


def is_known(conversation: Conversation, heard: danger.Danger, now: datetime) -> bool:
    """Is this danger open already, as grave, and with alerts that still go out or an owner who has just taken it?"""
    row = open_of(conversation).filter(kind=heard.kind).first()
    return row is not None and not _is_news(row, heard.urgency, now)


def open_of(conversation: Conversation) -> QuerySet[Danger]:
    """The dangers of a conversation that no person has ended."""
    return Danger.objects.filter(conversation=conversation, ended_at__isnull=True)


def answered_since(conversation: Conversation, seq: int) -> str | None:
    """The gravest urgency that was answered with fixed words after a message, or None."""
    rows = Danger.objects.filter(conversation=conversation, net=DOOR, last_seq__gt=seq).exclude(kind=NOT_SCREENED)
    found = set(rows.values_list("urgency", flat=True))
    return next((urgency for urgency in URGENCIES if urgency in found), None)


def gravest(one: str, other: str | None) -> str:
    return min((each for each in (one, other) if each), key=URGENCIES.index)


def own(ref: str, user, kind: str | None = None) -> int:
    """A person takes it on: the alerts stop. Returns how many they took; what a person owns already stays theirs."""
    with transaction.atomic():
        now, taken = timezone.now(), 0
        for row in _locked(ref, kind):
            if row.owner_id is None:
                row.owner, row.owned_at, row.next_alert_at = user, now, None
                row.save()
                _tell(row, "danger.owned", "danger_owned", f"user:{user.pk}", now)
                taken += 1
    return taken


def end(ref: str, outcome: str, user=None, kind: str | None = None) -> int:
    """A person says what became of it. Only now may the conversation be closed and erased. Raises ValueError, NoSuchDanger."""
    if outcome not in OUTCOMES:
        raise ValueError(f"no outcome {outcome!r}")
    with transaction.atomic():
        now, rows = timezone.now(), _locked(ref, kind)
        for row in rows:
            row.ended_at, row.outcome, row.next_alert_at = now, outcome, None
            if row.owner_id is None and user is not None:
                row.owner, row.owned_at = user, now
            row.save()
            _tell(row, "danger.ended", "danger_ended", f"user:{user.pk}" if user else "command", now, outcome=outcome)
    return len(rows)


@dataclass(frozen=True)
class Unowned:
    """How many dangers nobody has taken, and since when the oldest waits."""

    count: int
    oldest: datetime | None


def unowned() -> Unowned:
    rows = Danger.objects.filter(ended_at__isnull=True, owner__isnull=True)
    return Unowned(rows.count(), rows.aggregate(oldest=Min("alerts_from"))["oldest"])


def all_open() -> QuerySet[Danger]:
    """Every open danger: what nobody owns first, then the gravest, then the oldest."""
    rows = Danger.objects.filter(ended_at__isnull=True).select_related("conversation", "owner")
    return rows.defer("conversation__story").order_by(F("owner_id").asc(nulls_first=True), "urgency", "at")


def _locked(ref: str, kind: str | None) -> list[Danger]:
    """Raises NoSuchDanger."""
    rows = Danger.objects.select_for_update(of=("self",)).filter(conversation__ref=ref, ended_at__isnull=True)
    found = list((rows.filter(kind=kind) if kind else rows).select_related("conversation"))
    if not found:
        raise NoSuchDanger(ref)
    return found


def _is_news(row: Danger, urgency: str, now: datetime) -> bool:
    graver = URGENCIES.index(urgency) < URGENCIES.index(row.urgency)
    return graver or (row.owned_at is not None and now - row.owned_at > OWNED_FOR)


def _tell(row: Danger, event: str, action: str, actor: str, now: datetime, **detail: str) -> None:
    data = {"danger": row.kind, "urgency": row.urgency, **detail}
    entry = (actor, action, {"danger": row.pk, **detail})
    ledger.record([{"kind": event, "for_contact": False, "data": data}], [entry], row.conversation, now)
