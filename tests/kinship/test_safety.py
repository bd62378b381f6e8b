"""The danger screen and its words: plain danger is heard, harmless words are left, nothing breaks it."""

import hashlib
import itertools
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kinship import safety, safety_phrases
from kinship.safety_words import COUNCIL_BLOCKS, WORDS

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases_safety.yml").read_text("utf-8"))
SETS = ("held_back_safety", "held_back_safety_2")
HELD_BACK, HELD_BACK_2 = (yaml.safe_load((HERE / f"{name}.yml").read_text("utf-8")) for name in SETS)
SAID = yaml.safe_load(WORDS.read_text("utf-8"))
KINDS = safety_phrases.book().kinds
DANGERS = [
    (kind, urgency, text)
    for kind, group in CASES["danger"].items()
    for urgency, texts in group.items()
    for text in texts
]
HARMLESS = [(group, text) for group, texts in CASES["safe"].items() for text in texts]
ENTRIES = [(path.stem, entry) for path in safety_phrases.danger_files() for entry in safety_phrases.entries(path)]
ODD = [
    "",
    " ",
    "\x00\x07",
    "😭" * 3000,
    "a" * 5000,
    "he hits me " * 450,
    "\ud800",
    "ضرب" * 900,
    "not " * 1250,
    "'" * 5000,
    "." * 5000,
    "hit!" * 1250,
    "1a" * 2500,
]
PLAIN_DANGERS = ["my husband is hitting me", "she has gone missing", "he is not breathing", "I want to kill myself"]


@pytest.mark.parametrize("name", SETS)
def test_the_held_back_messages_are_the_ones_written_before_the_phrases(name):
    written = hashlib.sha256((HERE / f"{name}.yml").read_bytes()).hexdigest()
    assert written == (HERE / f"{name}.sha256").read_text().strip()


@pytest.mark.parametrize(("kind", "entry"), ENTRIES, ids=lambda part: part if isinstance(part, str) else part["reason"])
def test_every_entry_hears_its_examples_and_leaves_its_counterexamples(kind, entry):
    for text in entry["triggers"]:
        assert safety.screen(text), text
        concern = safety.by_phrases(text)
        assert concern and (concern.kind, concern.urgency) == (entry["kind"], entry["urgency"]), (text, concern)
    assert [(text, safety.by_phrases(text)) for text in entry["not"] if safety.by_phrases(text)] == []


@pytest.mark.parametrize(("kind", "urgency", "text"), DANGERS)
def test_danger_is_heard(kind, urgency, text):
    assert safety.screen(text), "no danger was heard"


def test_the_kind_and_urgency_of_most_cases_are_right():
    heard = [(kind, urgency, safety.screen(text)) for kind, urgency, text in DANGERS]
    kinds = sum(concern.kind == kind for kind, _, concern in heard) / len(heard)
    urgencies = sum(concern.urgency == urgency for _, urgency, concern in heard) / len(heard)
    assert kinds >= 0.90 and urgencies >= 0.93, f"right kind {kinds:.0%}, right urgency {urgencies:.0%}"


@pytest.mark.parametrize("case", CASES["split"], ids=lambda case: " / ".join(case["parts"]))
def test_a_message_split_in_two_is_read_whole(case):
    *before, last = case["parts"]
    concern = safety.screen(last, before)
    assert concern and (concern.kind, concern.urgency) == (case["kind"], case["urgency"])


@pytest.mark.parametrize(("group", "text"), HARMLESS)
def test_ordinary_messages_are_left_alone(group, text):
    """By every phrase; how often the weights are wrong about them is counted in test_danger_weights.py."""
    assert safety.by_phrases(text) is None


def test_danger_told_before_is_not_heard_again_in_the_next_message():
    assert safety.screen("what about Child Benefit", ["my husband is hitting me"]) is None


def test_a_child_who_said_their_age_is_answered_as_a_child():
    assert safety.screen("my uncle hits my sister", ["hi im 12"]).kind == "young_person_writing"


def test_held_back_messages_recall_at_least_97_and_false_alarms_at_most_8_in_100():
    """The phrases and these messages have one author: expect less from strangers (see benchmarks/danger.py)."""
    dangers = [text for group in HELD_BACK["danger"].values() for texts in group.values() for text in texts]
    harmless = [text for texts in HELD_BACK["safe"].values() for text in texts]
    recall = sum(safety.screen(text) is not None for text in dangers) / len(dangers)
    alarms = sum(safety.screen(text) is not None for text in harmless) / len(harmless)
    assert recall >= 0.97 and alarms <= 0.08, f"heard {recall:.1%}, false alarms {alarms:.1%}"
    for case in HELD_BACK["split"]:
        assert safety.screen(case["parts"][-1], case["parts"][:-1]), case


def test_ordinary_kinship_stories_are_left_alone_and_danger_in_other_voices_is_heard():
    """Held back too, and mostly about how a child came to live with someone: a false alarm stops that conversation."""
    dangers = [text for group in HELD_BACK_2["danger"].values() for texts in group.values() for text in texts]
    ordinary = [text for texts in HELD_BACK_2["safe"].values() for text in texts]
    recall = sum(safety.screen(text) is not None for text in dangers) / len(dangers)
    alarms = sum(safety.screen(text) is not None for text in ordinary) / len(ordinary)
    assert recall >= 0.97 and alarms <= 0.15, f"heard {recall:.1%}, false alarms {alarms:.1%}"


