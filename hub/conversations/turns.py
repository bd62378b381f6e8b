"""The assistant's turns: queued with the message, run by the worker, and committed only if the conversation has not moved on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from hub.conversations import replies
from hub.conversations.ledger import Change, NoSuchConversation, changing
from hub.conversations.models import BrainTurn, Message
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.states import HELD_BY_ASSISTANT

logger = logging.getLogger(__name__)
HUB_CHOICE = "hub:"  # choices the hub itself answers; Rasa never sees them
ASK_AGAIN, CALL_BACK = "hub:ask_again", "hub:callback"
STRETCH = 40  # turns of one Rasa sender: its tracker never grows without end
MOST_ATTEMPTS = 3  # runs of one turn; then it is given up, and the carer told
RAW_KEPT = timedelta(days=14)


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


def queue(change: Change, message: Message) -> None:
    """Queue a message for the assistant: words join a turn that has not begun; a tap is a turn of its own."""
    if message.choice == ASK_AGAIN:
        _queue_failed(change)
        return
    if message.choice.startswith(HUB_CHOICE):
        return
    # A turn that was run before (its worker died) keeps its words: the assistant answers a number it has seen from its store.
    waiting = _turns(change).filter(state=BrainTurn.QUEUED, attempts=0).order_by("-number").first()
    joins = waiting and not message.choice and not _is_tap(waiting) and not _answered_after(change, waiting)
    if joins and not _danger_between(change, waiting.from_seq, message.seq):
        BrainTurn.objects.filter(pk=waiting.pk).update(to_seq=message.seq)
    else:
        first = _first_unheard(change, message)
        if _danger_between(change, first, message.seq):
            _queue_failed(change)
            first = message.seq
        _queue(change, first, message.seq)
    change.wakes_worker = True


def queue_unanswered(change: Change) -> None:
    """Queue what the carer wrote since a person last answered or closed it: the assistant has the conversation again."""
    said = Message.objects.filter(conversation=change.conversation)
    by_a_person = said.filter(Q(author=ADVISER) | Q(kind="closed"))
    answered = by_a_person.aggregate(last=Max("seq"))["last"] or 0
    _queue_each(change, said.filter(author=CONTACT, seq__gt=answered))


def _queue_each(change: Change, said: QuerySet[Message]) -> None:
    """Queue what no turn has answered and none is about to: words together, a tap as a turn of its own."""
    taken = list(_turns(change).filter(state__in=(*BrainTurn.OPEN, BrainTurn.DONE)))
    words: list[Message] = []
    for message in said.filter(erased_at__isnull=True).order_by("seq"):
        if _of_hub(message):
            continue
        is_taken = any(turn.from_seq <= message.seq <= turn.to_seq for turn in taken)
        if not is_taken and not message.choice:
            if words and _danger_between(change, words[-1].seq, message.seq):
                _queue_words(change, words)
                words = []
            words.append(message)
            continue
        _queue_words(change, words)  # a turn is one stretch: it must not reach over what is answered
        words = []
        if not is_taken:
            _queue(change, message.seq, message.seq)
    _queue_words(change, words)


def discard_open(change: Change) -> None:
    """The assistant no longer holds the conversation: what it was doing is void."""
    for turn in _turns(change).filter(state__in=BrainTurn.OPEN):
        _end(turn, BrainTurn.DISCARDED, change.now, error="moved_on")
        change.note("turn.discarded", number=turn.number)


def claim_next(worker: str, lease_seconds: float) -> Claimed | None:
    """The next turn to run, now ours until the lease ends; None when there is nothing to do."""
    running = BrainTurn.objects.filter(conversation=OuterRef("conversation"), state=BrainTurn.RUNNING)
    while True:
        with transaction.atomic():
            turn = (
                BrainTurn.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(~Exists(running), state=BrainTurn.QUEUED)
                .select_related("conversation")
                .order_by("queued_at", "number")
                .first()
            )
            if turn is None:
                return None
            now = timezone.now()
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
            latency = int((change.now - turn.queued_at).total_seconds() * 1000)
            if conversation.state not in HELD_BY_ASSISTANT or conversation.epoch != turn.epoch:
                turn.discarded_reply = reply
                _end(turn, BrainTurn.DISCARDED, change.now, error="moved_on")
                change.note("turn.discarded", number=turn.number)
                return False
            _end(turn, BrainTurn.DONE, change.now, latency_ms=latency)
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
            _end(turn, BrainTurn.FAILED, change.now, error=error, reached=reached)
            if change.conversation.state in HELD_BY_ASSISTANT and change.conversation.epoch == turn.epoch:
                replies.say_failure(change, turn)
            change.note("turn.finished", for_contact=True, number=turn.number)
            change.wakes_worker = True
    except NoSuchConversation:
        return


def _turns(change: Change):
    return BrainTurn.objects.filter(conversation=change.conversation)


def _queue(change: Change, from_seq: int, to_seq: int) -> None:
    conversation = change.conversation
    conversation.last_turn += 1
    BrainTurn.objects.create(
        conversation=conversation,
        number=conversation.last_turn,
        epoch=conversation.epoch,
        from_seq=from_seq,
        to_seq=to_seq,
        queued_at=change.now,
    )
    change.note("turn.started", for_contact=True, number=conversation.last_turn)
    change.wakes_worker = True


def _queue_words(change: Change, words: list[Message]) -> None:
    if words:
        _queue(change, words[0].seq, words[-1].seq)


def _first_unheard(change: Change, message: Message) -> int:
    """Words the assistant never saw, because it was down, go along with the next ones: nobody has to say them twice."""
    last = _turns(change).order_by("-number").first()
    if message.choice or last is None or last.state != BrainTurn.FAILED or last.reached or _is_tap(last):
        return message.seq
    answered_since = _turns(change).filter(state=BrainTurn.DONE, to_seq__gt=last.from_seq).exists()
    return message.seq if answered_since else last.from_seq


def _answered_after(change: Change, waiting: BrainTurn) -> bool:
    """Was something answered that was written after this turn's words? A turn is one stretch and would reach over it."""
    return _turns(change).filter(state=BrainTurn.DONE, to_seq__gt=waiting.to_seq).exists()


