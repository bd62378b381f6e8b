"""The assistant's turns: claimed by the worker, and committed only if the conversation has not moved on (queued: turn_queue)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hub.conversations import one_clock, replies, turn_queue
from hub.conversations.ledger import NoSuchConversation, changing
from hub.conversations.models import BrainTurn
from hub.conversations.states import HELD_BY_ASSISTANT

logger = logging.getLogger(__name__)
STRETCH = 40  # turns of one Rasa sender: its tracker never grows without end
MOST_ATTEMPTS = 3  # runs of one turn; then it is given up, and the carer told


@dataclass(frozen=True)
class Claimed:
    """A turn to run, as the turn contract wants it (design section 8). `attempts` is the claim's own number."""

    id: int
    conversation_id: UUID
    sender: str
    number: int
    channel: str
    council: str
    as_of: str
    text: str
    choice: str | None
    story: dict[str, Any] | None
    attempts: int


def claim_next(worker: str, lease_seconds: float) -> Claimed | None:
    """The next turn to run, now ours until the lease ends; None when there is nothing to do.

    Never one of a conversation that has another under way, nor one before an earlier one: that may be another worker's at this moment.
    """
    earlier = Q(state=BrainTurn.RUNNING) | Q(state=BrainTurn.QUEUED, number__lt=OuterRef("number"))
    in_the_way = BrainTurn.objects.filter(earlier, conversation=OuterRef("conversation"))
    while True:
        with transaction.atomic():
            now = one_clock.now()
            turn = (
                BrainTurn.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(~Exists(in_the_way), Q(due_at=None) | Q(due_at__lte=now), state=BrainTurn.QUEUED)
                .select_related("conversation")
                .order_by("queued_at", "number")
                .first()
            )
            if turn is None:
                return None
            if turn.attempts < MOST_ATTEMPTS:
                BrainTurn.objects.filter(pk=turn.pk, state=BrainTurn.QUEUED).update(
                    state=BrainTurn.RUNNING,
                    attempts=F("attempts") + 1,
                    worker=worker,
                    lease_until=now + timedelta(seconds=lease_seconds),
                )
                turn.refresh_from_db(fields=["attempts", "state"])
                return _claimed(turn)
        _given_up(turn)


def release_all(worker: str) -> int:
    """At the start of a worker: what an earlier life of it had under way is taken up again at once."""
    return BrainTurn.objects.filter(state=BrainTurn.RUNNING, worker=worker).update(state=BrainTurn.QUEUED)


def expire_leases(now: datetime) -> int:
    """Turns whose worker is gone are queued again; the same number asked again gets the stored reply."""
    return BrainTurn.objects.filter(state=BrainTurn.RUNNING, lease_until__lt=now).update(state=BrainTurn.QUEUED)


def commit_reply(claimed: Claimed, reply: dict[str, Any]) -> bool:
    """Say the reply, keep the story, end the turn: one transaction. False when the conversation moved on: discarded, recorded."""
    try:
        with changing(claimed.conversation_id) as change:
            turn = _ours(claimed)
            if turn is None:
                return False
            conversation = change.conversation
            asked_at = max(
                turn.queued_at, turn.due_at or turn.queued_at
            )  # waiting for more parts is no slowness of ours
            latency = int((change.now - asked_at).total_seconds() * 1000)
            if conversation.state not in HELD_BY_ASSISTANT or conversation.epoch != turn.epoch:
                turn.discarded_reply = reply
                turn_queue.end(turn, BrainTurn.DISCARDED, change.now, error="moved_on")
                change.note("turn.discarded", number=turn.number)
                return False
            turn_queue.end(turn, BrainTurn.DONE, change.now, latency_ms=latency)
            replies.say(change, turn, reply)
            change.note("turn.finished", for_contact=True, number=turn.number)
            change.wakes_worker = True  # more may have been written meanwhile
            return True
    except NoSuchConversation:
        return False  # erased meanwhile; erasing ended the turn


def fail(claimed: Claimed, error: str, *, reached: bool) -> None:
    """The assistant could not answer: the carer is told plainly, with a person to call. The message stays in the ledger."""
    try:
        with changing(claimed.conversation_id) as change:
            turn = _ours(claimed)
            if turn is None:
                return
            turn_queue.end(turn, BrainTurn.FAILED, change.now, error=error, reached=reached)
            if change.conversation.state in HELD_BY_ASSISTANT and change.conversation.epoch == turn.epoch:
                replies.say_failure(change, turn)
            change.note("turn.finished", for_contact=True, number=turn.number)
            change.wakes_worker = True
    except NoSuchConversation:
        return


def _claimed(turn: BrainTurn) -> Claimed:
    conversation, heard = turn.conversation, turn_queue.heard(turn)
    tap = heard[-1].choice if heard and heard[-1].choice else None
    today: date = timezone.localdate()
    return Claimed(
        id=turn.pk,
        conversation_id=conversation.pk,
        sender=f"{conversation.pk}.{turn.epoch * 1000 + turn.number // STRETCH}",
        number=turn.number,
        channel=conversation.channel,
        council=conversation.council,
        as_of=settings.KINSHIP_AS_OF or today.isoformat(),
        text="" if tap else "\n".join(each.body for each in heard),
        choice=tap,
        story=conversation.story,
        attempts=turn.attempts,
    )


def _ours(claimed: Claimed) -> BrainTurn | None:
    """The turn, if it is still under way under this very claim."""
    return BrainTurn.objects.filter(Q(pk=claimed.id), Q(state=BrainTurn.RUNNING), Q(attempts=claimed.attempts)).first()


def _given_up(turn: BrainTurn) -> None:
    """A turn that took its worker down each time is not tried for ever."""
    BrainTurn.objects.filter(pk=turn.pk, state=BrainTurn.QUEUED).update(state=BrainTurn.RUNNING)
    fail(_claimed(turn), "gave_up", reached=True)
