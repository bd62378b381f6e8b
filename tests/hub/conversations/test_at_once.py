"""Several at the same moment, each with a connection of its own: nothing twice, nothing lost, the order kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from hub.conversations import limits, transitions, turns
from hub.conversations.models import Allowance, BrainTurn, Conversation, Event, Message
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def all_at_once(*calls):
    start = Barrier(len(calls))

    def one(call):
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def begin(key="k1", text="one"):
    return transitions.begin("web", Inbound(key=key, text=text), "exampleshire")


def test_the_same_first_message_opens_one_conversation():
    received = all_at_once(*[begin] * AT_ONCE)
    assert len({each.conversation_id for each in received}) == 1
    assert [each.duplicate for each in received].count(False) == 1
    assert Conversation.objects.count() == Message.objects.count() == 1


def test_the_same_message_is_stored_once():
    chat = begin().conversation_id
    received = all_at_once(*[lambda: transitions.receive(chat, Inbound(key="k2", text="two"))] * AT_ONCE)
    assert {each.seq for each in received} == {2}
    assert [each.duplicate for each in received].count(False) == 1


def test_different_messages_are_all_stored_and_numbered_without_a_gap():
    chat = begin().conversation_id
    calls = [lambda key=f"t{n}": transitions.receive(chat, Inbound(key=key, text=key)) for n in range(AT_ONCE)]
    received = all_at_once(*calls)
    assert sorted(each.seq for each in received) == list(range(2, AT_ONCE + 2))
    assert list(Event.objects.values_list("n", flat=True)) == list(range(1, Event.objects.count() + 1))


def test_two_workers_never_run_the_same_turn():
    for number in range(AT_ONCE * 2):
        begin(key=f"c{number}")

    def work(name):
        claimed = []
        while turn := turns.claim_next(name, 30):
            claimed.append(turn.id)
        return claimed

    first, second = all_at_once(lambda: work("a"), lambda: work("b"))
    assert len(first) + len(second) == AT_ONCE * 2 and not set(first) & set(second)


def test_a_later_turn_is_not_taken_while_an_earlier_one_is_still_open():
    """Another worker may be taking the earlier one at this very moment, and its claim cannot be seen yet."""
    chat = begin().conversation_id
    transitions.receive(chat, Inbound(key="k2", text="tap", choice="greet"))  # a turn of its own
    first, second = BrainTurn.objects.order_by("number")
    BrainTurn.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(hours=1))
    assert turns.claim_next("b", 30) is None
    BrainTurn.objects.filter(pk=first.pk).update(state=BrainTurn.DONE)
    assert turns.claim_next("b", 30).id == second.pk


def test_one_reply_wins_when_two_come_for_one_turn():
    begin()
    turn = turns.claim_next("a", 30)
    reply = {"messages": [{"text": "an answer"}], "story": {}}
    assert sorted(all_at_once(*[lambda: turns.commit_reply(turn, reply)] * 2)) == [False, True]
    assert Message.objects.filter(author="assistant").count() == 1


def test_a_limit_counts_every_one(monkeypatch):
    most = limits.ALLOWED["message"][0]
    monkeypatch.setitem(limits.ALLOWED, "message", (most, 0.0001))  # nothing comes back while it is counted
    allowed = all_at_once(*[lambda: [limits.allow("message", "a") for _ in range(most // 2)]] * 4)
    assert sum(sum(each) for each in allowed) == most
    assert Allowance.objects.count() == 1
