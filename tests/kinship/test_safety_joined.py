"""Messages that follow each other: a danger cut in parts is heard, and ordinary talk is not made a danger by being read together."""

from pathlib import Path

import yaml

from kinship import safety
from kinship.safety_joined import joined
from kinship.safety_phrases import book

CASES = yaml.safe_load((Path(__file__).parent / "cases_joined.yml").read_text("utf-8"))


def heard(messages, by=safety.screen):
    """What is heard at each message, read with those before it."""
    return [by(text, messages[:at]) for at, text in enumerate(messages)]


def test_a_danger_told_over_several_texts_is_heard():
    cut = [messages for group in CASES["cut"].values() for messages in group]
    assert [messages for messages in cut if not any(heard(messages))] == []


def test_answers_that_follow_each_other_are_not_heard_as_danger():
    raised = [(talk, found) for talk in CASES["talk"] for found in heard(talk) if found]
    assert raised == []


def test_two_messages_are_one_sentence_where_one_breaks_off_or_goes_on():
    known = book()
    assert joined(["i want", "to end", "it all"], known) == ("i want to end it all", [])
    text, apart = joined(["her mum is on drugs.", "she has a brother"], known)
    assert text == "her mum is on drugs she has a brother" and [text[place:] for place in apart] == [
        "she has a brother"
    ]


def test_what_reaches_across_two_whole_messages_needs_the_weights(monkeypatch):
    told = ["school rang", "she never turned up this morning"]
    assert safety.by_phrases(told[1], told[:1])
    monkeypatch.setattr(safety, "LEAST_ACROSS", 50.0)
    assert safety.by_phrases(told[1], told[:1]) is None
    assert safety.by_phrases("turned up this morning", ["school rang because she never"])
