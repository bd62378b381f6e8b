"""Several assistants: each conversation has its own order of them, a dead one is passed over, and one answer comes back."""

import uuid
from collections import Counter
from contextlib import contextmanager
from threading import Thread
from types import SimpleNamespace

import httpx
import pytest

from hub.conversations import brain as asking
from hub.conversations.brain import CONNECT, LONGEST, READ, Brain, BrainFailed
from hub.conversations.brains import Brains, addresses, in_order, sender_of
from hub.conversations.breaker import Breaker
from tests.hub import fake_brain

CHAT = "7f1c1c1e-0000-4000-8000-000000000001"


def turn(**more):
    asked = {"sender": f"{CHAT}.0", "number": 1, "channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}
    return SimpleNamespace(**{**asked, "text": "hello", "choice": None, "story": None, **more})


@contextmanager
def three():
    """Three fakes, in the order in which this conversation asks them."""
    servers = [fake_brain.server() for _ in range(3)]
    for server in servers:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    at = {f"http://127.0.0.1:{server.server_address[1]}": server for server in servers}
    brains = Brains([Brain(url, breaker=Breaker(lambda: 0.0)) for url in at])
    try:
        yield brains, [at[url].brain for url in in_order(f"{CHAT}.0", list(at))]
    finally:
        brains.close()
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.mark.parametrize(
    "setting, read",
    [
        ("http://a:1", ["http://a:1"]),
        ("http://a:1/, http://b:1", ["http://a:1", "http://b:1"]),
        ("http://a:1 http://b:1\nhttp://a:1/", ["http://a:1", "http://b:1"]),
    ],
)
def test_the_addresses_of_a_setting(setting, read):
    assert addresses(setting) == read


def test_a_conversation_keeps_its_place_and_one_that_is_taken_away_moves_only_its_own():
    urls = [f"http://rasa-{n}:5005" for n in (1, 2, 3)]
    chats = [str(uuid.UUID(int=n)) for n in range(600)]
    first = {chat: in_order(f"{chat}.0", urls)[0] for chat in chats}
    assert all(150 < count < 250 for count in Counter(first.values()).values())
    for chat in chats:
        assert in_order(f"{chat}.41007", urls[::-1])[0] == first[chat]  # another stretch, another order of the setting
        assert in_order(f"{chat}.0", urls[1:])[0] == first[chat] or first[chat] == urls[0]


@pytest.mark.parametrize("mode", ["error", "empty", "no_story", "not_json"])
def test_whatever_is_not_a_reply_is_asked_of_the_next_and_the_first_is_asked_once(mode):
    with three() as (brains, fakes):
        fakes[0].control({"mode": mode})
        assert brains.ask(turn())["messages"][0]["text"] == "You said: hello"
        assert [sum(fake.asked.values()) for fake in fakes] == [1, 1, 0]
        assert list(fakes[1].runs) == [f"{CHAT}.0.1#1"]  # a lock the first left behind does not hold this one up


def test_one_that_hangs_is_left_for_the_next(monkeypatch):
    monkeypatch.setattr(asking, "READ", 0.2)
    with three() as (brains, fakes):
        fakes[0].control({"mode": "held"})
        assert brains.ask(turn())["ok"] is True
        fakes[0].control({"release": True})
        assert [sum(fake.runs.values()) for fake in fakes] == [1, 1, 0]


def test_each_has_its_own_breaker_and_comes_back_by_a_probe():
    now = [0.0]
    with three() as (brains, fakes):
        for brain in brains.each:
            brain.breaker = Breaker(lambda: now[0])
        fakes[0].control({"mode": "error"})
        for number in range(7):
            assert brains.ask(turn(number=number))["ok"] is True
        assert sum(fakes[0].asked.values()) == 5 and sum(fakes[1].asked.values()) == 7 and brains.is_up
        assert brains.probe() is None
        fakes[0].control({"mode": "normal"})
        now[0] += 15
        assert brains.probe() is True
        brains.ask(turn(number=9))
        assert sum(fakes[0].asked.values()) == 6 and sum(fakes[1].asked.values()) == 7


def test_all_failing_is_one_failure_and_nobody_is_asked_when_none_is_up():
    with three() as (brains, fakes):
        for fake in fakes:
            fake.control({"mode": "error"})
        for number in range(5):
            with pytest.raises(BrainFailed, match="status_500"):
                brains.ask(turn(number=number))
        assert [sum(fake.asked.values()) for fake in fakes] == [5, 5, 5] and not brains.is_up
        with pytest.raises(BrainFailed) as caught:
            brains.ask(turn(number=8))
        assert (caught.value.error, caught.value.reached) == ("down", False)
        assert [sum(fake.asked.values()) for fake in fakes] == [5, 5, 5]


@pytest.mark.parametrize("seconds, fault, tries", [(READ, httpx.ReadTimeout, 2), (CONNECT, httpx.ConnectTimeout, 9)])
def test_a_turn_never_takes_longer_than_its_lease_counts_on(seconds, fault, tries):
    now, seen = [0.0], []

    def fails(asked):
        seen.append(asked.url.host)
        now[0] += seconds
        raise fault("")

    each = [Brain(f"http://r{number}", transport=httpx.MockTransport(fails)) for number in range(12)]
    with pytest.raises(BrainFailed) as caught:
        Brains(each, clock=lambda: now[0]).ask(turn())
    assert now[0] <= LONGEST and len(seen) == len(set(seen)) and caught.value.reached is (fault is httpx.ReadTimeout)
    assert len(seen) >= tries


def test_with_one_left_it_is_asked_twice_and_with_one_alone_nothing_is_different():
    with three() as (brains, fakes):
        for brain in brains.each:
            if brain.url != in_order(f"{CHAT}.0", [each.url for each in brains.each])[2]:
                for _ in range(5):
                    brain.breaker.failed()
        fakes[2].control({"next": ["error"]})
        assert brains.ask(turn())["ok"] is True
        assert fakes[2].runs == {f"{CHAT}.0.2#1": 2}
        alone = Brains([next(brain for brain in brains.each if brain.is_up)])
        alone.ask(turn(number=2))
        assert fakes[2].runs[f"{CHAT}.0#2"] == 1 and sender_of(turn(), 0) == f"{CHAT}.0"


@pytest.mark.parametrize(
    "said, least",
    [(["whole", "whole"], "whole"), (["whole", "without_encoder"], "without_encoder"), (["whole", None], "whole"), ([None, None], None)],
)  # fmt: skip
def test_what_they_understand_is_the_least_of_them(said, least):
    class Says(SimpleNamespace):
        is_up = True

    assert Brains([Says(understanding=lambda each=each: each) for each in said]).understanding() == least
