"""Plays every journey (README.md beside this) against the real brain."""

import re
import uuid
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.yml"))
KEYS = {
    "choice",
    "say",
    "asks",
    "facts",
    "children",
    "no_facts",
    "decides",
    "decides_each",
    "offers",
    "handover",
    "concern",
    "choices",
    "mentions",
    "never",
    "story",
    "as_of",
}


def custom_of(reply, key):
    return [message["custom"][key] for message in reply["messages"] if key in message["custom"]]


def answers(facts):
    return {name: each["answer"] for name, each in facts.items()}


class Player:
    """Plays the turns of one journey and holds what every turn must hold."""

    def __init__(self, brain, journey):
        self.brain, self.journey = brain, journey
        self.conversation = f"journey-{uuid.uuid4()}"
        self.story, self.turn, self.last_texts = None, 0, []

    def play(self, step):
        unknown = set(step) - KEYS
        assert not unknown, f"Unknown keys {unknown}; README.md lists what a turn can have"
        self.turn += 1
        asked = {"choice": step["choice"]} if "choice" in step else {"text": step["say"]}
        before = self.story
        answer = self.brain.turn(
            conversation=f"{self.conversation}.1",
            turn=self.turn,
            channel=self.journey.get("channel", "web"),
            council=self.journey.get("council", "exampleshire"),
            as_of=str(step.get("as_of", "2026-11-21")),
            story=self.story,
            **asked,
        )
        assert answer.status_code == 200, answer.text
        reply = answer.json()
        self.story = reply["story"]
        self.hold(reply, before)
        self.compare(step, reply)

    def hold(self, reply, before):
        texts = [message["text"] for message in reply["messages"]]
        assert reply["ok"] and reply["turn"] == self.turn and texts and all(text.strip() for text in texts)
        assert not re.search(r"\{[a-z_]+\}|\bNone\b(?! of)|utter_", "\n".join(texts)), texts
        for message in reply["messages"]:
            for choice in message["choices"]:
                assert choice["id"] and choice["label"].strip(), choice
        if not custom_of(reply, "concern"):
            again = set(texts) & set(self.last_texts)
            assert not again, f"said twice running: {again}"
        self.last_texts = texts
        self.hold_not_asked_again(reply, before)

    def hold_not_asked_again(self, reply, before):
        """A question whose answer is in the story (before and after this turn) is not put again."""
        open_question = self.story["asked"]
        if not custom_of(reply, "asked") or open_question is None or before is None:
            return
        name, child = open_question["name"], open_question["child"] or 0
        known = self.story["family"] if name in self.story["family"] else self.story["children"][child]["facts"]
        conflict = any("which is right" in text.lower() or "Which one is right" in text for text in self.last_texts)
        assert name not in known or conflict, f"asked again: {name}"

    def compare(self, step, reply):
        texts = "\n".join(message["text"] for message in reply["messages"])
        where = (
            f"turn {self.turn}: {step.get('say', step.get('choice'))!r} was answered:\n{texts}\nfacts: {self.facts()}"
        )
        for key in set(step) - {"choice", "say", "as_of"}:
            getattr(self, f"check_{key}")(step[key], reply, texts, where)

    def facts(self):
        return [{**answers(self.story["family"]), **answers(child["facts"])} for child in self.story["children"]]

    def check_asks(self, wanted, reply, texts, where):
        asked = custom_of(reply, "asked")
        assert (asked[-1] if asked else "nothing") == wanted, f"asked {asked}, not {wanted}; {where}"

    def check_facts(self, wanted, reply, texts, where):
        first = self.facts()[0]
        assert {name: plain(first.get(name)) for name in wanted} == {n: plain(v) for n, v in wanted.items()}, where

    def check_children(self, wanted, reply, texts, where):
        now = self.facts()
        assert len(now) == len(wanted), where
        for child, facts in zip(now, wanted, strict=True):
            assert {name: plain(child.get(name)) for name in facts} == {n: plain(v) for n, v in facts.items()}, where

    def check_no_facts(self, wanted, reply, texts, where):
        assert not [name for name in wanted for child in self.facts() if name in child], where

    def check_decides(self, wanted, reply, texts, where):
        told = custom_of(reply, "decision")
        assert told, f"no result was told; {where}"
        first = told[0]
        assert first["arrangements"][0]["key"] == wanted["arrangement"], f"{first}; {where}"
        if "likelihood" in wanted:
            assert first["arrangements"][0]["likelihood"] == wanted["likelihood"], f"{first}; {where}"
        assert set(wanted.get("flags", ())) <= set(first["flags"]), f"{first}; {where}"

    def check_decides_each(self, wanted, reply, texts, where):
        told = custom_of(reply, "decision")
        each = {child: decision["arrangements"][0]["key"] for decision in told for child in decision["children"]}
        assert [each.get(index) for index in range(len(wanted))] == wanted, f"{each}; {where}"

    def check_offers(self, wanted, reply, texts, where):
        offered = custom_of(reply, "offer")
        wanted = wanted if isinstance(wanted, dict) else {"topic": wanted}
        assert any(all(each[key] == value for key, value in wanted.items()) for each in offered), f"{offered}; {where}"

    def check_handover(self, wanted, reply, texts, where):
        reasons = [each["reason"] for each in custom_of(reply, "handover")]
        assert wanted in reasons, f"{reasons}; {where}"

    def check_concern(self, wanted, reply, texts, where):
        kinds = [each["kind"] for each in custom_of(reply, "concern")]
        assert kinds == [wanted], f"{kinds}; {where}"
        assert not any(message["choices"] for message in reply["messages"]), f"no menus in danger; {where}"

    def check_choices(self, wanted, reply, texts, where):
        ids = [choice["id"] for message in reply["messages"] for choice in message["choices"]]
        assert set(wanted) <= set(ids), f"{ids}; {where}"

    def check_mentions(self, wanted, reply, texts, where):
        assert all(str(words).lower() in texts.lower() for words in wanted), where

    def check_never(self, wanted, reply, texts, where):
        assert not any(str(words).lower() in texts.lower() for words in wanted), where

    def check_story(self, wanted, reply, texts, where):
        assert wanted == "empty" and not any(self.facts()), where


def plain(value):
    """One answer may stand alone or as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def read(file):
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_journey(file, brain):
    journey = read(file)
    player = Player(brain, journey)
    for step in journey["turns"]:
        player.play(step)


def test_there_are_journeys_for_everything():
    """Each arrangement, each topic and each interruption of the design has a journey."""
    from kinship.dialogue.conversation import TOPICS

    shown = {name for file in FILES for name in read(file)["shows"]}
    arrangements = set(
        yaml.safe_load((HERE.parents[1] / "offer_content" / "arrangements.yml").read_text(encoding="utf-8"))
    )
    interruptions = {
        "ask_why",
        "not_sure",
        "correct_answer",
        "money_in_the_middle",
        "several_children",
        "start_again",
        "ask_what_i_said",
        "silence_and_return",
        "thank",
        "goodbye",
        "small_talk",
        "out_of_scope",
        "other_nation",
        "writer_parent",
        "writer_young_person",
        "writer_professional",
        "ask_for_person",
        "danger",
        "not_understood",
        "forget_me",
    }
    wanted = arrangements | {f"ask_{topic}" for topic in TOPICS} | interruptions
    assert not wanted - shown, f"no journey shows {sorted(wanted - shown)}"
    assert len(FILES) >= 60
