"""The learned reader of facts: its weights belong to its clauses, and it adds only what the rules have nothing for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.understanding import fact_meaning, learned_facts
from assistant.understanding.fact_examples import FOLDER, made_of, written
from assistant.understanding.fact_meaning import WEIGHTS, FactMeaning
from assistant.understanding.facts import extract
from assistant.understanding.message_text import read

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
FACTS = yaml.safe_load((ROOT / "kinship" / "facts.yml").read_text("utf-8"))
LARGEST = 1_500_000  # bytes

# Words that no pattern reads, and what they tell.
HEARD = [
    ("had a stroke and could not manage her no more", "parents_situation", "unwell"),
]
# Asked, supposed, denied, over, or of somebody else: nothing is told.
NOTHING_TOLD = [
    "if his mum died would he come to me",
    "would the council place her with me?",
    "his mum has never been on drugs",
    "i wish she was happy for him to be here",
    "do i have to be a foster carer?",
    "what happens if the police bring him here",
    "can she sign a section 20?",
    "the gas man came to check the boiler",
    "what time do you open",
    "it is half term next week",
]


@pytest.fixture(scope="module")
def reader():
    found = fact_meaning.fact_meaning()
    assert found, "the sentence encoder is part of what `make test` builds"
    return found


def test_the_weights_are_made_of_these_clauses():
    assert fact_meaning.made_of() == made_of(), "mend: python -m assistant.understanding.fact_fit"
    assert WEIGHTS.stat().st_size < LARGEST


def test_there_are_enough_clauses_and_their_answers_are_known():
    clauses = written()
    assert len(clauses) >= 1500 and len({example.words for example in clauses}) >= 1500
    for path in FOLDER.glob("*.yml"):
        for heading in yaml.safe_load(path.read_text("utf-8")):
            fact, _, answer = heading.partition("=") if "=" in heading else (path.stem, "", heading)
            if heading not in {"none", "nothing_told"}:
                assert answer in map(str, FACTS[fact]["answers"]), f"{path.name}: {heading}"


def test_every_answer_it_can_give_is_known(reader):
    assert all(answer in map(str, FACTS[fact]["answers"]) for fact, answer in reader.heads.answers)


@pytest.mark.parametrize(("text", "fact", "answer"), HEARD)
def test_it_hears_what_no_pattern_reads(text, fact, answer):
    entity = next(each for each in extract(text, AS_OF) if each["entity"] == fact)
    assert entity["value"] == answer and entity["certainty"] == "read"
    assert text[entity["start"] : entity["end"]] == text


@pytest.mark.parametrize("text", NOTHING_TOLD)
def test_nothing_is_heard_where_nothing_is_told(text, reader):
    assert reader.heard(read(text)) == []


def test_what_the_rules_read_stands():
    text = "she asked me to"
    ruled = {"entity": "who_arranged", "value": "nobody", "start": 0, "end": 4}
    assert learned_facts.learned(read(text), [], None)
    assert learned_facts.learned(read(text), [ruled], None) == []


def test_a_short_reply_tells_only_what_was_asked():
    told = read("had a stroke and could not manage her no more")
    assert learned_facts.learned(told, [], "social_worker_involved") == []
    assert learned_facts.learned(told, [], "parents_situation")


def test_without_the_encoder_or_with_another_only_the_rules_read(monkeypatch, reader):
    class Another:
        name = "another encoder"

        def encode(self, texts):
            raise AssertionError

    assert FactMeaning.load(Another()) is None
    monkeypatch.setattr(learned_facts, "fact_meaning", lambda: None)
    assert learned_facts.learned(read("she asked me to"), [], None) == []
