"""The learned net for danger: floors on examples it has not seen, and what it must never do."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.understanding.concern_last import ConcernLast
from assistant.understanding.danger_examples import FOLDER, all_examples, examples
from assistant.understanding.danger_model import MOST_READ, DangerModel, Raised, joined_with, parts_of
from assistant.understanding.danger_net import UNSURE, DangerNet
from assistant.understanding.danger_screen import CONCERN
from assistant.understanding.danger_threshold import MOST, alarms, chosen, cross_validated, sort_of

ROOT = Path(__file__).resolve().parents[2]
LONG = "We are both retired and the school is good to us. He likes football and she is learning to swim. " * 12
# Floors under what cross-validation reached on lines written by hand; they may only go up.
HEARD, EMERGENCY_HEARD, RIGHT_KIND, RIGHT_EMERGENCY = 0.5, 0.55, 0.8, 0.82


def taught():
    """The examples of the intents, as Rasa hands them to the component."""
    return [
        (line.removeprefix("- "), entry["intent"])
        for path in sorted(ROOT.glob("data/*/nlu.yml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
    ]


@pytest.fixture(scope="module")
def told():
    return all_examples(taught())


@pytest.fixture(scope="module")
def model(told):
    return DangerModel.fit(told, threshold=1.5)


@pytest.fixture(scope="module")
def unseen(told):
    return cross_validated(told)


class Always:
    """A net that always hears the same."""

    def __init__(self, raised):
        self.raised = raised

    def heard(self, text, recent=()):
        return self.raised


def net(heard):
    return DangerNet(None, None, Always(heard))


def through(component, message):
    """A message through the net and the last component."""
    ConcernLast().process(component.process([message]))
    return message


def a_message(concern=None, intent="ask_financial_support"):
    guess = {"name": intent, "confidence": 0.9}
    return Message(data={TEXT: "words", CONCERN: concern, INTENT: guess, "intent_ranking": [guess]})


def test_there_are_enough_examples_of_every_kind():
    all_of_them = examples()
    dangers = Counter((each.kind, each.urgency) for each in all_of_them if each.danger)
    kinds = yaml.safe_load((ROOT / "offer_content" / "safety.yml").read_text("utf-8"))["kinds"]
    assert set(dangers) == {(kind, urgency) for kind in kinds for urgency in ("emergency", "soon")}
    assert min(dangers.values()) >= 25
    assert sum(dangers.values()) >= 1200 and len(all_of_them) - sum(dangers.values()) >= 1500
    assert sum(each.text == each.source for each in all_of_them) >= 600, "lines written one by one"


def test_every_line_is_filled_and_stands_once():
    lines = [each.text for each in examples()]
    assert not [line for line in lines if "{" in line] and len(lines) == len(set(lines))
    assert examples() == examples(), "the same examples every time"
    assert (FOLDER / "slots.yml").exists()


def test_cross_validated_floors(unseen):
    threshold = chosen(unseen)
    by_hand = [each for each in unseen if each.example.kind and each.example.text == each.example.source]
    heard = [each for each in by_hand if each.read.score >= threshold]
    urgent = [each for each in by_hand if each.example.urgency == "emergency"]
    sure = [each for each in heard if each.read.kind]
    called_urgent = [each for each in heard if each.read.urgency == "emergency"]
    reached = {
        "threshold": threshold,
        "heard": len(heard) / len(by_hand),
        "emergency": sum(each.read.score >= threshold for each in urgent) / len(urgent),
        "right_kind": sum(each.read.kind == each.example.kind for each in sure) / len(sure),
        "right_emergency": sum(each.example.urgency == "emergency" for each in called_urgent) / len(called_urgent),
        **{sort: alarms([each for each in unseen if sort_of(each.example) == sort], threshold) for sort in MOST},
    }
    sys.stdout.write(json.dumps({name: round(share, 3) for name, share in reached.items()}))
    assert reached["heard"] >= HEARD and reached["emergency"] >= EMERGENCY_HEARD
    assert reached["right_kind"] >= RIGHT_KIND and reached["right_emergency"] >= RIGHT_EMERGENCY
    assert all(reached[sort] <= most for sort, most in MOST.items())


def test_same_examples_same_net(told, model, tmp_path):
    again = DangerModel.fit(told, threshold=1.5)
    again.save(tmp_path)
    kept = DangerModel.load(tmp_path)
    for line in [each.text for each in told[::97]]:
        assert model.read(line) == again.read(line) == kept.read(line)


def test_a_net_that_was_never_trained_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        DangerModel.load(tmp_path)
    with pytest.raises(RuntimeError):
        DangerNet(None, None).process([a_message()])


def test_the_net_never_lowers_nor_changes_what_the_screen_heard():
    concern = {"kind": "child_hurt", "urgency": "emergency", "matched": "hit"}
    for heard in (None, Raised("homeless", "soon", "words", 3.0), Raised(None, "soon", "words", 3.0)):
        message = through(net(heard), a_message(concern=dict(concern)))
        assert message.get(CONCERN) == concern and message.get(INTENT)["name"] == "tell_concern"


def test_what_the_net_hears_cannot_be_lowered():
    message = through(net(Raised("homeless", "soon", "words", 3.0)), a_message())
    assert message.get(CONCERN) == {"kind": "homeless", "urgency": "soon", "matched": "words"}
    assert message.get(INTENT) == {"name": "tell_concern", "confidence": 1.0}
    message = through(net(Raised(None, "emergency", "words", 3.0)), a_message())
    assert not message.get(CONCERN) and message.get(UNSURE), "no kind: the careful words"
    assert message.get(INTENT)["name"] == message.get("intent_ranking")[0]["name"] == "tell_concern"


def test_where_nothing_is_heard_nothing_changes():
    message = through(net(None), a_message())
    assert message.get(INTENT)["name"] == "ask_financial_support"
    assert not message.get(CONCERN) and not message.get(UNSURE)


def test_danger_in_the_last_sentence_of_a_long_message(model):
    assert model.heard(LONG) is None
    raised = model.heard(LONG + "Last night his stepdad punched him in the face again.")
    assert raised and raised.kind == "child_hurt" and raised.matched.count("football") <= 1


ODD = ["", " ", "...", "\u200b", "👍", "?", "ok", "yes", "9", "\u0430" * 5000, "x " * 4000, "\x00"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_raises_nothing(model, text):
    assert model.heard(text) is None and model.heard(text, ["", text]) is None


def test_ten_thousand_sentences_are_not_all_read():
    alone, together = parts_of("He is well. " * 400)
    assert len(alone) + len(together) <= 2 * MOST_READ


def test_messages_before_count_only_with_this_one(model):
    assert model.heard("in the face he is bleeding", ["my husband has just", "punched my grandson"]), "cut in three"
    before = "my husband has just hit me and im bleeding"
    assert model.heard("yes please", [before]) is None, "that was answered when it was said"
    assert joined_with("now", ["word " * 100]) is None
    assert joined_with("", []) is None
