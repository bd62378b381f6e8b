"""What can happen between one carer and the hub: each kind of life, and how common it is. A life yields the time until its next act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.channels.records import SMS, WHATSAPP, TextIn
from hub.conversations import (
    advisers,
    callback_attempts,
    callbacks,
    dangers,
    drafts,
    erasure,
    legal_holds,
    notes,
    passing_on,
    transitions,
    turns,
)
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import Callback, Team
from hub.conversations.texting.arriving import arrived
from tests.hub.year import said
from tests.hub.year.scene import OUR_SMS, WORKER, Carer

Life = Iterator[timedelta]
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOGETHER = timedelta(seconds=10)  # a text waits so long for more parts of it


@dataclass(frozen=True)
class Kind:
    """`hours`: in which it begins (open: advisers are there; shut: they are not). `before_end`: it begins no later than that."""

    name: str
    channel: str
    weight: int
    live: Callable[[Carer], Life]
    hours: str = "any"
    before_end: timedelta = timedelta()


# On the web, with the assistant alone -----------------------------------------------------------------------------------


def asks(carer: Carer) -> Life:
    carer.opens()
    for _ in range(carer.chance.choice((0, 1, 1, 2))):
        yield 2 * A_MINUTE
        carer.asks()


def finishes(carer: Carer) -> Life:
    yield from asks(carer)
    yield A_MINUTE
    carer.finishes()
    carer.tells_how_it_was()


def comes_back_by_code(carer: Carer) -> Life:
    carer.opens()
    carer.saves()
    yield carer.chance.choice((1, 3, 9)) * A_DAY
    carer.resumes()
    carer.asks()


def deletes(carer: Carer) -> Life:
    yield from asks(carer)
    carer.page()
    yield A_MINUTE
    carer.deletes()


def asks_to_forget(carer: Carer) -> Life:
    carer.opens()
    yield A_MINUTE
    carer.says("forget what i told you", {"forget": True})
    yield A_MINUTE
    carer.asks()


def meets_a_failure(carer: Carer) -> Life:
    carer.opens(answered=False)
    turns.fail(turns.claim_next(WORKER, 60), "timeout", reached=True)
    yield A_MINUTE
    carer.asks()


# On the web, with a person ----------------------------------------------------------------------------------------------


def _is_helped(carer: Carer, name: str = "sam") -> Life:
    """A person takes it, answers, and writes a note about it."""
    transitions.take(carer.chat, carer.adviser(name))
    yield A_MINUTE
    carer.is_answered_by(name)
    notes.write(carer.chat, carer.adviser(name), f"{carer.mark}: {carer.chance.choice(said.NOTES)}", key=carer.key())
    yield 5 * A_MINUTE


def helped(carer: Carer) -> Life:
    carer.opens()
    carer.wants_a_person()
    yield 4 * A_MINUTE
    yield from _is_helped(carer, carer.chance.choice(("sam", "alex")))
    advisers.finish(carer.chat, carer.row.assignee, carer.chance.choice(("answered", "referred")), recorded=True)


def helped_twice(carer: Carer) -> Life:
    yield from helped(carer)
    yield 7 * A_DAY
    carer.says("hello again, the school never rang")
    yield AN_HOUR
    if carer.row.state == "waiting":
        yield from _is_helped(carer)
        advisers.finish(carer.chat, carer.adviser(), "answered", recorded=True)


def handed_back(carer: Carer) -> Life:
    carer.opens()
    carer.wants_a_person()
    yield 3 * A_MINUTE
    yield from _is_helped(carer)
    transitions.hand_back(carer.chat, carer.adviser())
    yield 10 * A_MINUTE
    carer.asks()


def passed_to_charity(carer: Carer) -> Life:
    carer.opens()
    carer.wants_a_person()
    yield 3 * A_MINUTE
    yield from _is_helped(carer)
    friends = Team.objects.get(slug="friends")
    passing_on.to_team(carer.chat, carer.adviser(), friends, "knows_more", consent=True)
    yield AN_HOUR
    yield from _is_helped(carer, "bo")
    advisers.finish(carer.chat, carer.adviser("bo"), "answered", recorded=True)


def has_a_draft(carer: Carer) -> Life:
    """An adviser looks, begins an answer, and never sends it."""
    carer.opens()
    carer.wants_a_person()
    yield 3 * A_MINUTE
    drafts.save(carer.chat, carer.adviser("alex"), f"Dear {carer.mark}, I will", carer.row.last_seq)
    yield from _is_helped(carer)
    advisers.finish(carer.chat, carer.adviser(), "answered", recorded=True)


def answered_too_late(carer: Carer) -> Life:
    """The assistant was at work when an adviser took it: its reply is discarded."""
    carer.opens(answered=False)
    claimed = turns.claim_next(WORKER, 60)
    transitions.take(carer.chat, carer.adviser())
    turns.commit_reply(claimed, carer.house.reply(claimed))
    yield A_MINUTE
    carer.is_answered_by()
    yield A_MINUTE
    advisers.finish(carer.chat, carer.adviser(), "answered", recorded=True)


def gives_up_waiting(carer: Carer) -> Life:
    carer.opens()
    carer.wants_a_person()
    yield 20 * A_MINUTE
    if carer.row.state == "waiting":
        transitions.back_to_assistant(carer.chat)
        carer.house.answer()


# Calls ------------------------------------------------------------------------------------------------------------------


def called(carer: Carer) -> Life:
    """Nobody is there, so a call is asked for; it is made some days later, mostly at the first try."""
    carer.opens()
    carer.wants_a_person()
    yield 2 * A_MINUTE
    when = carer.chance.choice(("any_time", "any_time", "morning"))
    callbacks.book(carer.chat, CallbackAsked(phone=carer.number, name=carer.mark, when=when, interpreter="Polish"))
    yield A_DAY + 3 * AN_HOUR
    call = Callback.objects.get(conversation=carer.chat, state=Callback.REQUESTED).pk
    if carer.chance.random() < 0.4:
        callback_attempts.tried(call, carer.adviser("alex"), "no_answer")
        yield A_DAY
    callback_attempts.done(call, carer.adviser("alex"))


def wants_no_call_any_more(carer: Carer) -> Life:
    carer.opens()
    callbacks.book(carer.chat, CallbackAsked(phone=carer.number, name=carer.mark))
    yield AN_HOUR
    callbacks.end(carer.chat, Callback.CANCELLED, "contact")


# Danger -----------------------------------------------------------------------------------------------------------------


def danger_seen_to(carer: Carer) -> Life:
    carer.opens()
    yield 2 * A_MINUTE
    carer.says(carer.chance.choice(said.DANGERS))
    yield 5 * A_MINUTE
    dangers.own(carer.row.ref, carer.adviser("robin"))
    yield from _is_helped(carer)
    dangers.end(carer.row.ref, "referred", carer.adviser("robin"))
    advisers.finish(carer.chat, carer.adviser(), "referred", recorded=True)


def danger_left_open(carer: Carer) -> Life:
    """Somebody owns it, and nobody has said yet what became of it."""
    carer.opens()
    yield A_MINUTE
    carer.says(carer.chance.choice(said.DANGERS))
    yield AN_HOUR
    dangers.own(carer.row.ref, carer.adviser("robin"))


def danger_and_deleted(carer: Carer) -> Life:
    """The carer deletes it; that there was danger stays until a person has said what became of it."""
    carer.opens()
    carer.says(carer.chance.choice(said.DANGERS))
    ref = carer.row.ref
    yield A_MINUTE
    carer.deletes()
    yield AN_HOUR
    dangers.end(ref, "could_not_reach", carer.adviser("robin"))


# By text ----------------------------------------------------------------------------------------------------------------


def _texts(carer: Carer, act: Callable[[], Any]) -> Life:
    act()
    yield TOGETHER
    carer.answers()


def texts(carer: Carer) -> Life:
    yield from _texts(carer, carer.opens)
    for _ in range(carer.chance.choice((0, 1, 1))):
        yield 4 * A_MINUTE
        yield from _texts(carer, carer.asks)


def texts_again_soon(carer: Carer) -> Life:
    yield from texts(carer)
    yield 9 * A_DAY
    yield from _texts(carer, carer.asks)


def texts_again_as_a_stranger(carer: Carer) -> Life:
    yield from texts(carer)
    yield 45 * A_DAY
    yield from _texts(carer, carer.opens)


def text_stops(carer: Carer) -> Life:
    yield from texts(carer)
    yield A_MINUTE
    yield from _texts(carer, lambda: carer.says("STOP"))


def text_stops_and_starts(carer: Carer) -> Life:
    yield from text_stops(carer)
    yield A_DAY
    yield from _texts(carer, lambda: carer.says("START"))


def text_deletes(carer: Carer) -> Life:
    yield from texts(carer)
    yield A_MINUTE
    yield from _texts(carer, lambda: carer.says("DELETE"))
    yield A_MINUTE
    yield from _texts(carer, lambda: carer.says("YES"))


def text_helped(carer: Carer) -> Life:
    yield from _texts(carer, carer.opens)
    yield A_MINUTE
    yield from _texts(carer, lambda: carer.says("PERSON"))
    yield 3 * A_MINUTE
    yield from _is_helped(carer)
    advisers.finish(carer.chat, carer.adviser(), "answered", recorded=True)
    yield TOGETHER
    carer.answers()


def answered_after_a_day(carer: Carer) -> Life:
    """WhatsApp lets us write for 24 hours only: the answer waits for its person, who never writes again."""
    yield from _texts(carer, carer.opens)
    yield 26 * AN_HOUR
    carer.is_answered_by()
    yield A_MINUTE
    advisers.finish(carer.chat, carer.adviser(), "no_reply", recorded=True)
    yield TOGETHER
    carer.answers()


def stray(carer: Carer) -> Life:
    """A firm's text, which nobody answers: kept for 14 days, for staff to see."""
    words = f"{carer.chance.choice(said.STRAYS)} {carer.mark}"
    arrived(TextIn(SMS, "twilio", f"SM{carer.key()}", "PARCELS", OUR_SMS, words, raw=words, sent_at=timezone.now()))
    yield A_MINUTE


