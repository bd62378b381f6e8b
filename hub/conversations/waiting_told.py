"""Telling a carer where they stand, inside a change of their conversation, and remembering what they were told."""

from __future__ import annotations

from hub.conversations import standing, waiting, waiting_words
from hub.conversations.handovers import open_of
from hub.conversations.hours import CLOSED, NOBODY
from hub.conversations.ledger import PUSH_CHANNELS, Change
from hub.conversations.models import Conversation
from hub.conversations.models.message import SYSTEM
from hub.conversations.turn_queue import HUB_CHOICE
from hub.conversations.words import words

WAITING = "waiting"  # the kind of these messages
GO_ON = "ask_what_help"  # an intent of the assistant
Menu = list[dict[str, str]]


def begins(change: Change, *, in_danger: bool) -> None:
    """They wait from now on. In danger it is said in few words and without a menu: what to do in danger stands above it."""
    stands = standing.of_newcomer(change.conversation, change.now)
    where = waiting_words.where if in_danger else waiting_words.told
    said = "\n".join(line for line in (words()["adviser"]["waiting"], where(stands, change.now)) if line)
    change.say(SYSTEM, said, kind=WAITING, choices=None if in_danger else menu(waits=True))
    _remember(change, stands)


def again(change: Change, stands: waiting.Stands, why: str | None) -> None:
    """They still wait, and it is worth telling them once more (`why`: waiting.news)."""
    said = waiting_words.told(stands, change.now, why, waits=True, by_text=_by_text(change))
    change.say(SYSTEM, said, kind=WAITING, choices=menu(waits=True))
    _remember(change, stands)


def anew(change: Change, said: str, *, kind: str) -> None:
    """They wait once more, and `said` tells why. On a phone where they stand, and the ways on, come in the same text."""
    if not _by_text(change):
        change.say(SYSTEM, said, kind=kind)  # where they stand is told by the worker (waiting_chore)
        return
    change.stored()
    stands = standing.of(change.conversation, change.now)
    where = waiting_words.told(stands, change.now, waits=True, by_text=True) if stands else ""
    change.say(SYSTEM, "\n".join(each for each in (said, where) if each), kind=kind, choices=menu(waits=True))
    if stands:
        _remember(change, stands)


def to_who_writes(change: Change) -> None:
    """They wrote while they wait. Where nobody is there to read it, silence would be no answer: they are told once more."""
    conversation = change.conversation
    stands, last = standing.of(conversation, change.now), last_told(conversation)
    fresh = last is not None and change.now - last.at < waiting.SETTLED
    if stands and stands.there in (CLOSED, NOBODY) and not fresh:
        again(change, stands, None)


def asked_again(change: Change) -> None:
    """They wait, and ask for a person once more: where they stand, unless that was said just now."""
    stands, last = standing.of(change.conversation, change.now), last_told(change.conversation)
    if stands and (last is None or change.now - last.at >= waiting.SETTLED):
        again(change, stands, "still")


def nobody(change: Change, there: str, keep: Menu) -> None:
    """Nobody can come, so they do not wait: urgent numbers, then a call back. `keep`: what could be tapped until now."""
    said = waiting_words.told(waiting.Stands(there), change.now, by_text=_by_text(change))
    change.say(SYSTEM, said, kind="nobody_there", choices=[*keep, *menu(waits=False)])


def ended(change: Change) -> None:
    """They went back to the assistant: said, with a way to go on."""
    change.say(SYSTEM, words()["adviser"]["gone_back"], kind="gone_back", choices=[_go_on()])


def menu(*, waits: bool) -> Menu:
    """The buttons under it."""
    labels = waiting_words.labels(waiting.choices(waits=waits))
    return [{"id": f"{HUB_CHOICE}{choice}", "label": label} for choice, label in labels.items()]


def _by_text(change: Change) -> bool:
    return change.conversation.channel in PUSH_CHANNELS


def _go_on() -> dict[str, str]:
    return {"id": GO_ON, "label": words()["choices"]["go_on"]}


def last_told(conversation: Conversation) -> waiting.Told | None:
    """What they were told last since they wait; None when they were told nothing."""
    handover = open_of(conversation).first()
    if handover is None or handover.told_wait is None or handover.told_wait_at is None:
        return None
    return waiting.Told(waiting.from_codes(handover.told_wait), handover.told_wait_at)


def _remember(change: Change, stands: waiting.Stands) -> None:
    open_of(change.conversation).update(told_wait=stands.codes(), told_wait_at=change.now)
