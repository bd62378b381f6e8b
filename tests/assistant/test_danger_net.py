"""The learned nets for danger: their examples, the second net in Rasa, and what neither may ever do."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.understanding import danger_meaning
from assistant.understanding import danger_net as component
from assistant.understanding.concern_last import ConcernLast
from assistant.understanding.danger_examples import FOLDER, all_examples, examples, told_by_intents
from assistant.understanding.danger_fit import made_of
from assistant.understanding.danger_meaning import DangerMeaning, heard
from assistant.understanding.danger_net import DangerNet
from assistant.understanding.danger_screen import CONCERN, DangerScreen
from assistant.understanding.sentence_encoder import SentenceEncoder
from kinship.danger_net import WEIGHTS, Reading, net

ROOT = Path(__file__).resolve().parents[2]
CALM = "We are both retired and the school is good to us. He likes football and she is learning to swim. " * 8
EVERY = 9  # one example in so many teaches the net of these tests: it is learnt in seconds


@pytest.fixture(scope="module")
def told():
    return all_examples(told_by_intents(ROOT))


@pytest.fixture(scope="module")
def encoder():
    found = SentenceEncoder.load(tuned=True)
    assert found, "the sentence encoder is part of what `make test` builds"
    return found


@pytest.fixture(scope="module")
def meaning(told, encoder):
    return DangerMeaning.learn(encoder, told[::EVERY])


def through(net_in_rasa, message):
    """A message through the net and the last component."""
    ConcernLast().process(net_in_rasa.process([message]))
    return message


def a_message(text="words", concern=None, intent="ask_financial_support"):
    guess = {"name": intent, "confidence": 0.9}
    return Message(data={TEXT: text, CONCERN: concern, INTENT: guess, "intent_ranking": [guess]})


def always(monkeypatch, raised):
    """The component, with a net that always hears the same."""
    monkeypatch.setattr(component, "heard", lambda *_: raised)
    return DangerNet(object())


def test_there_are_enough_examples_of_every_kind():
    all_of_them = examples()
    dangers = Counter((each.kind, each.urgency) for each in all_of_them if each.danger)
    kinds = yaml.safe_load((ROOT / "offer_content" / "safety.yml").read_text("utf-8"))["kinds"]
    assert set(dangers) == {(kind, urgency) for kind in kinds for urgency in ("emergency", "soon")}
    assert min(dangers.values()) >= 45
    assert sum(dangers.values()) >= 4000 and len(all_of_them) - sum(dangers.values()) >= 5000


def test_every_line_is_filled_and_stands_once():
    lines = [each.text for each in examples()]
    assert not [line for line in lines if "{" in line] and len(lines) == len(set(lines))
    assert examples() == examples(), "the same examples every time"
    assert (FOLDER / "slots.yml").exists()


def test_the_weights_of_both_nets_are_made_of_todays_examples():
    with gzip.open(WEIGHTS, "rt", encoding="utf-8") as file:
        assert json.load(file)["made_of"] == made_of(), (
            "kinship/danger_net.json.gz is of other examples: make danger-net"
        )
    assert danger_meaning.made_of() == made_of(), "danger_meaning.npz is of other examples: make danger-net"


def test_the_shipped_net_of_meaning_is_of_this_encoder(encoder):
    assert DangerMeaning.load(encoder) is not None, "learnt with another encoder: make danger-net"


def test_the_net_never_lowers_nor_changes_what_the_screen_heard(monkeypatch):
    concern = {"kind": "child_hurt", "urgency": "emergency", "matched": "hit"}
    for raised in (None, (Reading(9.0, "homeless", True, "soon", 0, 1), "words")):
        message = through(always(monkeypatch, raised), a_message(concern=dict(concern)))
        assert message.get(CONCERN) == concern and message.get(INTENT)["name"] == "tell_concern"


def test_what_the_net_hears_cannot_be_lowered(monkeypatch):
    raised = Reading(9.0, "homeless", False, "soon", 0, 1), "words"
    message = through(always(monkeypatch, raised), a_message())
    assert message.get(CONCERN) == {"kind": "homeless", "urgency": "soon", "matched": "words", "sure": False}
    assert message.get(INTENT) == {"name": "tell_concern", "confidence": 1.0}
    assert message.get("intent_ranking")[0]["name"] == "tell_concern"


def test_where_nothing_is_heard_nothing_changes(monkeypatch):
    message = through(always(monkeypatch, None), a_message())
    assert message.get(INTENT)["name"] == "ask_financial_support" and not message.get(CONCERN)


def test_without_the_encoder_the_net_is_silent_and_the_screen_still_hears():
    text = "my husband is hitting me"
    message = through(DangerNet(), DangerScreen().process([a_message(text)])[0])
    assert message.get(CONCERN)["kind"] == "domestic_abuse"
    assert not through(DangerNet(), a_message("we are all well")).get(CONCERN)


def test_it_hears_by_meaning(meaning):
    near, far = meaning.scores(
        ["our wee one got walloped by her daddy today", "please post me the form about school trips"]
    )
    assert near > far + 1


def test_the_same_examples_make_the_same_net_and_it_is_kept_whole(told, encoder, meaning, tmp_path):
    again = DangerMeaning.learn(encoder, told[::EVERY])
    again.save(tmp_path / "kept.npz")
    kept = DangerMeaning.load(encoder, tmp_path / "kept.npz")
    texts = [each.text for each in told[:: EVERY * 40]]
    assert np.allclose(meaning.scores(texts), again.scores(texts))
    assert np.allclose(meaning.scores(texts), kept.scores(texts))


def test_a_net_learnt_with_another_encoder_is_not_used(meaning, encoder, tmp_path):
    class Other:
        name = "another"

    meaning.save(tmp_path / "kept.npz")
    assert DangerMeaning.load(Other(), tmp_path / "kept.npz") is None
    assert DangerMeaning.load(encoder, tmp_path / "nowhere") is None


def test_danger_in_the_last_sentence_of_a_long_message(meaning):
    assert heard(CALM, net(), meaning) is None
    raised = heard(CALM + "Last night his stepdad punched him in the face again.", net(), meaning)
    assert raised and raised[0].kind == "child_hurt" and "football" not in raised[1]


def test_a_phrase_too_weak_to_speak_at_the_door_lowers_what_the_meaning_needs(monkeypatch):
    weak = (net().threshold_with_phrase + net().threshold_with_meaning) / 2
    monkeypatch.setattr(
        danger_meaning, "most_dangerous", lambda tokens, *_: Reading(weak, "homeless", True, "soon", 0, len(tokens))
    )
    assert heard("my husband hit me", net(), None)
    assert heard("my husband made tea", net(), None) is None


ODD = ["", " ", "...", "\u200b", "👍", "?", "ok", "yes", "9", "\u0430" * 5000, "x " * 4000, "\x00"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_raises_nothing(meaning, text):
    assert heard(text, net(), meaning) is None


def test_what_must_be_heard_is_an_example(told):
    """The cases of the safety tests and the examples say the same: the weights may silence no line that must be heard."""
    heard_as_examples = {example.text.lower() for example in told if example.danger}
    cases = [
        yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "tests/kinship").glob("cases_safety*.yml"))
    ]
    must = [text for case in cases for kinds in case["danger"].values() for texts in kinds.values() for text in texts]
    assert len(must) > 1000
    assert [text for text in must if text.lower() not in heard_as_examples] == [], (
        "Mend: add them to danger_examples/<kind>_4.yml"
    )
