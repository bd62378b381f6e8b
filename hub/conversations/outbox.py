"""Delivering to push channels: in the order of the conversation, never twice, and never inside a transaction.

A row is claimed (short transaction), handed to the provider (no transaction), and what came of it is written down.
A later message of a conversation waits until every earlier one has come to an end.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from hub.channels.sending import ACCEPTED, CHANNELS, REFUSED, RETRY, UNKNOWN, Parcel, Sender, SendResult
from hub.conversations import ledger
from hub.conversations.models import Outbox
from hub.conversations.models.message import ADVISER

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
WAITS = (5.0, 30.0, 120.0, 600.0)  # seconds before the second, third … attempt; the first is at once
LATER_WAIT = 900.0
GIVE_UP_AFTER = timedelta(hours=4)
UNKNOWN_FOR = timedelta(minutes=10)  # after that it is not sent again: a carer may have had it
JITTER = 0.1


@dataclass(frozen=True)
class Claim:
    """A row under way: its id and attempt, and whether it is to be sent or only looked up."""

    id: int
    attempt: int
    channel: str
    parcel: Parcel
    to_look_up: bool


def deliver_due(worker: str, senders: Mapping[str, Sender] | None = None) -> int:
    """Deliver everything that is due. Returns how many rows were worked on."""
    count = 0
    sweep(timezone.now())
    while (claim := claim_next(worker, timezone.now())) is not None:
        result = hand_over(claim, CHANNELS if senders is None else senders)
        record_result(claim, result, timezone.now())
        count += 1
    return count


def claim_next(worker: str, now: datetime) -> Claim | None:
    """Take the next row that may go, or None. Two workers never take the same."""
    earlier = Outbox.objects.filter(
        conversation=OuterRef("conversation"), seq__lt=OuterRef("seq"), state__in=Outbox.OPEN
    )
    due = Outbox.objects.filter(
        ~Exists(earlier), state__in=(Outbox.QUEUED, Outbox.UNKNOWN), next_attempt_at__lte=now
    ).order_by("next_attempt_at", "seq")
    with transaction.atomic():
        row = due.select_related("message", "conversation__identity").first()
        if row is None:
            return None
        # A lost race takes nothing: the next look finds what is left.
        taken = Outbox.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
            state=Outbox.SENDING,
            attempts=F("attempts") + 1,
            worker=worker,
            lease_until=now + LEASE,
            first_attempt_at=row.first_attempt_at or now,
        )
    if not taken:
        return None
    identity = row.conversation.identity
    parcel = Parcel(
        reference=f"{row.conversation_id}.{row.seq}",
        address=identity.address if identity else "",
        text=row.message.body,
        choices=row.message.choices or [],
    )
    return Claim(row.pk, row.attempts + 1, row.conversation.channel, parcel, row.state == Outbox.UNKNOWN)


def hand_over(claim: Claim, senders: Mapping[str, Sender]) -> SendResult:
    """Ask the provider. Whatever is raised there means that nobody knows."""
    sender = senders.get(claim.channel)
    if sender is None:
        return SendResult(RETRY, error="no_sender")
    try:
        return sender.look_up(claim.parcel.reference) if claim.to_look_up else sender.send(claim.parcel)
    except (
        Exception
    ) as fault:  # a channel's slip must not stop the others; its text may hold a number, so it is not logged
        logger.error("outbox.sender_failed channel=%s fault=%s", claim.channel, type(fault).__name__)
        return SendResult(UNKNOWN, error=type(fault).__name__[:60])


def record_result(
    claim: Claim, result: SendResult, now: datetime, jitter: Callable[[float, float], float] = random.uniform
) -> None:
    """Write down what came of it. If the lease ran out meanwhile, what is known still counts."""
    with transaction.atomic():
        row = Outbox.objects.select_for_update().select_related("message", "conversation").filter(pk=claim.id).first()
        if row is None or row.attempts != claim.attempt or row.state not in (Outbox.SENDING, Outbox.UNKNOWN):
            return
        state = _state_after(row, result, now)
        wait = WAITS[row.attempts - 1] if row.attempts <= len(WAITS) else LATER_WAIT
        row.state = state
        row.next_attempt_at = now + timedelta(seconds=wait * (1 + jitter(-JITTER, JITTER)))
        row.lease_until = None
        row.error_code = result.error[:60]
        row.provider_message_id = result.provider_message_id or row.provider_message_id
        row.save()
        if state not in Outbox.OPEN:
            _tell(row, now)


def sweep(now: datetime) -> int:
    """Rows whose worker died in the middle: the provider may have them, so nobody knows; they are looked up, not sent again.

    What was erased before it left is not sent.
    """
    Outbox.objects.filter(state=Outbox.QUEUED, message__erased_at__isnull=False).update(state=Outbox.DROPPED)
    return Outbox.objects.filter(state=Outbox.SENDING, lease_until__lt=now).update(
        state=Outbox.UNKNOWN, next_attempt_at=now, error_code="worker_lost"
    )


def _state_after(row: Outbox, result: SendResult, now: datetime) -> str:
    tried_for = now - (row.first_attempt_at or now)
    if result.kind == ACCEPTED:
        return Outbox.SENT
    if result.kind == REFUSED:
        return Outbox.FAILED
    if result.kind == RETRY:
        return Outbox.QUEUED if tried_for < GIVE_UP_AFTER else Outbox.FAILED
    if tried_for < UNKNOWN_FOR:
        return Outbox.UNKNOWN
    # An adviser is told that it may not have arrived, and decides; the assistant's words are not sent twice.
    return Outbox.FAILED if row.message.author == ADVISER else Outbox.DROPPED


def _tell(row: Outbox, now: datetime) -> None:
    kind = "delivery.failed" if row.state == Outbox.FAILED else "delivery.changed"
    event = {"kind": kind, "for_contact": False, "data": {"seq": row.seq, "state": row.state}}
    ledger.record([event], [], row.conversation, now)
    if row.state == Outbox.FAILED:
        logger.error("outbox.failed ref=%s seq=%s error=%s", row.conversation.ref, row.seq, row.error_code)
