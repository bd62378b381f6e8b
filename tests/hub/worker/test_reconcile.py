"""Texts that no door was told of are fetched from the provider's list, in their order, and what a door brought is not answered twice."""

import logging
import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from hub.channels.records import TextIn
from hub.channels.sending import CHANNELS
from hub.conversations import erasure, reconcile, retention, timers
from hub.conversations.inbound import Received
from hub.conversations.ledger import Moved
from hub.conversations.models import Conversation, InboundReceipt, Message, Reconciled
from hub.conversations.texting.arriving import arrived

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class List:
    """A provider's list. It may be down, and it may give more, and in another order, than it was asked for."""

    def __init__(self, *records, fault=None):
        self.records, self.fault, self.asked = list(records), fault, []

    def received_since(self, since):
        self.asked.append(since)
        if self.fault:
            raise self.fault
        return iter(self.records)


class Door:
    """What takes the texts in: remembers them by id, as the hub does, and fails where it was told to."""

    def __init__(self, *, fails=None):
        self.fails, self.taken = fails or {}, []

    def __call__(self, record):
        if record.text in self.fails:
            raise self.fails[record.text]
        known = record.text in self.taken
        if not known:
            self.taken.append(record.text)
        return Received(uuid.uuid4(), 1, duplicate=known)


def text(words, minutes, *, number="+447700900123", place=None, channel="sms"):
    place = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}{words}{minutes}")) if place is None else place
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return TextIn(channel, "notify", place, number, "+447700900700", words, sent_at=at, raw="{}")


def test_an_outage_of_forty_minutes_is_made_good_in_the_right_order():
    told = [text(f"text {minute}", minute) for minute in range(-40, 0)]
    shuffled = random.Random(7).sample(told, len(told))
    door = Door()
    assert reconcile.run(NOON, {"sms": List(*shuffled)}, door) == {"listed": 40, "new": 40}
    assert door.taken == [each.text for each in told]


def test_texts_of_one_second_keep_the_order_of_the_list():
    door = Door()
    reconcile.run(NOON, {"sms": List(text("and", -1), text("then", -1), text("before", -2), text("when?", None))}, door)
    assert door.taken == ["before", "and", "then", "when?"]


def test_first_an_hour_then_from_where_it_was_left():
    """What was written to the number before we were there is not ours to answer."""
    provider, door = List(), Door()
    for minutes in (0, 5, 10):
        reconcile.run(NOON + timedelta(minutes=minutes), {"sms": provider}, door)
    assert provider.asked == [
        NOON - timedelta(hours=1),
        NOON - timedelta(minutes=15),
        NOON - timedelta(minutes=10),
    ]


@pytest.mark.parametrize(
    "stopped, back", [(timedelta(hours=9), timedelta(hours=9, minutes=15)), (timedelta(days=30), timedelta(days=7))]
)
def test_after_a_stop(stopped, back):
    """The mark is in the database: a worker that starts again begins where the last one ended."""
    Reconciled.objects.create(channel="sms", up_to=NOON - stopped)
    provider = List()
    reconcile.run(NOON, {"sms": provider}, Door())
    assert provider.asked == [NOON - back]


def test_each_channel_has_a_mark_of_its_own_and_a_dead_provider_stops_no_other(caplog):
    dead, alive, door = List(fault=RuntimeError("07700900123 wrote: help")), List(text("hello", -1)), Door()
    done = reconcile.run(NOON, {"sms": dead, "whatsapp": alive}, door)
    assert done == {"listed": 1, "new": 1} and door.taken == ["hello"]
    assert Reconciled.objects.get(channel="whatsapp").up_to == NOON
    assert "channel=sms fault=RuntimeError" in caplog.text and "07700900123" not in caplog.text
    dead.fault = None
    reconcile.run(NOON + timedelta(days=2), {"sms": dead, "whatsapp": alive}, door)
    assert dead.asked[-1] == NOON - timedelta(hours=1), "nothing of it was ever gone through"


