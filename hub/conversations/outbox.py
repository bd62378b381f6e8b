"""Delivering to phones: in the order of the conversation, never twice, and never inside a transaction.

A row is claimed (short transaction), handed to the provider (no transaction), and what came of it is written down.
A later text of a conversation waits until every earlier one has come to an end; only words of danger wait for nothing.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from hub.channels.sending import (
    ACCEPTED,
    CHANNELS,
    NOT_SET_UP,
    OPTED_OUT,
    REFUSED,
    RETRY,
    UNKNOWN,
    WINDOW_CLOSED,
    Channel,
    SendResult,
)
from hub.conversations import one_clock
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models import Outbox
from hub.conversations.models.message import ADVISER
from hub.conversations.texting import settled
from hub.conversations.texting.claiming import Claim, claim_next
from hub.conversations.texting.may_go import DANGER, ERASED
from hub.conversations.texting.pace import OF_ALL, Pace
from hub.conversations.texting.window import TEMPLATE, hold, release_where_they_wrote
from hub.conversations.texting.window import release_held as release_held

logger = logging.getLogger(__name__)

WAITS = (5.0, 30.0, 120.0, 600.0)  # seconds before the second, third … attempt; the first is at once
LATER_WAIT = 900.0
WAITS_IN_DANGER = (1.0, 2.0, 5.0, 10.0)  # a provider that says "too many" must not keep them from words of danger
LATER_IN_DANGER = 15.0
GIVE_UP_AFTER = timedelta(hours=4)
UNKNOWN_FOR = timedelta(minutes=10)  # after that it is not sent again: a carer may have had it
JITTER = 0.1
WORKER_LOST, SAME_WORDS = "worker_lost", "same_words"


def deliver_due(worker: str, senders: Mapping[str, Channel] | None = None, pace: Pace | None = None) -> int:
    """Deliver everything that is due. Returns how many rows were worked on. `pace`: this worker's; None: as fast as it goes."""
    count = 0
    sweep(one_clock.now())
    while (claim := claim_next(worker, one_clock.now(), _ready(pace))) is not None:
        result = hand_over(claim, CHANNELS if senders is None else senders)
        record_result(claim, result, one_clock.now())
        if pace and pace.handed_over(claim.channel, result):
            _try_at_once(claim.channel, one_clock.now())
        count += 1
    return count


def hand_over(claim: Claim, senders: Mapping[str, Channel]) -> SendResult:
    """Ask the provider. Whatever is raised there means that nobody knows."""
    sender = senders.get(claim.channel)
    if sender is None:  # what may have left already is never sent again for that
        return SendResult(UNKNOWN if claim.to_look_up else RETRY, error=NOT_SET_UP)
    try:
        result = sender.look_up(claim.parcel) if claim.to_look_up else sender.send(claim.parcel)
    except Exception as fault:  # a channel's slip must not stop the others; its text may hold a number: not logged
        logger.error("outbox.sender_failed channel=%s fault=%s", claim.channel, type(fault).__name__)
        return SendResult(UNKNOWN, error=type(fault).__name__[:60])
    if claim.to_look_up and result.kind == RETRY and result.error in OF_ALL:
        return SendResult(UNKNOWN, error=result.error)  # it could not be looked up: that is no word on the text
    return result


