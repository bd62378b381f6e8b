""" "Is it one of these?" where a message is not sure enough, and two questions in one message answered in turn."""

from datetime import date

import pytest

from kinship import offer_search
from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.story import Story

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def offer():
    return shelf("exampleshire")


def talk(offer, text="words", intent="nlu_fallback", story=None, **heard):
    before = story or Story.from_json({"talk": {"opened": "web"}})
    return take_turn(Heard(text=text, intent=intent, as_of=TODAY, turn=2, channel="web", **heard), before, offer)


def said(turn):
    return [say.response for say in turn.says]


def choices(turn):
    return [choice.id for say in turn.says for choice in say.choices]


def test_what_it_may_be_is_offered_and_nothing_is_answered(offer):
    turn = talk(offer, "the cot thing", maybe=("ask_first_days", "ask_accommodation"))
    assert "utter_is_it_one_of_these" in said(turn) and "utter_offer" not in said(turn)
    assert choices(turn)[:2] == ["ask_first_days", "ask_accommodation"] and "ask_for_person" in choices(turn)


def test_a_piece_near_in_meaning_is_offered_and_comes_first_when_tapped(offer):
    piece = offer_search.search(offer, Story(), TODAY, topic="education")[-1]
    first = talk(offer, "xyz", near=[(piece.key, 0.8)])
    assert choices(first)[0] == "ask_education"
    then = take_turn(
        Heard(text="", intent="ask_education", choice="ask_education", as_of=TODAY, turn=3, channel="web"),
        first.story,
        offer,
    )
    shown = [say.custom["offer"]["entry"] for say in then.says if "offer" in say.custom]
    assert shown[0] == piece.offered.entry["id"]


def test_what_comes_near_nothing_is_not_made_to_fit(offer):
    turn = talk(offer, "lkjlkj", near=[("education/england/nothing", 0.9)])
    assert "utter_not_understood" in said(turn)


def test_an_answer_that_could_not_be_read_is_asked_for_again_first(offer):
    story = Story.from_json({"talk": {"opened": "web"}, "asked": {"name": "child_age", "child": 0, "times": 1}})
    piece = offer_search.search(offer, Story(), TODAY, topic="education")[0]
    turn = talk(offer, "mumble", story=story, near=[(piece.key, 0.8)])
    assert "utter_is_it_one_of_these" not in said(turn) and "utter_not_understood" in said(turn)


def test_a_second_question_is_answered_after_the_first(offer):
    turn = talk(offer, "money and school?", intent="ask_financial_support", also=("ask_education",))
    topics = [say.custom["offer"]["topic"] for say in turn.says if "offer" in say.custom]
    assert topics == ["financial_support", "education"]
    assert said(turn).index("utter_you_also_asked") < len(said(turn)) - 1


@pytest.mark.parametrize(
    ("text", "topic"),
    [("where can I get child benefit", "financial_support"), ("the virtual school head", "education")],
)
def test_without_the_encoder_the_words_find_it(offer, text, topic):
    assert offer_search.nearest(offer, Story(), TODAY, text, {})[0].topic == topic


def test_common_words_find_nothing(offer):
    assert offer_search.nearest(offer, Story(), TODAY, "my the and it is", {}) == []
