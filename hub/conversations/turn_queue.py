"""What is asked of the assistant: each message of a carer queued once, as a turn of its own or joined with what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from hub.conversations.ledger import PUSH_CHANNELS, Change
from hub.conversations.models import BrainTurn, Message
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.texting import joining

HUB_CHOICE = "hub:"  # choices the hub itself answers; Rasa never sees them
ASK_AGAIN, CALL_BACK = "hub:ask_again", "hub:callback"
FOR_ADVISER, BACK = "hub:adviser", "hub:back_to_assistant"
RAW_KEPT = timedelta(days=14)


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
        due_at = _due_at(change, message, waiting.queued_at) if waiting.due_at else None
        BrainTurn.objects.filter(pk=waiting.pk).update(to_seq=message.seq, due_at=due_at)
    else:
        first = _first_unheard(change, message)
        if _danger_between(change, first, message.seq):
            _queue_failed(change)
            first = message.seq
        _queue(change, first, message.seq, due_at=_due_at(change, message, None))
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


def ask_anew(change: Change) -> None:
    """The story was put right while the assistant was at work on it: what is under way is asked again, with what is right."""
    open_turns = list(_turns(change).filter(state__in=BrainTurn.OPEN).order_by("number"))
    if open_turns:
        discard_open(change)
        said = Message.objects.filter(conversation=change.conversation, author=CONTACT)
        _queue_each(change, said.filter(seq__gte=open_turns[0].from_seq, seq__lte=open_turns[-1].to_seq))


def discard_open(change: Change) -> None:
    """The assistant no longer holds the conversation: what it was doing is void."""
    for turn in _turns(change).filter(state__in=BrainTurn.OPEN):
        end(turn, BrainTurn.DISCARDED, change.now, error="moved_on")
        change.note("turn.discarded", number=turn.number)


def _turns(change: Change):
    return BrainTurn.objects.filter(conversation=change.conversation)


def _due_at(change: Change, message: Message, first: datetime | None) -> datetime | None:
    """Texts come in parts and are waited for; what is written on the web comes whole."""
    return joining.due_at(message, first, change.now) if change.conversation.channel in PUSH_CHANNELS else None


def _queue(change: Change, from_seq: int, to_seq: int, *, due_at: datetime | None = None) -> None:
    conversation = change.conversation
    _turns(change).filter(state=BrainTurn.QUEUED).update(
        due_at=None
    )  # in their order: no turn waits behind a later one
    conversation.last_turn += 1
    BrainTurn.objects.create(
        conversation=conversation,
        number=conversation.last_turn,
        epoch=conversation.epoch,
        from_seq=from_seq,
        to_seq=to_seq,
        queued_at=change.now,
        due_at=due_at,
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
    return any(each.choice for each in heard(turn))


def heard(turn: BrainTurn) -> list[Message]:
    """What the carer wrote that this turn is about, but for what the hub itself answers."""
    said = Message.objects.filter(
        conversation_id=turn.conversation_id, author=CONTACT, seq__gte=turn.from_seq, seq__lte=turn.to_seq
    )
    return [each for each in said.order_by("seq") if not _of_hub(each)]


def _of_hub(message: Message) -> bool:
    return message.choice.startswith(HUB_CHOICE)


def end(turn: BrainTurn, state: str, now: datetime, **fields: Any) -> None:
    """It came to this state; its raw reply, where it has one, is purged a fortnight later."""
    turn.state, turn.ended_at, turn.lease_until, turn.purge_after = state, now, None, now + RAW_KEPT
    for name, value in fields.items():
        setattr(turn, name, value)
    turn.save()
