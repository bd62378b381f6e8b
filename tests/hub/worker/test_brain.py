"""Asking over real HTTP: a whole reply is a reply, and everything else is a failure that says how far it came."""

import socket
from types import SimpleNamespace

import httpx
import pytest

from hub.conversations import brain as asking
from hub.conversations.brain import Brain, BrainFailed, read_reply

TURN = {"sender": "c.1", "number": 1, "channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}


def turn(**more):
    return SimpleNamespace(**{**TURN, "text": "hello", "choice": None, "story": None, **more})


@pytest.fixture
def client(fake_brain):
    made = Brain(fake_brain.url)
    yield made
    made.close()


def failure(brain, **more):
    with pytest.raises(BrainFailed) as caught:
        brain.ask(turn(**more))
    return caught.value.error, caught.value.reached


def test_a_turn_is_asked_as_the_contract_has_it_and_its_reply_comes_back(client, fake_brain):
    reply = client.ask(turn(story={"heard": ["before"]}))
    assert reply["messages"][0]["text"] == "You said: hello" and reply["story"] == {"heard": ["before", "hello"]}
    assert asking.request(turn(choice="greet", text="", story={})) == {
        "conversation": "c.1", "turn": 1, "channel": "web", "council": "exampleshire", "as_of": "2026-11-21", "text": "",
        "choice": "greet", "story": {},
    }  # fmt: skip
    assert "story" not in asking.request(turn()) and "choice" not in asking.request(turn())


@pytest.mark.parametrize(
    "mode, error",
    [
        ("empty", "not_ok"),
        ("not_json", "not_json"),
        ("error", "status_500"),
        ("no_words", "empty"),
        ("no_story", "no_story"),
    ],
)
def test_whatever_is_not_a_reply_is_a_failure_after_one_more_try(client, fake_brain, mode, error):
    fake_brain.brain.control({"mode": mode})
    assert failure(client) == (error, True)
    assert sum(fake_brain.brain.asked.values()) == 2


def test_the_second_try_may_succeed(client, fake_brain):
    fake_brain.brain.control({"next": ["error"]})
    assert client.ask(turn())["ok"] is True
    assert fake_brain.brain.runs == {"c.1#1": 2} and client.is_up


def test_a_slow_turn_is_asked_again_by_the_same_number_and_runs_once(fake_brain, monkeypatch):
    monkeypatch.setattr(asking, "READ", 0.2)
    brain = Brain(fake_brain.url)
    fake_brain.brain.control({"mode": "held"})
    assert failure(brain) == ("timeout", True)
    assert fake_brain.brain.asked == {"c.1#1": 2} and fake_brain.brain.runs == {"c.1#1": 1}
    fake_brain.brain.control({"release": True})
    assert brain.ask(turn())["ok"] is True
    assert fake_brain.brain.runs == {"c.1#1": 1}  # the stored reply
    brain.close()


def test_nobody_there_was_not_reached():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: refused
        brain = Brain(f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert failure(brain) == ("down", False)
        brain.close()


def test_after_five_failures_it_is_not_asked_until_a_probe_finds_it_well(fake_brain):
    now = [0.0]
    brain = Brain(fake_brain.url, breaker=asking.Breaker(lambda: now[0]))
    fake_brain.brain.control({"mode": "error"})
    for number in range(5):
        assert failure(brain, number=number) == ("status_500", True)
    asked = sum(fake_brain.brain.asked.values())
    assert failure(brain) == ("down", False) and not brain.is_up
    assert sum(fake_brain.brain.asked.values()) == asked  # at once, without asking
    assert brain.probe() is None
    fake_brain.brain.control({"mode": "normal"})
    now[0] += 15
    assert brain.probe() is True and brain.is_up
    assert brain.ask(turn(number=9))["ok"] is True
    brain.close()


def test_a_probe_that_finds_nobody_leaves_it_open():
    now = [0.0]
    gone = httpx.MockTransport(lambda request: httpx.Response(502))
    brain = Brain("http://127.0.0.1:9", breaker=asking.Breaker(lambda: now[0]), transport=gone)
    for number in range(5):
        failure(brain, number=number)
    now[0] += 20
    assert brain.probe() is False and not brain.is_up


GOOD = {"ok": True, "turn": 1, "messages": [{"text": "a", "choices": [{"id": "x", "label": "X"}]}], "story": {}}


@pytest.mark.parametrize(
    "change, error",
    [
        ({"ok": "yes"}, "not_ok"),
        ({"turn": 2}, "another_turn"),
        ({"messages": []}, "empty"),
        ({"messages": None}, "unreadable"),
        ({"messages": [{"text": 5}]}, "unreadable"),
        ({"messages": [{"text": "a", "choices": [{"id": 1, "label": "X"}]}]}, "unreadable"),
        ({"messages": [{"text": "a", "custom": ["x"]}]}, "unreadable"),
        ({"story": None}, "no_story"),
    ],
)
def test_a_reply_that_is_not_whole_is_none(change, error):
    with pytest.raises(BrainFailed, match=error):
        read_reply({**GOOD, **change}, 1)


def test_messages_without_words_are_left_out():
    reply = read_reply({**GOOD, "messages": [{"text": " "}, *GOOD["messages"]]}, 1)
    assert [each["text"] for each in reply["messages"]] == ["a"]
