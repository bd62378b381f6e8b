"""The learned half of the door's screen: what it hears, what it leaves alone, and that it is made of today's examples."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kinship import danger_net, safety, safety_phrases
from kinship.danger_features import GROWN, MOST_READ, YOUNG, parts, plain
from kinship.danger_groups import FILE, group_of
from kinship.safety_phrases import book
from kinship.safety_text import clean, read

HERE = Path(__file__).parent
SETS = [yaml.safe_load((HERE / name).read_text("utf-8")) for name in ("cases_safety.yml", "cases_safety_2.yml")]
ANY_ORDER = yaml.safe_load((HERE / "cases_safety_any_order.yml").read_text("utf-8"))
CALM = "We are both retired and the school is good to us. He likes football and she is learning to swim. " * 12


def tokens(text):
    return read(clean(text), book().spelling)


def flat(group):
    return [text for each in group.values() for text in (each if isinstance(each, list) else flat(each))]


def test_danger_that_no_phrase_was_written_for_is_heard():
    dangers = [text for each in (*SETS, ANY_ORDER) for text in flat(each["danger"])]
    heard = sum(safety.by_weights(text) is not None for text in dangers) / len(dangers)
    assert heard >= 0.6, f"the weights alone heard {heard:.1%} of {len(dangers)}"


def test_harmless_neighbours_of_danger_are_mostly_left_alone():
    """Written to be mistaken for danger, and not among what the weights were made of."""
    harmless = [*flat(SETS[0]["safe"]), *flat(SETS[1]["safe"]), *ANY_ORDER["harmless"]]
    raised = sum(safety.screen(text) is not None for text in harmless) / len(harmless)
    assert raised <= 0.10, f"false alarms {raised:.1%} of {len(harmless)}"


def test_danger_in_the_last_sentence_of_a_long_message():
    assert safety.screen(CALM) is None
    raised = safety.by_weights(CALM + "Last night his stepdad punched him in the face again.")
    assert raised and raised.kind == "child_hurt" and "football" not in raised.matched


def test_a_message_cut_in_three_is_weighed_as_one_and_what_was_answered_is_not_weighed_again():
    assert safety.by_weights("in the face he is bleeding", ["my husband has just", "punched my grandson"])
    assert safety.by_weights("yes please", ["my husband has just hit me and im bleeding"]) is None


def test_a_phrase_is_not_heard_where_the_weights_are_all_but_certain_of_the_contrary(monkeypatch):
    text = "grief is love with nowhere to go"
    assert safety.by_phrases(text) is None
    monkeypatch.setattr(safety, "LEAST", -50.0)
    assert safety.by_phrases(text)


def test_of_another_language_the_weights_say_nothing_so_its_phrases_are_heard():
    foreign = [text for path, entry in ENTRIES if path == "foreign" for text in entry["triggers"]]
    assert len(foreign) >= 25 and all(safety.by_phrases(text) for text in foreign)


ENTRIES = [(path.stem, entry) for path in safety_phrases.danger_files() for entry in safety_phrases.entries(path)]


def test_who_says_how_old_they_are_is_told_apart():
    assert (
        YOUNG in plain(tokens("im 13")) and GROWN in plain(tokens("I'm 61")) and YOUNG not in plain(tokens("he is 9"))
    )
    concern = safety.by_weights("im 13 and my mums boyfriend keeps coming in my room at night")
    assert concern.kind == safety.WRITER


def test_the_likeliest_kind_is_named_only_where_it_is_likely_enough():
    learned = danger_net.net()
    kind, sure, _ = learned.label(plain(tokens("he has taken all his tablets and wont wake up")))
    assert kind in learned.kinds and isinstance(sure, bool)
    assert not learned.label(("qzx",))[1], "of a word it never saw it is sure of nothing"


def test_ten_thousand_sentences_are_not_all_read():
    assert len(parts(tokens("He is well. " * 5000))) <= 2 * MOST_READ + 1


def test_without_its_weights_the_phrases_still_hear(monkeypatch, tmp_path, caplog):
    def missing():
        return danger_net.DangerNet(json.loads((tmp_path / "none.json").read_text()))

    monkeypatch.setattr(safety, "net", missing)
    assert safety.screen("my husband is hitting me") and safety.screen("hello") is None
    assert "weights_unreadable" in caplog.text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_can_be_weighed_and_always_gets_the_same_answer(text, recent):
    first = safety.by_weights(text, recent)
    assert first == safety.by_weights(text, recent)
    assert first is None or first.urgency in safety.URGENCIES


def test_a_word_is_known_by_its_neighbours():
    """No word is in two groups, and words of one meaning are in one."""
    known = group_of()
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        assert len(" ".join(json.load(file)).split()) == len(known) > 20_000
    assert known["knife"] == known["machete"] != known["tablets"] == known["pills"]


@pytest.mark.parametrize("view", ["words", "letters", "signs", "groups"])
def test_the_weights_are_whole(view):
    with gzip.open(danger_net.WEIGHTS, "rt", encoding="utf-8") as file:
        told = json.load(file)
    here = told["views"][view]
    assert len(here["names"]) == len(here["rarity"]) == len(here["weight"]) == len(set(here["names"])) > 100
    assert set(told["kinds"]) == set(book().kinds)
