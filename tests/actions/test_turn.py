"""An action: what Rasa heard goes to the dialogue, responses and the story come back; a fault is silent about the carer's words."""

import asyncio
import logging

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn as turns
from actions.arrangement import Arrangement
from actions.everyday import Everyday
from actions.handover import Handover
from actions.local_offer import LocalOffer
from actions.safety import Safety

METADATA = {"as_of": "2026-11-21", "turn": 1, "channel": "web", "council": "exampleshire"}


def tracker(text, intent, entities=(), metadata=METADATA, story=None):
    message = {"text": text, "intent": {"name": intent}, "entities": list(entities), "metadata": metadata}
    return Tracker("c.1", {"family": story}, message, [], False, None, {}, "action_listen")


def run(action, heard):
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, heard, {}))
    return dispatcher.messages, events


def test_one_action_a_skill_by_the_name_in_the_domain():
    assert [action().name() for action in (Arrangement, LocalOffer, Safety, Handover, Everyday)] == [
        "action_arrangement",
        "action_local_offer",
        "action_safety",
        "action_handover",
        "action_everyday",
    ]


def test_a_fact_goes_into_the_story_and_comes_back_in_the_slot_and_beside_the_words():
    messages, events = run(
        Arrangement(), tracker("nan", "tell_situation", [{"entity": "carer_relationship", "value": "grandparent"}])
    )
    (event,) = events
    assert event["name"] == "family"
    assert event["value"]["children"][0]["facts"]["carer_relationship"]["answer"] == "grandparent"
    assert messages[-1]["custom"] == {"story": event["value"]}
    assert all(message["response"] or message["text"] for message in messages[:-1])


def test_the_callers_story_wins_over_the_one_in_the_slot():
    sent = run(
        Arrangement(), tracker("nan", "tell_situation", [{"entity": "carer_relationship", "value": "grandparent"}])
    )[1][0]["value"]
    _, events = run(Everyday(), tracker("hi", "greet", metadata={**METADATA, "story": sent}, story={"children": []}))
    assert events[0]["value"]["children"][0]["facts"]["carer_relationship"]["answer"] == "grandparent"


def test_through_rasa_shell_only_words_are_said():
    messages, _ = run(Everyday(), tracker("hi", "greet", metadata={}))
    assert messages and not any(message["custom"] for message in messages)


@pytest.mark.parametrize("fault", [RuntimeError("a slip"), ValueError("his secret words")])
def test_a_fault_says_nothing_and_does_not_log_what_was_written(monkeypatch, caplog, fault):
    def broken(*_):
        raise fault

    monkeypatch.setattr(turns, "take_turn", broken)
    with caplog.at_level(logging.DEBUG):
        messages, events = run(Arrangement(), tracker("the carer's own words", "tell_situation"))
    assert (messages, events) == ([], [])
    assert "turn.failed" in caplog.text and "the carer's own words" not in caplog.text
