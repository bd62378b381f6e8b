"""Danger told in any order of words (phrases under `together`), and the cost of hearing it."""

from pathlib import Path

import pytest
import yaml

from kinship import safety

CASES = yaml.safe_load((Path(__file__).parent / "cases_safety_any_order.yml").read_text("utf-8"))
DANGERS = [text for kinds in CASES["danger"].values() for texts in kinds.values() for text in texts]
SPLIT = [parts for group in CASES["split"].values() for parts in group]


@pytest.mark.parametrize("text", DANGERS)
def test_danger_is_heard_in_any_order(text):
    assert safety.screen(text)


@pytest.mark.parametrize("parts", SPLIT, ids=" / ".join)
def test_danger_split_over_three_messages_is_heard(parts):
    assert safety.screen(parts[-1], parts[:-1])


@pytest.mark.parametrize("text", CASES["harmless"])
def test_what_only_sounds_like_danger_is_left_alone(text):
    assert safety.by_phrases(text) is None


def test_danger_in_the_last_sentence_of_300_words_is_heard():
    filler = "We filled in the forms for nursery and the uniform grant last week. " * 25
    assert safety.screen(filler + "Dad kicked off and chucked him down the stairs.")


def test_a_knife_held_against_the_family_is_not_read_as_self_harm():
    assert safety.screen("he has a knife and is going to kill us").kind in ("threats", "domestic_abuse")
