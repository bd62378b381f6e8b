"""Where a conversation stands, read from the queue, the clock and what was picked up lately."""

from datetime import datetime, timedelta

import pytest

from hub.conversations import pick_ups, standing, transitions
from hub.conversations.models import Callback, Conversation, Handover
from hub.conversations.transitions import Inbound
from hub.conversations.waiting import Stands
from kinship.clock import as_utc

pytestmark = pytest.mark.django_db
NOON = as_utc(datetime(2026, 11, 23, 12, 0))  # a Monday
MINUTE = timedelta(minutes=1)


def begun(key):
    received = transitions.begin("web", Inbound(key=str(key), text="hello"), "exampleshire")
    return Conversation.objects.get(pk=received.conversation_id)


def picked_up(key, minutes, *, at=NOON, **fields):
    return Handover.objects.create(
        conversation=begun(f"picked {key}"),
        number=1,
        reason="asked_for_person",
        at_seq=1,
        **{"requested_at": at - minutes * MINUTE, "accepted_at": at, "ended_at": at, **fields},
    )


def waits(key, since):
    conversation = begun(f"waits {key}")
    transitions.request_adviser(conversation.pk)
    Conversation.objects.filter(pk=conversation.pk).update(waiting_since=since)
    return Conversation.objects.get(pk=conversation.pk)


def test_the_last_twenty_count():
    for number in range(25):
        picked_up(number, 10 + number, at=NOON - (24 - number) * MINUTE)
    assert pick_ups.recent(NOON) == [34 - number for number in range(20)]


def test_a_wait_over_the_night_is_as_long_as_the_advisers_were_there():
    picked_up(1, 16 * 60, at=as_utc(datetime(2026, 11, 24, 9, 10)))
    assert pick_ups.recent(as_utc(datetime(2026, 11, 24, 12, 0))) == [10]


def test_what_says_nothing_about_the_queue_does_not_count():
    picked_up("urgent", 1, urgent=True)
    picked_up("joined", 0)
    picked_up("not yet", 5, accepted_at=None)
    picked_up("long ago", 5, at=NOON - timedelta(days=15))
    called = picked_up("called", 90)
    Callback.objects.create(
        conversation=called.conversation, requested_at=NOON - 60 * MINUTE, due_on=NOON.date(), state=Callback.DONE
    )
    assert pick_ups.recent(NOON) == []
    Callback.objects.update(requested_at=NOON + MINUTE)  # asked for later: then the wait was one
    assert pick_ups.recent(NOON) == [90]


def test_places_and_then_a_band():
    queue = [waits(number, NOON - (30 - number) * MINUTE) for number in range(7)]
    found = [standing.of(each, NOON, lambda: True) for each in queue]
    assert [each.place for each in found] == ["first", "second", "third", "fourth", "fifth", None, None]
    assert found[5] == Stands("here", usual="not_known")
    for number in range(10):
        picked_up(number, 4)
    assert standing.of(queue[6], NOON, lambda: True) == Stands("here", usual="under_30_minutes")  # 24 minutes already
    assert standing.of(queue[0], NOON, lambda: False) == Stands("nobody")
    assert standing.of(queue[0], as_utc(datetime(2026, 11, 23, 17, 0)), lambda: True) == Stands("closed")


def test_who_does_not_wait_stands_nowhere():
    assert standing.of(begun("k"), NOON, lambda: True) is None


def test_without_a_desk_nobody_is_there():
    assert standing.somebody_at(None, NOON) == "nobody"
    assert standing.of(waits(1, NOON), NOON) == Stands("nobody")