def test_one_bad_text_stops_no_other_and_is_looked_at_again(caplog):
    door = Door(fails={"poison": KeyError("theirs"), "at the same moment": Moved("moved")})
    records = [text("first", -30), text("poison", -20), text("at the same moment", -10), text("last", -1)]
    provider = List(*records)
    assert reconcile.run(NOON, {"sms": provider}, door) == {"listed": 4, "new": 2, "failed": 2}
    assert door.taken == ["first", "last"]
    assert "theirs" not in caplog.text and "listed=4 new=2 failed=2" in caplog.text
    door.fails.clear()
    assert reconcile.run(NOON + timedelta(minutes=5), {"sms": provider}, door) == {"listed": 4, "new": 2}
    assert provider.asked[-1] == NOON - timedelta(minutes=35), "from before the oldest that was not taken"
    assert Reconciled.objects.get().up_to == NOON + timedelta(minutes=5)


def test_a_database_that_is_away_leaves_the_mark_where_it_was():
    Reconciled.objects.create(channel="sms", up_to=NOON - timedelta(hours=1))
    door = Door(fails={"second": OperationalError("locked")})
    with pytest.raises(OperationalError):
        reconcile.run(NOON, {"sms": List(text("first", -30), text("second", -20), text("third", -10))}, door)
    assert Reconciled.objects.get().up_to == NOON - timedelta(hours=1)


def test_nothing_new_is_quiet(caplog):
    provider, door = List(text("hello", -1)), Door()
    reconcile.run(NOON, {"sms": provider}, door)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert reconcile.run(NOON, {"sms": provider}, door) == {"listed": 1}
    assert "reconcile" not in caplog.text


def test_without_channels_there_is_nothing_to_do(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reconcile, "CHANNELS", {})
    with django_assert_num_queries(0):
        assert reconcile.run(NOON) == {}


def test_the_worker_does_it_at_its_start_and_every_five_minutes():
    timer = next(each for each in timers.table("w", type("Brain", (), {"probe": None})) if each.name == "reconcile")
    assert timer.every == 300 and timer.take(0.0) is True


# With the real door behind it ---------------------------------------------------------------------------------------


@pytest.fixture
def house(settings, monkeypatch):
    """The hub receives by Notify at 07700 900700; its list is ours."""
    settings.KINSHIP_SMS = "notify"
    settings.KINSHIP_NOTIFY = {**settings.KINSHIP_NOTIFY, "number": "07700900700"}
    provider = List()
    monkeypatch.setitem(CHANNELS, "sms", provider)
    return provider


def heard():
    return list(Message.objects.filter(author="contact").order_by("conversation", "seq").values_list("body", flat=True))


def test_what_a_door_has_brought_is_not_taken_twice(house):
    told = [text("hello", -30), text("I look after my grandson", -29), text("he is five", -28)]
    arrived(told[1])  # the others were pushed while we were down
    house.records = list(reversed(told))
    assert reconcile.run(NOON) == {"listed": 3, "new": 2}
    assert reconcile.run(NOON) == {"listed": 3}
    assert sorted(heard()) == sorted(each.text for each in told)
    assert Conversation.objects.count() == 1


def test_what_was_missed_of_two_people_goes_to_each_in_order(house):
    one, other = "+447700900123", "+447700900456"
    told = [
        text("one", -9, number=one),
        text("two", -8, number=other),
        text("three", -7, number=one),
        text("four", -6, number=other),
    ]
    house.records = [told[3], told[0], told[2], told[1]]
    reconcile.run(NOON)
    by_conversation = {}
    for message in Message.objects.filter(author="contact").order_by("seq"):
        by_conversation.setdefault(message.conversation_id, []).append(message.body)
    assert sorted(by_conversation.values()) == [["one", "three"], ["two", "four"]]


def test_a_stray_is_kept_once(house):
    house.records = [text("your parcel is here", -5, number="GOVUK")]
    reconcile.run(NOON)
    reconcile.run(NOON)
    assert InboundReceipt.objects.count() == 1 and not Conversation.objects.exists()


def test_what_was_erased_does_not_come_back_from_the_list(house):
    """The provider keeps its list for a week: neither the night's clearing nor an erasure may make us forget the id."""
    house.records = [text("hello", -30)]
    reconcile.run(NOON)
    erasure.erase(Conversation.objects.get().pk)
    retention.run(NOON + timedelta(days=400))
    Reconciled.objects.all().delete()
    assert reconcile.run(NOON) == {"listed": 1}
    assert Conversation.objects.count() == 1 and heard() == [""]
