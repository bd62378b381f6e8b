"""A question in words outside the dialogue, and typed answers to it: only what is plainly an answer is one."""

import pytest

from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.facts import vocabulary
from kinship.local_offer import shelf
from kinship.putting_right import children_to_ask, put_right, question, typed
from kinship.story import Answer, Asked, Child, Story, accepts
from kinship.summary_facts import of_message

OURS = shelf("exampleshire")
TWO = Story(children=[Child(facts={"child_age": Answer("9")}), Child(facts={"child_age": Answer("4")})])


@pytest.mark.parametrize("fact", list(vocabulary()))
@pytest.mark.parametrize("story, child", [(Story(), None), (Story(), 0), (TWO, None), (TWO, 1)])
def test_every_fact_can_be_asked_for(fact, story, child):
    before = story.as_json()
    asked = question(story, fact, child, OURS)
    assert asked.text and "{" not in asked.text
    assert asked.choices[-1].id == f"{fact}=not_sure" and all(
        accepts(fact, each.id.partition("=")[2]) for each in asked.choices
    )
    assert story.as_json() == before


@pytest.mark.parametrize(
    "fact, said, answer",
    [
        ("child_age", "9", "9"),
        ("child_age", "he's 9", "9"),
        ("child_age", "she is 12 now", "12"),
        ("child_age", "14 years old", "14"),
        ("child_age", "6yrs", "6"),
        ("child_age", "3 months", "0"),
        ("child_age", "under one", "0"),
        ("child_age", "not born yet", "unborn"),
        ("child_age", "not sure", "not_sure"),
        ("child_age", "9 and 4", None),
        ("child_age", "he was 9 when he came, 10 now", None),
        ("child_age", "why", None),
        ("stay_started", "14 March 2025", "2025-03-14"),
        ("stay_started", "on the 14th of march 2025", "2025-03-14"),
        ("stay_started", "14/3/25", "2025-03-14"),
        ("stay_started", "Sept 2025", "Sept 2025"),
        ("stay_started", "Sep 2025", "2025-09"),
        ("stay_started", "2024", "2024"),
        ("stay_started", "just before Easter", "just before Easter"),
        ("stay_started", "last Friday", "last Friday"),
        ("stay_started", "dont know", "not_sure"),
        ("stay_started", "his mum brought him", None),
        ("stay_started", "is that the order or the stay?", None),
        ("stay_started", "31/31/2025", "31/31/2025"),
        ("home_council", "I live in York", "York"),
        ("home_council", "the city of york council", "York"),
        ("home_council", "no", None),
        ("home_council", "somewhere else entirely from what you wrote", None),
        ("who_arranged", "a parent or the family", "parent_or_family"),
        ("who_arranged", "2", "council_or_police"),
        ("who_arranged", "it was my daughter I suppose", None),
        ("carer_relationship", "great aunt or great uncle", "great_aunt_or_uncle"),
        ("carer_relationship", "step-grandparent", "step_grandparent"),
        ("court_in_progress", "yes", "yes"),
        ("court_in_progress", "nope", "no"),
        ("council_pointers", "2 and 3", ["signed_section_20", "told_not_to_return_child"]),
        ("order_in_force", "2 and 3", None),
        ("order_in_force", "none", "none"),
    ],
)
def test_a_typed_answer(fact, said, answer):
    assert typed(fact, said, question(Story(), fact, 0, OURS).choices) == answer


@pytest.mark.parametrize(
    "fact, whom",
    [
        ("home_council", []),
        ("child_age", [(0, "The 9-year-old"), (1, "The 4-year-old")]),
        ("order_in_force", [(0, "The 9-year-old"), (1, "The 4-year-old"), (None, "The children")]),
    ],
)
def test_whom_it_is_about(fact, whom):
    assert children_to_ask(TWO, fact) == whom and children_to_ask(Story(), fact) == []


def test_put_right_it_stands_and_is_no_longer_asked():
    story = Story(children=[Child(facts={"who_arranged": Answer("nobody", 2, "it just happened", True)})])
    story.asked, story.talk = Asked("who_arranged", 0), {"conflict": {"fact": "who_arranged"}, "n": 1}
    put_right(story, "who_arranged", "parent_or_family", 0, turn=of_message(7), words="A parent or the family")
    assert story.answer("who_arranged", 0) == Answer("parent_or_family", -7, "A parent or the family", True)
    assert story.asked is None and story.talk == {"n": 1}
    assert Story.from_json(story.as_json()).answer("who_arranged", 0).turn == -7


def test_the_assistant_goes_on_from_the_fact_that_was_put_right():
    story = Story()
    for fact, value in {"carer_relationship": "grandparent", "child_age": "6", "order_in_force": "none"}.items():
        story.add(fact, Answer(value, 1, "x", True))
    put_right(story, "order_in_force", "special_guardianship_order", None, turn=of_message(9), words="SGO")
    talk = take_turn(Heard("what kind is it", "ask_which_arrangement", turn=3), story, OURS)
    assert talk.story.answer("order_in_force", 0).value == "special_guardianship_order"
    assert "utter_ask_order_in_force" not in [each.response for each in talk.says]
