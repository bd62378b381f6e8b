"""Was everything a carer wrote answered, and only once? (The sixth invariant, for one conversation.)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.conversations.models import AuditEntry, BrainTurn, Conversation, Message
from hub.conversations.models.message import ADVISER, ASSISTANT, CONTACT, SYSTEM
from hub.conversations.states import CLOSED, WAITING, WITH_ADVISER
from hub.conversations.turn_queue import HUB_CHOICE

WITH_PEOPLE_OR_ENDED = (WAITING, WITH_ADVISER, CLOSED)
ENDED = (BrainTurn.DONE, BrainTurn.FAILED)


def faults_of_answers(conversation: Conversation) -> Iterator[str]:
    """What is wrong, by numbers only."""
    messages = list(Message.objects.filter(conversation=conversation).order_by("seq").defer("body", "choices"))
    turns = list(BrainTurn.objects.filter(conversation=conversation).order_by("number").defer("discarded_reply"))
    for turn in turns:
        yield from _faults_of_turn(turn, messages)
    closed_at = _last_closed(conversation)
    for message in messages:
        if message.author != CONTACT or message.erased_at or message.choice.startswith(HUB_CHOICE):
            continue
        about = [turn for turn in turns if turn.from_seq <= message.seq <= turn.to_seq]
        answers = [turn for turn in about if turn.state == BrainTurn.DONE and _said(turn, messages, ASSISTANT)]
        if len(answers) > 1:
            yield f"message {message.seq} was answered by turns {[turn.number for turn in answers]}"
        if not (
            conversation.state in WITH_PEOPLE_OR_ENDED
            or any(turn.state in (*BrainTurn.OPEN, *ENDED) for turn in about)
            or any(_a_person_follows(each) for each in messages if each.seq > message.seq)
            or (closed_at is not None and message.created_at <= closed_at)
        ):
            yield f"message {message.seq} is nowhere: the state is {conversation.state} and no turn is about it"


def _faults_of_turn(turn: BrainTurn, messages: list[Message]) -> Iterator[str]:
    failures = [each.seq for each in messages if each.turn_id == turn.pk and each.kind == "failure"]
    if len(failures) > 1 or (failures and turn.state != BrainTurn.FAILED):
        yield f"turn {turn.number} is {turn.state} and its failure was told in messages {failures}"
    if turn.state in ENDED and not any(
        each.turn_id == turn.pk or (each.author == SYSTEM and each.kind == "danger" and each.seq > turn.from_seq)
        for each in messages
    ):
        yield f"turn {turn.number} is {turn.state} and nothing was said"


def _said(turn: BrainTurn, messages: list[Message], author: str) -> bool:
    return any(each.turn_id == turn.pk and each.author == author for each in messages)


def _a_person_follows(message: Message) -> bool:
    return message.author == ADVISER or message.kind == "callback_booked"


def _last_closed(conversation: Conversation) -> datetime | None:
    """What was open when the talk was ended, was ended with it."""
    ended = AuditEntry.objects.filter(conversation_ref=conversation.ref, action__endswith=f"_to_{CLOSED}")
    return ended.order_by("-id").values_list("at", flat=True).first()
