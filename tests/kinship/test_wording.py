"""Two lists that must agree: what the dialogue names and what the content words."""

import ast
from pathlib import Path

import pytest
import yaml

from kinship.answers import words
from kinship.dialogue import arrangement, conversation, questions
from kinship.facts import vocabulary

ROOT = Path(__file__).resolve().parents[2]
DIALOGUE = ROOT / "kinship" / "dialogue"


def responses():
    found = {}
    for file in sorted(ROOT.glob("data/*/responses.yml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))["responses"]
    return found


def named():
    """Every response name written whole in the dialogue's code."""
    for file in DIALOGUE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith("utter_")
                and node.value not in ("utter_ask_", "utter_why_")
            ):
                yield node.value


def expected():
    names = set(named())
    for fact in vocabulary():
        names |= {f"utter_ask_{fact}", f"utter_ask_{fact}_again", f"utter_why_{fact}"}
    for fact in questions.WORDED_FOR_ALL:
        names |= {f"utter_ask_{fact}_all", f"utter_ask_{fact}_all_again"}
    names.add(f"utter_ask_{questions.OPENER}_known")
    names |= {f"{name}_again" for name in conversation.WORDED_TWICE | {"utter_person", "utter_person_no_council"}}
    results = [
        f"utter_result_{sure}{of_child}" for sure in ("certain", "likely", "open") for of_child in ("", "_of_child")
    ]
    return names | {*results, *(f"{name}_again" for name in results)}


def test_every_response_that_is_named_has_words_and_the_reverse():
    assert expected() == set(responses())


@pytest.mark.parametrize("name", sorted(responses()))
def test_a_response_has_one_wording_for_all_channels_and_perhaps_one_for_texts(name):
    """The wording for all comes first: the hub asks a question of its own with it (kinship/putting_right.py)."""
    first, *others = responses()[name]
    assert set(first) == {"text"} and first["text"].strip()
    assert all(set(each) == {"channel", "text"} and each["text"].strip() for each in others)
    channels = [each["channel"] for each in others]
    assert set(channels) <= {"sms", "whatsapp"} and len(set(channels)) == len(channels)


@pytest.mark.parametrize("fact", list(vocabulary()))
def test_every_answer_has_a_label_and_a_way_to_be_said_back(fact):
    known = words()[fact]
    for answer in vocabulary()[fact].answers:
        assert known[answer]["label"] and len(known[answer]["label"]) <= 46, (fact, answer)
        assert known[answer]["said_back"], (fact, answer)
    assert known["not_sure"]["label"] and words()["about"][fact]


def test_no_words_for_answers_that_do_not_exist():
    shared = {"not_sure", "age", "under_1", "date", "name", "unborn"}
    for fact in vocabulary():
        stray = set(words()[fact]) - set(vocabulary()[fact].answers) - shared
        assert not stray, f"offer_content/answers.yml, {fact}: {sorted(stray)} is not an answer of kinship/facts.yml"


def test_short_lists_offer_only_answers_there_are():
    for fact, answers in questions.SHORT_LISTS.items():
        assert set(answers) <= set(vocabulary()[fact].answers) | {"unborn"}


def test_topics_intents_rules_and_domain_agree():
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {name for each in domain["intents"] for name in each}
    rules = {}
    for file in sorted(ROOT.glob("data/*/rules.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            rules[rule["steps"][0]["intent"]] = (file.parent.name, rule["steps"][1]["action"])
    assert set(rules) == intents == set(conversation.INTENTS)
    assert all(action == f"action_{skill}" for skill, action in rules.values())
    topics = set(yaml.safe_load((ROOT / "offer_content" / "topics.yml").read_text(encoding="utf-8")))
    assert topics == set(conversation.TOPICS)
    assert set(domain["entities"]) == {*vocabulary(), "children"}


def test_every_intent_but_the_fallback_has_examples():
    taught = set()
    for file in sorted(ROOT.glob("data/*/nlu/*.yml")):
        for each in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            taught.add(each["intent"])
    assert taught == set(conversation.INTENTS) - {"nlu_fallback"}


def test_writers_who_are_not_the_carer_are_met():
    assert set(arrangement.MET) == set(vocabulary()["writer"].answers) - {"carer"} and set(
        arrangement.NOT_THE_CARER
    ) < set(arrangement.MET)