def _danger_between(change: Change, seq: int, later: int) -> bool:
    """Was danger answered between these two? Then what was written since is a turn of its own: to the words that told of
    danger the assistant says only what was said already, and a question joined to them would get no answer."""
    return Message.objects.filter(conversation=change.conversation, kind="danger", seq__gt=seq, seq__lt=later).exists()


def _queue_failed(change: Change) -> None:
    """Ask again what failed last, unless an answer to it is on its way or was given since."""
    last = _turns(change).filter(state=BrainTurn.FAILED).order_by("-number").first()
    if last is not None:
        said = Message.objects.filter(conversation=change.conversation, author=CONTACT)
        _queue_each(change, said.filter(seq__gte=last.from_seq, seq__lte=last.to_seq))


def _is_tap(turn: BrainTurn) -> bool:
    return any(each.choice for each in _heard(turn))


def _heard(turn: BrainTurn) -> list[Message]:
    said = Message.objects.filter(
        conversation_id=turn.conversation_id, author=CONTACT, seq__gte=turn.from_seq, seq__lte=turn.to_seq
    )
    return [each for each in said.order_by("seq") if not _of_hub(each)]


def _of_hub(message: Message) -> bool:
    return message.choice.startswith(HUB_CHOICE)


def _claimed(turn: BrainTurn) -> Claimed:
    conversation, heard = turn.conversation, _heard(turn)
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


def _end(turn: BrainTurn, state: str, now: datetime, **fields: Any) -> None:
    turn.state, turn.ended_at, turn.lease_until, turn.purge_after = state, now, None, now + RAW_KEPT
    for name, value in fields.items():
        setattr(turn, name, value)
    turn.save()