def record_result(
    claim: Claim, result: SendResult, now: datetime, jitter: Callable[[float, float], float] = random.uniform
) -> None:
    """Write down what came of it. If the lease ran out meanwhile, what is known still counts; a status that came first too."""
    with transaction.atomic():
        rows = Outbox.objects.select_for_update(of=("self",)).select_related("message", "conversation__identity")
        row = rows.filter(pk=claim.id).first()
        if row is None or row.attempts != claim.attempt:
            return
        if _is_of_another(row, result.provider_message_id):
            # Looked up by number and words, the same words sent before were found: that proves nothing about this text.
            result = (
                SendResult(UNKNOWN, error=SAME_WORDS)
                if claim.to_look_up
                else SendResult(result.kind, None, result.error)
            )
        row.provider_message_id = row.provider_message_id or result.provider_message_id
        if row.state not in (Outbox.SENDING, Outbox.UNKNOWN):
            row.save(update_fields=["provider_message_id"])
            return
        if result.kind == WINDOW_CLOSED and row.part != TEMPLATE and row.message.erased_at is None:
            hold(row, now)
            settled.tell(row, now)
            return
        waits, later = (WAITS_IN_DANGER, LATER_IN_DANGER) if row.message.kind == DANGER else (WAITS, LATER_WAIT)
        wait = waits[row.attempts - 1] if row.attempts <= len(waits) else later
        if claim.to_look_up and result.kind == RETRY:
            wait = 0.0  # it never arrived: the time was lost already
        row.state, code = _state_after(row, result, now)
        row.next_attempt_at = now + timedelta(seconds=wait * (1 + jitter(-JITTER, JITTER)))
        row.lease_until = None
        row.sent_at = None if row.state == Outbox.QUEUED else row.sent_at
        row.error_code = settled.code_kept(row, code)
        row.save()
        if row.state not in Outbox.OPEN:
            settled.tell(row, now)
        if row.state == Outbox.FAILED and row.error_code == OPTED_OUT:
            settled.opted_out(row, now)


def release_all(worker: str) -> int:
    """At the start of a worker: what an earlier life of it was handing over is looked up at once, and not after its lease."""
    return Outbox.objects.filter(state=Outbox.SENDING, worker=worker).update(
        state=Outbox.UNKNOWN, next_attempt_at=one_clock.now(), error_code=WORKER_LOST
    )


def sweep(now: datetime) -> int:
    """Rows whose worker died in the middle: the provider may have them, so nobody knows; they are looked up, not sent again.

    What was erased before it left is not sent, nor looked up: nothing is left to compare.
    """
    waiting = (Outbox.QUEUED, Outbox.HELD, Outbox.UNKNOWN)
    Outbox.objects.filter(state__in=waiting, message__erased_at__isnull=False).update(
        state=Outbox.DROPPED, error_code=ERASED
    )
    release_where_they_wrote(now)
    return Outbox.objects.filter(state=Outbox.SENDING, lease_until__lt=now).update(
        state=Outbox.UNKNOWN, next_attempt_at=now, error_code=WORKER_LOST
    )


def _is_of_another(row: Outbox, provider_message_id: str | None) -> bool:
    if not provider_message_id:
        return False
    return Outbox.objects.filter(provider_message_id=provider_message_id).exclude(pk=row.pk).exists()


def _state_after(row: Outbox, result: SendResult, now: datetime) -> tuple[str, str]:
    """The state, and the code that says why."""
    if result.kind == ACCEPTED:
        return Outbox.SENT, ""
    if result.kind in (REFUSED, WINDOW_CLOSED):
        return Outbox.FAILED, result.error or result.kind
    if row.message.erased_at is not None:
        return Outbox.DROPPED, ERASED
    if result.kind == RETRY:
        given_up = now - (row.first_attempt_at or now) >= GIVE_UP_AFTER
        return (Outbox.FAILED if given_up else Outbox.QUEUED), result.error
    if now - (row.sent_at or row.first_attempt_at or now) < UNKNOWN_FOR:
        return Outbox.UNKNOWN, result.error
    # An adviser is told that it may not have arrived, and decides; the assistant's words are not sent twice.
    return (Outbox.FAILED if row.message.author == ADVISER else Outbox.DROPPED), settled.NOT_KNOWN


def _ready(pace: Pace | None) -> list[str] | None:
    return None if pace is None else [channel for channel in PUSH_CHANNELS if pace.allows(channel)]


def _try_at_once(channel: str, now: datetime) -> None:
    """The provider is back: nobody waits out the rest of a long pause."""
    tried = Outbox.objects.filter(conversation__channel=channel, state=Outbox.QUEUED, error_code__in=OF_ALL)
    tried.filter(next_attempt_at__gt=now).update(next_attempt_at=now)
