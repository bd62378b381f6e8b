"""A story told in one breath is not asked for again: each of these leads to its result with at most two more questions."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import yaml

STORIES = yaml.safe_load(Path(__file__).with_name("stories.yml").read_text(encoding="utf-8"))
MOST_QUESTIONS = 2


def turn(brain, conversation, number, story, **asked):
    fixed = {"channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}
    answer = brain.turn(conversation=conversation, turn=number, story=story, **fixed, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def custom(reply, name):
    return [message["custom"][name] for message in reply["messages"] if name in message["custom"]]


@pytest.mark.parametrize("told", STORIES, ids=lambda told: told["says"][:50])
def test_a_story_needs_at_most_two_more_questions(brain, told):
    conversation, asked = f"story-{uuid.uuid4()}.1", []
    reply = turn(brain, conversation, 1, None, text=told["says"])
    while not custom(reply, "decision"):
        question = custom(reply, "asked")
        assert question, f"neither a result nor a question: {[message['text'] for message in reply['messages']]}"
        asked.append(question[-1])
        assert len(asked) <= MOST_QUESTIONS, (
            f"asked {asked}; known {reply['story']['children']} {reply['story']['family']}"
        )
        assert asked[-1] in told["truth"], f"the story told this already, or stories.yml lacks it: {asked[-1]}"
        choice = f"{asked[-1]}={told['truth'][asked[-1]]}"
        reply = turn(brain, conversation, len(asked) + 1, reply["story"], choice=choice)
    assert custom(reply, "decision")[0]["arrangements"][0]["key"] == told["result"]


def test_there_are_ten_different_stories():
    assert len(STORIES) >= 10 and len({told["result"] for told in STORIES}) >= 8
