"""What the hub counts on: an opening that the page has shown is not said again, and what we cannot answer is noted."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.turn_request import understood_choice
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.safety import Concern
from kinship.story import Story

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
OPENINGS = {"utter_opening", "utter_opening_privacy", "utter_opening_no_council", "utter_opening_after_danger"}
SHOWN = {"talk": {"opened": "shown"}}


def turn(story, intent, text="some words", number=1, of=None, **more):
    heard = Heard(text=text, intent=intent, turn=number, as_of=AS_OF, **more)
    talk = take_turn(heard, Story.from_json(story), of or shelf("exampleshire"))
    return [say.response for say in talk.says], talk, json.loads(json.dumps(talk.story.as_json()))


def tap(story, choice, number=1, of=None):
    read = understood_choice(choice, choice)
    return turn(story, read["intent"]["name"], choice, number, of, facts=read["entities"], choice=choice)


def noted(talk):
    return [say.custom["unanswered"] for say in talk.says if "unanswered" in say.custom]


# -- the page has shown the opening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ["greet", "thank"])
def test_a_first_hello_gets_the_first_question(intent):
    said, _, story = turn(SHOWN, intent)
    assert said == ["utter_ask_child_lives_with_carer"] and story["talk"]["opened"] is True
    said, _, _ = turn(story, "greet", number=2)
    assert said[0] == "utter_hello_again" and not OPENINGS & set(said)


@pytest.mark.parametrize(
    "intent", ["tell_situation", "ask_financial_support", "ask_for_person", "small_talk", "start_again"]
)
def test_whatever_comes_first_the_opening_is_not_said(intent):
    said, _, _ = turn(SHOWN, intent)
    assert said and not OPENINGS & set(said) and "utter_hello_again" not in said


def test_every_first_choice_of_the_page_is_answered_without_the_opening():
    page = yaml.safe_load((ROOT / "offer_content" / "web_chat.yml").read_text(encoding="utf-8"))
    for choice in page["first_choices"]:
        said, talk, _ = tap(SHOWN, choice["id"])
        assert said and not OPENINGS & set(said) and "utter_not_understood" not in said, choice
        assert talk.says[-1].choices, choice


def test_danger_first_then_the_opening_is_still_the_page_s():
    said, talk, story = turn(SHOWN, "tell_concern", concern=Concern("child_hurt", "emergency", "x"))
    assert said == [None] and "999" in talk.says[0].text
    said, _, _ = turn(story, "ask_financial_support", number=5)
    assert not OPENINGS & set(said)


def test_elsewhere_the_opening_is_said_once():
    said, _, story = turn(None, "greet")
    assert said[:2] == ["utter_opening", "utter_opening_privacy"]
    assert not OPENINGS & set(turn(story, "small_talk", number=2)[0])


# -- what could not be answered ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, topic",
    [
        ("the job centre wotsit keeps on at me", "financial_support"),
        ("blah blah", None),
        ("wotsit about the food bank and the special guardianship", "legal_support"),  # the longest words win
    ],
)
def test_not_understood_is_noted_with_the_topic_its_words_point_to(text, topic):
    _, talk, _ = turn(SHOWN, "nlu_fallback", text)
    assert noted(talk) == [{"topic": topic, "arrangement": None, "why": "not_understood"}]


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_each_time_it_is_not_understood(times):
    story = SHOWN
    for number in range(1, times + 1):
        _, talk, story = turn(story, "nlu_fallback", "blah blah", number)
    assert [each["why"] for each in noted(talk)] == ["not_understood"]


def test_another_language_is_noted_too():
    _, talk, _ = turn(SHOWN, "nlu_fallback", "Dzień dobry, mój wnuk mieszka ze mną")
    assert [each["why"] for each in noted(talk)] == ["not_understood"]


@pytest.mark.parametrize("text", ["👍", "...", "??"])
def test_what_holds_no_words_is_no_question(text):
    assert noted(turn(SHOWN, "nlu_fallback", text)[1]) == []


def test_a_tap_on_an_old_choice_and_a_stray_yes_are_no_questions():
    assert noted(tap(SHOWN, "gone=away")[1]) == []
    _, _, story = turn(SHOWN, "greet")
    assert noted(tap(tap(story, "child_lives_with_carer=yes", 2)[2], "affirm", 3)[1]) == []


def test_out_of_scope_is_noted_with_the_arrangement_once_it_is_known():
    story, number = SHOWN, 0
    for choice in (
        "child_lives_with_carer=yes",
        "carer_relationship=grandparent",
        "child_age=9",
        "order_in_force=none",
    ):
        number += 1
        story = tap(story, choice, number)[2]
    _, talk, story = tap(story, "who_arranged=parent_or_family", number + 1)
    _, talk, _ = turn(story, "out_of_scope", "when is my bin day", number + 2)
    assert noted(talk) == [{"topic": None, "arrangement": "informal_kinship_care", "why": "out_of_scope"}]


@pytest.fixture
def root(tmp_path):
    shutil.copytree(ROOT / "offer_content", tmp_path / "offer_content")
    return tmp_path


def test_help_only_the_council_can_tell_of_and_has_not(root):
    (root / "offer_content" / "exampleshire" / "family_time.yml").unlink()
    (root / "offer_content" / "exampleshire" / "support_groups_and_training.yml").unlink()
    of = shelf("exampleshire", root)
    _, by_tap, _ = tap(SHOWN, "ask_family_time", of=of)
    _, by_words, _ = turn(SHOWN, "ask_support_groups_and_training", "is there a support group near me", of=of)
    _, answered, _ = tap(SHOWN, "ask_support_groups_and_training", of=of)  # a national helpline comes first
    assert [(each["why"], each["topic"]) for each in noted(by_tap)] == [("no_local_answer", "family_time")]
    assert [each["topic"] for each in noted(by_words)] == ["support_groups_and_training"]
    assert noted(answered) == []


def test_a_topic_with_nothing_in_it(root):
    for area in ("england", "exampleshire"):
        (root / "offer_content" / area / "siblings.yml").unlink()
    _, talk, _ = tap(SHOWN, "ask_siblings", of=shelf("exampleshire", root))
    assert [(each["why"], each["topic"]) for each in noted(talk)] == [("no_local_answer", "siblings")]


def test_an_answer_is_not_noted():
    for choice in ("ask_financial_support", "ask_for_person", "ask_what_help", "child_lives_with_carer=yes"):
        assert noted(tap(SHOWN, choice)[1]) == [], choice


def test_no_word_of_the_carer_is_in_the_note():
    text = "zorbulate my grommet food bank"
    _, talk, _ = turn(SHOWN, "nlu_fallback", text)
    assert not any(word in json.dumps(noted(talk)) for word in ("zorbulate", "grommet", "bank"))