def test_i_want_to_kill_myself_is_an_emergency():
    assert safety.screen("I want to kill myself")[:2] == ("suicide_adult", "emergency")


@pytest.mark.parametrize("kind", KINDS)
def test_the_plainest_words_are_heard_nearly_always_as_an_emergency(kind):
    heard = [safety.screen(text) for text in CASES["plain"][kind]]
    assert len(heard) >= 20 and all(heard), [text for text in CASES["plain"][kind] if not safety.screen(text)]
    assert sum(concern.urgency == "emergency" for concern in heard) >= 17


@pytest.mark.parametrize("text", CASES["quiet"])
def test_danger_put_quietly_is_heard(text):
    assert safety.screen(text)


@pytest.mark.parametrize(
    "around",
    [
        "My mum died two years ago and {}",
        "We watched a film about horses last night and {}",
        "The other one is fine now but {}",
        "In 2019 we got an order, {}",
        "The council said no last year. {}. When are you open",
        "She used to live with her dad. How do I fill in the form, and what happens at court? {}",
    ],
)
def test_what_is_past_or_harmless_does_not_silence_a_danger_told_beside_it(around):
    dangers = [text for texts in CASES["plain"].values() for text in texts]
    assert [text for text in dangers if not safety.screen(around.format(text))] == []


def test_every_kind_has_phrases_in_both_urgencies():
    assert {(entry["kind"], entry["urgency"]) for _, entry in ENTRIES} == {
        (kind, urgency) for kind in KINDS for urgency in safety.URGENCIES
    }


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=60), max_size=5))
def test_no_text_breaks_it(text, recent):
    safety.screen(text, recent)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_and_long_texts_are_read_to_their_end(number):
    """A pattern that grows without bound would hang here: the timeout is a hard stop, not a measure."""
    heard = safety.screen(ODD[number])
    assert heard is None or heard.kind in KINDS


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(PLAIN_DANGERS))
def test_plain_danger_is_heard_whatever_stands_around_it(text, danger):
    assert safety.screen(f"{text}. {danger}. {text}")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([text for *_, text in DANGERS]), st.sampled_from(["  ", "\n", " \t "]))
def test_spaces_and_capitals_change_nothing(text, space):
    plain, dressed = safety.screen(text), safety.screen(space + text.upper() + space)
    assert (plain and plain[:2]) == (dressed and dressed[:2])


@pytest.mark.parametrize(
    "text",
    [
        "he is hittting me",
        "she has gone mising",
        "my husband is stranglin me",
        "he is SUICIDLE",
        "i want to kill my self",
        "hes ovredosed",
        "he is bleeeeding everywhere and it wont stop",
    ],
)
def test_misspelt_danger_is_heard(text):
    assert safety.screen(text)


class Shelf:
    """Every helpline, and a council with every block."""

    council = {block: {"name": "Council", "phone": "020 7946 0100", "hours": "9am to 5pm"} for block in COUNCIL_BLOCKS}

    def helpline(self, key):
        return {"name": f"Line {key}", "phone": "0808 157 0100", "hours": "Check opening times"}


EVERY = list(itertools.product(KINDS, safety.URGENCIES, ("web", "sms", "whatsapp")))
NAMES_THE_DISCLOSURE = re.compile(
    r"abus|suicid|violen|hurt|\bharm|kill|missing|\bhit|threat|rape|exploit|homeless|evict|kidnap|touch(ed|ing)", re.I
)


@pytest.mark.parametrize(("kind", "urgency", "channel"), EVERY)
def test_there_are_words_for_every_danger_on_every_channel(kind, urgency, channel):
    said = safety.words(safety.Concern(kind, urgency, "x"), channel, Shelf())
    assert (said.lines[0] == "If anyone is in danger now, call 999.") is (urgency == "emergency")
    assert said.contacts and "You can also ask here to speak to a person." in said.lines
    assert not any("{" in line or "999 by text" in line.lower() or "text 999" in line.lower() for line in said.lines)
    for sentence in re.split(r"(?<=[.?]) ", " ".join(said.lines)):
        assert len(sentence.split()) <= 20, sentence
    if channel != "web":
        assert not [line for line in said.lines if NAMES_THE_DISCLOSURE.search(line)]


def test_missing_contacts_are_left_out_and_nothing_else_is_lost():
    bare = SimpleNamespace(council=None, helpline={}.__getitem__)
    said = safety.words(safety.Concern("child_hurt", "emergency", "x"), "web", bare)
    assert said.contacts == () and said.lines[0] == SAID["first"]


def test_the_last_resort_is_said_when_the_words_cannot_be_found():
    said = safety.words(safety.Concern("no such kind", "emergency", "x"), "web", None)
    assert said.lines == tuple(SAID["last_resort"]) and "999" in said.lines[0]


def test_55_is_said_for_mobiles_only():
    for line in (line for one in SAID["kinds"].values() for group in one.values() for line in group["say"]):
        assert "55" not in line or "mobile" in line or "85258" in line
