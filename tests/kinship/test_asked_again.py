"""The same question in words a second time: an amount is told once more before the rest of the piece, and "more" gives only the rest."""

from __future__ import annotations

from datetime import date

import pytest

from kinship.dialogue.conversation import take_turn
from kinship.dialogue.turn import Heard
from kinship.local_offer import shelf
from kinship.story import Story

TODAY = date(2026, 11, 21)
AN_AUNT = {
    "child_lives_with_carer": "yes",
    "carer_relationship": "aunt_or_uncle",
    "child_age": "5",
    "order_in_force": "none",
    "who_arranged": "parent_or_family",
}
REST = ["utter_offer_decides", "utter_offer_cost", "utter_offer_source"]


def told_in(turns):
    """What is said in each of the turns: (intent, words)."""
    story, out = Story.from_json({"talk": {"opened": "web"}, "children": [{"facts": AN_AUNT}]}), []
    for number, (intent, text) in enumerate(turns, start=2):
        turn = take_turn(
            Heard(text=text, intent=intent, as_of=TODAY, turn=number, channel="web"), story, shelf("exampleshire")
        )
        story = turn.story
        out.append(turn.says)
    return out


@pytest.mark.parametrize(
    ("turns", "again"),
    [
        ([("ask_financial_support", "how much is child benefit")] * 2, ["utter_offer_once_more", *REST]),
        ([("ask_financial_support", "how much is child benefit"), ("ask_more", "tell me more")], REST),
        ([("ask_family_time", "when can his mum see him")] * 2, REST),
    ],
    ids=["an amount", "more", "no amount"],
)
def test_asked_again(turns, again):
    first, second = told_in(turns)
    assert "utter_offer" in [say.response for say in first]
    assert [say.response for say in second if say.response in {*again, "utter_offer", "utter_offer_once_more"}] == again


def test_the_amount_is_the_one_that_was_told():
    first, second = told_in([("ask_financial_support", "how much is child benefit")] * 2)
    offered = next(say for say in first if say.response == "utter_offer")
    again = next(say for say in second if say.response == "utter_offer_once_more")
    assert "£" in again.fills["what"] and again.fills["what"] == offered.fills["what"]
