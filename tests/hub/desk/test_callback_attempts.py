"""Calls that were promised are made: tries, whose they are, when the next one is due, and when one may be given up."""

import pytest

from hub.conversations import callback_attempts, callbacks, erasure, transcript, transitions
from hub.conversations.callback_attempts import NoSuchCallback, TooSoon
from hub.conversations.callbacks import BadPhone, CallbackAsked
from hub.conversations.models import AuditEntry, Callback, CallbackAttempt, Event
from hub.conversations.transitions import AlreadyTaken
from kinship.clock import in_england

pytestmark = pytest.mark.django_db
MON, TUE = "2026-11-23", "2026-11-24"


@pytest.fixture
def booked(begin, clock):
    """A call, asked for on a Monday at ten."""
    clock(f"{MON} 10:00")
    chat = begin("please ring me", waiting=False)
    callbacks.book(chat, CallbackAsked("01632 960555", when="morning", access_needs="a text relay call"))
    return Callback.objects.get().pk


@pytest.fixture
def rings(clock, sam, booked):
    def rings(when, outcome="no_answer", who=None):
        clock(when)
        callback_attempts.tried(booked, who or sam, outcome)

    return rings


def call():
    return Callback.objects.get()


def due():
    one = call()
    return [in_england(each).strftime("%Y-%m-%d %H:%M") for each in (one.call_from, one.due_at)]


def said(chat):
    return transcript.shown(chat)[-1]


def test_it_is_due_in_the_part_of_the_day_that_was_chosen(booked):
    assert due() == [f"{MON} 10:00", f"{MON} 12:00"] and call().due_on.isoformat() == MON
    assert (call().attempts, call().owner, call().access_needs) == (0, None, "a text relay call")


@pytest.mark.parametrize(
    ("when", "outcome", "next_"),
    [
        (f"{MON} 11:00", "no_answer", [f"{TUE} 09:00", f"{TUE} 12:00"]),
        (f"{MON} 11:00", "left_voicemail", [f"{TUE} 09:00", f"{TUE} 12:00"]),
        (f"{MON} 11:00", "call_later", [f"{TUE} 09:00", f"{TUE} 12:00"]),
        ("2026-11-27 11:00", "no_answer", ["2026-11-30 09:00", "2026-11-30 12:00"]),  # over a weekend
        ("2026-12-24 11:00", "no_answer", ["2026-12-29 09:00", "2026-12-29 12:00"]),  # over Christmas
        (f"{MON} 11:00", "wrong_number", [f"{MON} 10:00", f"{MON} 12:00"]),
        (f"{MON} 11:00", "spoke", [f"{MON} 10:00", f"{MON} 12:00"]),
    ],
)
def test_a_try_is_kept_and_the_next_is_due(rings, sam, when, outcome, next_):
    rings(when, outcome)
    one = CallbackAttempt.objects.get()
    assert (one.by, one.outcome, call().attempts, call().owner) == (sam, outcome, 1, sam)
    assert due() == next_ and call().state == Callback.REQUESTED
    assert AuditEntry.objects.get(action="callback_attempted").detail == {"outcome": outcome, "attempt": 1}
    assert not Event.objects.get(kind="callback.attempted").for_contact


def test_only_an_outcome_we_know(booked, sam):
    with pytest.raises(ValueError):
        callback_attempts.tried(booked, sam, "hung_up")
    assert not CallbackAttempt.objects.exists() and call().attempts == 0


