"""What the hub's ledger holds of the messages of a run, read with the hub's own models and keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from benchmarks.chaos import judging
from benchmarks.chaos.judging import Stored
from hub.conversations.models import BrainTurn, Conversation, Message
from hub.conversations.states import CLOSED, WAITING, WITH_ADVISER

WORD = re.compile(r"[a-z]{8}")
ENDED_BY_PEOPLE = ("closed",)


def stored(marks: Collection[str]) -> list[Stored]:
    """Every message with one of these marks."""
    found: list[Stored] = []
    for conversation in Conversation.objects.order_by("opened_at"):
        found += _of(conversation, marks)
    return found


def _of(conversation: Conversation, marks: Collection[str]) -> Iterator[Stored]:
    messages = list(Message.objects.filter(conversation=conversation).order_by("seq"))
    turns = list(BrainTurn.objects.filter(conversation=conversation).order_by("number"))
    for message in messages:
        if message.author not in ("contact", "adviser"):
            continue
        for mark in sorted(set(WORD.findall(message.body)) & set(marks)):
            answers = () if message.author == "adviser" else tuple(_answers(conversation, message, messages, turns))
            yield Stored(mark, f"{conversation.ref} {message.seq}", answers)


def _answers(conversation, message, messages, turns) -> Iterator[tuple[str, int]]:
    for turn in turns:
        if turn.from_seq <= message.seq <= turn.to_seq:
            said = [each for each in messages if each.turn_id == turn.pk]
            if any(each.author == "assistant" for each in said):
                yield judging.ASSISTANT, turn.number
            if any(each.kind == "failure" for each in said):
                yield judging.FAILURE, turn.number
    later = [each for each in messages if each.seq > message.seq]
    at_once = [each for each in later if each.author == "system" and each.created_at == message.created_at]
    for each in at_once:
        yield (judging.DANGER if each.kind == "danger" else judging.HUB), each.seq
    people = next((each for each in later if each.author == "adviser" or each.kind in ENDED_BY_PEOPLE), None)
    # Words joined with words of danger are one turn: what to do was said at the door, and the assistant does not say it again.
    about = [turn for turn in turns if turn.from_seq <= message.seq <= turn.to_seq]
    for each in later:
        if each.author == "system" and each.kind == "danger" and any(each.seq <= turn.to_seq + 1 for turn in about):
            yield judging.DANGER, each.seq
    # Where the assistant had answered it, a person's words are about what came later.
    heard = any(each.author == "assistant" and each.turn_id in {turn.pk for turn in about} for each in messages)
    if people is not None and not heard:
        yield (judging.ADVISER if people.author == "adviser" else judging.CLOSED), people.seq
    if conversation.state in (WAITING, WITH_ADVISER) and not heard and people is None:
        yield judging.WAITS, message.seq
    elif conversation.state == CLOSED and people is None and not heard and not at_once:
        yield judging.CLOSED, message.seq


def pages_that_differ(carers) -> Iterator[str]:
    """What a carer's page showed at the end is what the ledger holds, each message once and in order."""
    for carer in carers:
        for page in carer.visits:
            shown = [each.seq for each in page.messages if each.seq]
            if shown != sorted(set(shown)):
                yield f"{carer.who}: the page shows {shown}"


def slowest_turn(since: float, until: float) -> float:
    """Seconds that the slowest turn took that was to be asked in this time, until its answer or its failure was told."""
    begin, end = (datetime.fromtimestamp(each, UTC) for each in (since, until))
    asked = BrainTurn.objects.filter(
        state__in=(BrainTurn.DONE, BrainTurn.FAILED), queued_at__gte=begin, queued_at__lt=end
    )
    took = [turn.ended_at - max(turn.queued_at, turn.due_at or turn.queued_at) for turn in asked]
    return max((each.total_seconds() for each in took), default=0.0)
