"""Whole conversations walked at random over the menus: every reply says something, nothing answered is asked again, and they end."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.turn_request import understood_choice
from kinship.dialogue.conversation import INTENTS, take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.safety import Concern
from kinship.story import Story

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
FREE = {
    "child_age": ["0", "4", "9", "15", "16", "17", "18"],
    "stay_started": ["2026-11-10", "2026-03"],
    "order_made": ["2019", "2025-01-05"],
    "approval_started": ["2026-08-03"],
    "stay_meant_to_end": ["2026-11-27"],
    "home_council": ["Exampleshire"],
}


@lru_cache
def responses():
    words = {}
    for file in sorted(ROOT.glob("data/*/responses.yml")):
        words |= {
            name: each[0]["text"]
            for name, each in yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items()
        }
    return words


def rendered(say):
    return say.text if say.text is not None else responses()[say.response].format(**say.fills)


class Walk:
    """A conversation without Rasa: taps, answers to open questions, and any intent in between."""

    def __init__(self, council="exampleshire"):
        self.story, self.turn, self.council, self.asked = None, 0, council, []

    def step(self, intent, facts=(), choice=None, text="words", concern=None):
        self.turn += 1
        before = self.story
        heard = Heard(
            text=text, intent=intent, facts=facts, choice=choice, concern=concern, turn=self.turn, as_of=AS_OF
        )
        talk = take_turn(heard, Story.from_json(before), shelf(self.council))
        self.story = json.loads(json.dumps(talk.story.as_json()))
        texts = [rendered(say) for say in talk.says]
        assert texts and all(text.strip() for text in texts)
        self.hold_nothing_asked_twice(talk)
        return talk

    def tap(self, choice):
        read = understood_choice(choice, choice)
        return self.step(read["intent"]["name"], read["entities"], choice, text=choice)

    def hold_nothing_asked_twice(self, talk):
        posed = [say.custom["asked"] for say in talk.says if "asked" in say.custom]
        if posed:
            open_question = talk.story.asked
            assert talk.story.answer(open_question.name, open_question.child) is None or "which_is_right" in str(
                talk.says[-1].response
            ), posed

    def menu(self):
        return [each["id"] for each in self.story["talk"].get("menu", [])]


def answer(walk, draw):
    """Answer the open question: by a tap, or freely where the answer is free."""
    asked = walk.story["asked"]["name"]
    taps = [each for each in walk.menu() if each.startswith(f"{asked}=")]
    if asked in FREE and (not taps or draw(st.booleans())):
        return walk.step("tell_situation", [{"entity": asked, "value": draw(st.sampled_from(FREE[asked]))}])
    return walk.tap(draw(st.sampled_from(taps)))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["exampleshire", None]), st.integers(1, 3))
def test_answering_question_after_question_ends_in_a_result(data, council, children):
    walk = Walk(council)
    walk.step(
        "tell_situation",
        [{"entity": "children", "value": str(children)}, {"entity": "child_lives_with_carer", "value": "yes"}],
    )
    for _ in range(14 * children):
        if walk.story["asked"] is None:
            break
        answer(walk, data.draw)
    assert walk.story["asked"] is None, walk.story["asked"]
    assert walk.story["talk"].get("result_told") or walk.story["talk"].get("writer_met")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_conversation_of_any_taps_and_interruptions_never_breaks(data):
    walk = Walk(data.draw(st.sampled_from(["exampleshire", None])))
    walk.step("greet")
    for _ in range(15):
        act = data.draw(st.sampled_from(["tap", "answer", "interrupt", "danger"]))
        if act == "answer" and walk.story["asked"]:
            asked = walk.story["asked"]["name"]
            walk.step("tell_situation", [{"entity": asked, "value": FREE.get(asked, ["not_sure"])[0]}])
        elif act == "tap" and walk.menu():
            walk.tap(data.draw(st.sampled_from(walk.menu())))
        elif act == "danger":
            talk = walk.step("tell_concern", concern=Concern("child_hurt", "emergency", "x"))
            assert not any(say.choices for say in talk.says) and "999" in rendered(talk.says[0])
        else:
            walk.step(data.draw(st.sampled_from(sorted(INTENTS))))


@pytest.mark.parametrize("intent", sorted(INTENTS))
@pytest.mark.parametrize("council", ["exampleshire", None])
def test_anything_can_be_the_first_message(intent, council):
    Walk(council).step(intent)


@pytest.mark.parametrize(
    "intent",
    sorted(set(INTENTS) - {"tell_situation", "affirm", "deny", "correct_answer", "nlu_fallback", "start_again"}),
)
def test_the_same_thing_said_twice_is_not_answered_in_the_same_words(intent):
    walk = Walk()
    for _ in ("greet", "yes", "grandparent"):
        if walk.story is None:
            walk.step("greet")
        else:
            walk.tap(walk.menu()[0])
    first = [rendered(say) for say in walk.step(intent).says]
    second = [rendered(say) for say in walk.step(intent).says]
    assert not set(first) & set(second), set(first) & set(second)


def entity(name, value, group=None):
    return {"entity": name, "value": value, **({"group": group} if group else {})}


def facts(walk, child):
    return {name: each["answer"] for name, each in walk.story["children"][child]["facts"].items()}


def test_what_is_said_of_one_child_replaces_what_was_said_of_all_in_the_same_breath():
    walk = Walk()
    walk.step(
        "tell_situation",
        [
            entity("order_in_force", "special_guardianship_order"),
            entity("looked_after_before_order", "yes"),
            entity("child_age", "9", "age:9"),
            entity("child_age", "4", "age:4"),
            entity("order_in_force", "none", "age:4"),
        ],
    )
    assert (
        facts(walk, 0)["order_in_force"] == "special_guardianship_order" and facts(walk, 1)["order_in_force"] == "none"
    )
    assert "looked_after_before_order" in facts(walk, 0) and "looked_after_before_order" not in facts(walk, 1)


def test_a_corrected_age_is_that_of_the_child_it_is_nearest_to():
    walk = Walk()
    walk.step("tell_situation", [entity("child_age", "9", "age:9"), entity("child_age", "4", "age:4")])
    walk.step("correct_answer", [entity("child_age", "5")])
    assert [facts(walk, child)["child_age"] for child in (0, 1)] == ["9", "5"]


def test_two_situations_of_the_parents_told_at_once_are_both_kept():
    walk = Walk()
    walk.step("tell_situation", [entity("parents_situation", "in_prison"), entity("parents_situation", "unwell")])
    assert facts(walk, 0)["parents_situation"] == ["in_prison", "unwell"]