@pytest.mark.parametrize(
    ("tries", "allowed"),
    [
        ([], False),
        ([f"{MON} 10:00", f"{MON} 11:00"], False),
        ([f"{MON} 10:00", f"{MON} 11:00", f"{MON} 12:00"], False),  # three, on one day
        ([f"{MON} 10:00", f"{TUE} 11:00"], False),  # two days, two tries
        ([f"{MON} 10:00", f"{MON} 16:00", f"{TUE} 11:00"], True),
        (["2026-11-27 10:00", "2026-11-28 10:00", "2026-11-29 11:00"], False),  # Saturday and Sunday are none
        (["2026-11-27 10:00", "2026-11-28 10:00", "2026-11-30 11:00"], True),
        (["2026-12-24 10:00", "2026-12-25 10:00", "2026-12-28 11:00"], False),  # bank holidays are none
    ],
)
def test_when_it_may_be_given_up(begin, booked, rings, sam, now, tries, allowed):
    for when in tries:
        rings(when)
    chat = call().conversation_id
    if not allowed:
        with pytest.raises(TooSoon):
            callback_attempts.unreachable(booked, sam)
        assert call().state == Callback.REQUESTED and now(chat).state == "callback"
        return
    callback_attempts.unreachable(booked, sam)
    assert call().state == Callback.UNREACHABLE and call().ended_at and now(chat).state == "assistant"
    assert "did not reach you" in said(chat).text and said(chat).choices[0]["id"] == "hub:callback"
    assert AuditEntry.objects.get(action="callback_unreachable").actor == f"user:{sam.pk}"


def test_who_was_reached_once_was_not_tried_in_vain(booked, rings, sam):
    for when, outcome in ((f"{MON} 10:00", "call_later"), (f"{MON} 11:00", "no_answer"), (f"{TUE} 10:00", "no_answer")):
        rings(when, outcome)
    with pytest.raises(TooSoon) as refused:
        callback_attempts.unreachable(booked, sam)
    assert (refused.value.tries, refused.value.days) == (2, 2)


@pytest.mark.parametrize("spoke_before", [True, False])
def test_done_means_that_somebody_spoke(booked, rings, sam, now, spoke_before):
    rings(f"{MON} 11:00", "spoke" if spoke_before else "no_answer")
    callback_attempts.done(booked, sam)
    assert [each.outcome for each in CallbackAttempt.objects.order_by("pk")][-1] == "spoke"
    assert CallbackAttempt.objects.filter(outcome="spoke").count() == 1
    assert call().state == Callback.DONE and now(call().conversation_id).state == "assistant"
    for again in (callback_attempts.done, callback_attempts.own, callback_attempts.unreachable):
        with pytest.raises(NoSuchCallback):
            again(booked, sam)


def test_one_owner(booked, sam, alex):
    callback_attempts.own(booked, sam)
    callback_attempts.own(booked, sam)
    with pytest.raises(AlreadyTaken):
        callback_attempts.own(booked, alex)
    callback_attempts.tried(booked, alex, "no_answer")  # a colleague may ring all the same; it stays whose it was
    assert call().owner == sam and AuditEntry.objects.filter(action="callback_owned").count() == 1


def test_a_number_that_does_not_work_is_told_and_not_offered_again(booked, rings):
    chat = call().conversation_id
    assert callbacks.known_end(chat) == "555"
    rings(f"{MON} 11:00", "wrong_number")
    assert "did not work" in said(chat).text and said(chat).choices[0]["id"] == "hub:callback"
    assert callbacks.known_end(chat) == ""
    with pytest.raises(BadPhone):
        callbacks.book(chat, CallbackAsked(same_number=True))
    callbacks.book(chat, CallbackAsked("01632 960556"))
    assert callbacks.known_end(chat) == "556"


def test_a_call_that_is_changed_stays_whose_it_was(booked, sam):
    callback_attempts.own(booked, sam)
    callbacks.book(call().conversation_id, CallbackAsked("01632 960556"))
    assert Callback.objects.get(state="requested").owner == sam
    with pytest.raises(NoSuchCallback):
        callback_attempts.tried(booked, sam, "no_answer")


def test_a_call_made_from_a_chat_that_somebody_holds_leaves_it_with_them(booked, sam, now):
    chat = call().conversation_id
    transitions.take(chat, sam)
    callback_attempts.done(booked, sam)
    assert (now(chat).state, now(chat).assignee) == ("with_adviser", sam)


def test_of_a_deleted_chat_nothing_is_left_to_ring(booked, sam):
    erasure.erase(call().conversation_id)
    with pytest.raises(NoSuchCallback):
        callback_attempts.tried(booked, sam, "no_answer")
    assert (call().phone, call().access_needs) == ("", "")


def test_what_would_make_it_easier_is_not_readable_in_the_database(booked):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT access_needs FROM conversations_callback")
        assert "relay" not in str(cursor.fetchall())