# What must be kept ------------------------------------------------------------------------------------------------------


def _hold(carer: Carer) -> None:
    day = timezone.localdate() + 200 * A_DAY
    legal_holds.place(carer.row.ref, carer.chance.choice(said.HELD_FOR), day, carer.adviser("robin"))


def held(carer: Carer) -> Life:
    yield from helped(carer)
    yield A_DAY
    _hold(carer)


def held_and_deletes(carer: Carer) -> Life:
    """The carer says delete, and is told that it must be kept for now."""
    yield from asks(carer)
    _hold(carer)
    yield A_MINUTE
    carer.deletes()


def held_and_let_go(carer: Carer) -> Life:
    yield from asks(carer)
    _hold(carer)
    yield 20 * A_DAY
    legal_holds.end(carer.row.ref, carer.adviser("robin"))


def erased_by_command(carer: Carer) -> Life:
    """Somebody asked the council to erase it."""
    yield from helped(carer)
    yield 3 * A_DAY
    erasure.erase(carer.chat, "command")


KINDS = (
    Kind("asks", "web", 44, asks),
    Kind("finishes", "web", 22, finishes),
    Kind("comes_back_by_code", "web", 6, comes_back_by_code),
    Kind("deletes", "web", 6, deletes),
    Kind("asks_to_forget", "web", 2, asks_to_forget),
    Kind("meets_a_failure", "web", 2, meets_a_failure),
    Kind("helped", "web", 14, helped, "open"),
    Kind("helped_twice", "web", 3, helped_twice, "open"),
    Kind("handed_back", "web", 3, handed_back, "open"),
    Kind("passed_to_charity", "web", 2, passed_to_charity, "open"),
    Kind("has_a_draft", "web", 2, has_a_draft, "open"),
    Kind("answered_too_late", "web", 2, answered_too_late, "open"),
    Kind("gives_up_waiting", "web", 3, gives_up_waiting, "open"),
    Kind("called", "web", 6, called, "shut"),
    Kind("wants_no_call_any_more", "web", 1, wants_no_call_any_more),
    Kind("danger_seen_to", "web", 3, danger_seen_to, "open"),
    Kind("danger_left_open", "web", 2, danger_left_open),
    Kind("danger_and_deleted", "web", 1, danger_and_deleted),
    Kind("texts", SMS, 12, texts),
    Kind("texts_on_whatsapp", WHATSAPP, 8, texts),
    Kind("texts_again_soon", SMS, 2, texts_again_soon),
    Kind("texts_again_as_a_stranger", SMS, 2, texts_again_as_a_stranger, before_end=50 * A_DAY),
    Kind("text_stops", SMS, 3, text_stops),
    Kind("text_stops_and_starts", WHATSAPP, 1, text_stops_and_starts),
    Kind("text_deletes", SMS, 3, text_deletes),
    Kind("text_helped", SMS, 4, text_helped, "open"),
    Kind("whatsapp_helped", WHATSAPP, 2, text_helped, "open"),
    Kind("answered_after_a_day", WHATSAPP, 1, answered_after_a_day, "open"),
    Kind("stray", SMS, 2, stray),
    Kind("held", "web", 2, held, "open", before_end=5 * A_DAY),
    Kind("held_and_deletes", "web", 1, held_and_deletes),
    Kind("held_and_let_go", "web", 1, held_and_let_go),
    Kind("erased_by_command", "web", 1, erased_by_command, "open"),
)
