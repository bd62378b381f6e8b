"""The table of conversations (cases_summary.yml) and what the card says of each, to the adviser and to the carer."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship.facts import vocabulary
from kinship.summary_for_adviser import for_adviser
from kinship.summary_for_carer import corrections, for_carer
from tests.kinship.told_card import AS_OF, OURS, held, play

CASES = yaml.safe_load(Path(__file__).with_name("cases_summary.yml").read_text(encoding="utf-8"))
PARTS = {"name", "said", "held", "as_of", "adviser", "adviser_not", "carer", "carer_not", "dates", "change"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_card_says_what_was_told(case):
    assert set(case) <= PARTS
    card = play(case["said"], case.get("as_of", AS_OF)).card(**held(case))
    lines = for_adviser(card, OURS)
    for section, parts in case.get("adviser", {}).items():
        there = [line.text for line in lines if line.section == section and not line.title]
        for part in parts:
            assert any(part in text for text in there), (section, part, there)
    said = [line.text for line in for_carer(card, OURS)]
    for part in case.get("carer", ()):
        assert any(part in text for text in said), (part, said)
    for part in case.get("adviser_not", ()):
        assert not [line.text for line in lines if part in line.text], part
    for part in case.get("carer_not", ()):
        assert not [text for text in said if part in text], part
    if "dates" in case:
        assert {each.id: span(each) for each in card.dates} == case["dates"]
    if "change" in case:
        assert sorted(choice.id for choice in corrections(card)) == case["change"]


def span(deadline):
    days = [day.isoformat() for day in (deadline.earliest, deadline.latest)]
    return days[0] if days[0] == days[1] else days


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_section_stands_on_the_advisers_card_with_something_in_it(case):
    lines = for_adviser(play(case["said"]).card(**held(case)), OURS)
    titled = [line.section for line in lines if line.title]
    assert len(titled) == len(set(titled)) == 14
    assert {line.section for line in lines if not line.title} == set(titled)
    assert all(line.text.strip() and "{child}" not in line.text for line in lines)


def test_every_fact_of_the_vocabulary_is_on_the_card_once_for_whom_it_is_about():
    card = play(CASES[2]["said"]).card()
    for name, fact in vocabulary().items():
        of = [line.child for line in card.facts if line.fact == name]
        assert of == ([None] if fact.scope == "family" else [0, 1])


def test_the_last_three_messages_are_verbatim_and_no_taps():
    told = play(
        [{"words": words, "intent": "small_talk"} for words in ("one", "two  {x}", "three\nlines", "four ' \" <b>")]
    )
    told.tap("order_in_force=none")
    card = told.card()
    assert [each.text for each in card.last] == ["two  {x}", "three\nlines", "four ' \" <b>"]
    shown = [line.text for line in for_adviser(card, OURS) if line.section == "last" and not line.title]
    assert all(each.text in line for each, line in zip(card.last, shown, strict=True))
    assert [each.seq for each in card.last] == [3, 5, 7]


def test_a_turn_that_heard_several_messages_names_them_all():
    told = play([{"words": "first part", "tells": [{"child_age": "6"}]}])
    told.messages[1:] = [
        type(told.messages[0])(2, "contact", "second part", told.messages[0].at),
        type(told.messages[0])(3, "contact", "Ask for a call back", told.messages[0].at, choice="hub:callback"),
        told.messages[1],
    ]
    told.turns[1] = (1, 3)
    line = told.card().fact("child_age", 0)
    assert (line.seqs, line.said) == ((1, 2), "first part\nsecond part")


def test_a_message_that_is_not_on_record_is_not_made_up():
    told = play([{"words": "he is 6", "tells": [{"child_age": "6"}]}, {"tap": "order_in_force=none"}])
    told.turns.clear()
    card = told.card()
    assert (card.fact("child_age", 0).seqs, card.fact("child_age", 0).said) == ((), "he is 6")
    assert (card.fact("order_in_force", 0).seqs, card.fact("order_in_force", 0).said) == ((), "")
    lines = [line.text for line in for_adviser(card, OURS)]
    assert "Age: 6 (heard in their words, not confirmed; message not on record: “he is 6”)" in lines


def test_what_the_carer_was_told_before_a_correction_is_named():
    told = play(CASES[1]["said"])
    told.tap("order_in_force=change")
    told.tap("order_in_force=special_guardianship_order")
    told.story.talk["told"] = [["informal_kinship_care"]]
    lines = [line.text for line in for_adviser(told.card(), OURS)]
    assert "The carer was last told: Informal kinship care. What is known has changed since." in lines


def test_a_time_is_told_as_it_is_in_england():
    told = play([{"words": "he is 6", "tells": [{"child_age": "6"}]}], date(2026, 7, 1))
    told.messages[0] = type(told.messages[0])(1, "contact", "he is 6", told.messages[0].at.replace(month=7, hour=23))
    assert "22 July 2026, 00:01: “he is 6”" in [line.text for line in for_adviser(told.card(), OURS)]
