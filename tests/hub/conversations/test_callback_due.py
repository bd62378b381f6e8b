"""Calls: due in the advisers' hours, on the same number if the carer likes, and nothing safe that was not said to be."""

from datetime import datetime, timedelta

import pytest

from hub.conversations import callbacks, hours, one_clock, transitions
from hub.conversations.callbacks import BadPhone, CallbackAsked
from hub.conversations.models import Callback, ChannelIdentity, Conversation, Message
from hub.conversations.transitions import Inbound
from kinship.clock import as_utc

pytestmark = pytest.mark.django_db
NUMBER = "01632 960555"


@pytest.fixture
def chat():
    return transitions.begin("web", Inbound(key="k1", text="hello"), "exampleshire").conversation_id


@pytest.fixture
def at(monkeypatch):
    """The hub's clock stands at this time in England."""

    def at(written):
        now = as_utc(datetime.fromisoformat(written))
        monkeypatch.setattr(one_clock.timezone, "now", lambda: now)
        return now

    return at


@pytest.mark.parametrize(
    ("asked", "when", "from_", "by", "said"),
    [
        ("2026-11-23 10:00", "any_time", "2026-11-23 10:00", "2026-11-23 17:00", "Monday 23 November"),
        ("2026-11-23 15:30", "any_time", "2026-11-24 09:00", "2026-11-24 17:00", "Tuesday 24 November"),
        ("2026-11-23 20:00", "morning", "2026-11-24 09:00", "2026-11-24 12:00", "Tuesday 24 November"),
        ("2026-11-25 12:30", "afternoon", "2026-11-25 12:30", "2026-11-25 19:00", "Wednesday 25 November"),
        ("2026-12-24 11:00", "afternoon", "2026-12-29 12:00", "2026-12-29 17:00", "Tuesday 29 December"),
        ("2026-04-02 16:30", "morning", "2026-04-07 09:00", "2026-04-07 12:00", "Tuesday 7 April"),  # over Easter
        ("2026-10-24 23:00", "any_time", "2026-10-26 09:00", "2026-10-26 17:00", "Monday 26 October"),  # clocks back
        ("2026-11-23 10:00", "at_teatime", "2026-11-23 10:00", "2026-11-23 17:00", "Monday 23 November"),
    ],
)
def test_when_a_call_is_made(chat, at, asked, when, from_, by, said):
    at(asked)
    day = callbacks.book(chat, CallbackAsked(NUMBER, when=when))
    booked = Callback.objects.get()
    window = callbacks.window_of(booked)
    assert window.begin == as_utc(datetime.fromisoformat(from_)) and window.due_at == as_utc(datetime.fromisoformat(by))
    assert booked.due_on == day == datetime.fromisoformat(from_).date()
    assert f"We plan to call you on {said}." in Message.objects.get(kind="callback_booked").body


def test_after_a_try_that_reached_nobody_the_next_part_of_a_day(chat, at):
    at("2026-11-23 10:00")
    callbacks.book(chat, CallbackAsked(NUMBER, when="morning"))
    tried = as_utc(datetime(2026, 11, 23, 11, 0))
    assert callbacks.window_of(Callback.objects.get(), tried).begin == as_utc(datetime(2026, 11, 24, 9, 0))


def test_where_the_hours_are_not_known_no_day_is_named(chat, at, monkeypatch):
    monkeypatch.setattr(hours, "council", dict)
    at("2026-11-27 18:00")
    assert callbacks.book(chat, CallbackAsked(NUMBER)) == datetime(2026, 11, 30).date()
    said = Message.objects.get(kind="callback_booked").body
    assert "We plan" not in said and "on the next working day" in said


def test_nothing_is_safe_unless_it_was_said(chat):
    callbacks.book(chat, CallbackAsked(NUMBER))
    booked = Callback.objects.get()
    assert (booked.safe_voicemail, booked.safe_text, booked.name_to_ask_for, booked.interpreter) == (
        False,
        False,
        "",
        "",
    )


def test_the_same_number_is_the_one_they_gave_before(chat, at):
    with pytest.raises(BadPhone):
        callbacks.book(chat, CallbackAsked(same_number=True))
    assert Conversation.objects.get().state == "assistant" and not Callback.objects.exists()
    now = at("2026-11-23 10:00")
    callbacks.book(chat, CallbackAsked(NUMBER))
    at((now + timedelta(minutes=1)).isoformat())
    callbacks.book(chat, CallbackAsked("not read", same_number=True))
    old, new = Callback.objects.order_by("pk")
    assert (old.state, new.state) == ("cancelled", "requested") and new.phone == old.phone == "+441632960555"
    assert new.phone_hash == old.phone_hash


def test_the_same_number_of_who_texts_is_the_one_they_text_from(chat):
    conversation = Conversation.objects.get()
    conversation.identity = ChannelIdentity.objects.create(
        contact=conversation.contact, channel="sms", address="+447700900123", address_hash="h"
    )
    conversation.save()
    callbacks.book(chat, CallbackAsked(same_number=True))
    assert Callback.objects.get().phone == "+447700900123"
