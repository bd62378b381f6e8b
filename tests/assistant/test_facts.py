"""Reading facts: the cases a practitioner wrote, what must hold for any text at all, and the messages kept apart."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding.facts import extract
from benchmarks.reading import scores
from benchmarks.reading.labelled import held_back
from benchmarks.reading.noise import misspelt

HERE = Path(__file__).parent
AS_OF = date(2026, 11, 21)
CASES = [case for path in sorted(HERE.glob("cases_facts*.yml")) for case in yaml.safe_load(path.read_text("utf-8"))]
HELD_BACK = HERE / "held_back_understanding.yml"
FACTS = yaml.safe_load((HERE.parents[1] / "kinship" / "facts.yml").read_text("utf-8"))
# Floors under what was reached; they may only go up.
PRECISION, RECALL = 0.85, 0.86


def pairs(facts: dict | None) -> set[tuple[str, str]]:
    return {
        (fact, value)
        for fact, values in (facts or {}).items()
        for value in (values if isinstance(values, list) else [values])
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['says'][:50]} [{case.get('asked', '')}]")
def test_case(case):
    entities = extract(case["says"], AS_OF, case.get("asked"))
    found = {(entity["entity"], entity["value"]) for entity in entities}
    if "each" in case:
        whose = {(entity.get("group", "all"), entity["entity"], entity["value"]) for entity in entities}
        assert whose == {(group, *pair) for group, facts in case["each"].items() for pair in pairs(facts)}
        return
    assert found - pairs(case.get("also")) == pairs(case["facts"]) - (pairs(case.get("also")) - found)
    for fact, group in case.get("groups", {}).items():
        assert {entity.get("group") for entity in entities if entity["entity"] == fact} == {group}


def test_there_are_enough_cases():
    assert len(CASES) >= 120


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "🙂🙂",
        "\x00\x01\x02",
        "'" * 5000,
        "my " * 2500,
        "my daughter's " * 500,
        '{"a": [1, 2, {"b": null}]}',
        "<script>alert(1)</script>",
        "我的孙子和我住在一起",
        "ابن ابنتي يعيش معي",
        "Mój wnuk mieszka ze mną",
        "1 2 3 4 5 6 7 8 9 " * 200,
        "\u202e\u200b my grandson",
        "SGO" * 1000,
        "/restart{}",
    ],
    ids=range(17),
)
def test_odd_text_never_raises(text):
    for asked in (None, "child_age", "who_arranged", "home_council", "no_such_fact"):
        check_shape(text, extract(text, AS_OF, asked))


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                "my our his mum sister 's boy 9 and is since march in sgo no order social worker rang me "
                "us died with years weeks ago , . ? twins due £ the of".split()
            ),
            max_size=40,
        ).map(" ".join),
    )
)
def test_any_text_gives_well_formed_facts(text):
    check_shape(text, extract(text, AS_OF))


def check_shape(text, entities):
    for entity in entities:
        fact, value = entity["entity"], entity["value"]
        assert isinstance(value, str) and value and entity["extractor"] == "FactExtractor"
        assert entity["certainty"] in {"said", "read"}
        assert 0 <= entity["start"] <= entity["end"] <= len(text)
        assert fact == "children" or fact in FACTS
        if fact in FACTS and FACTS[fact]["kind"] in {"choice", "choices"}:
            assert value in [str(answer) for answer in FACTS[fact]["answers"]]
        if fact == "child_age":
            assert value == "unborn" or 0 <= int(value) <= 130


def test_every_answer_the_patterns_give_is_known():
    folder = HERE.parents[1] / "assistant" / "understanding"
    for fact, values in yaml.safe_load((folder / "fact_patterns.yml").read_text("utf-8")).items():
        assert set(values) <= set(map(str, FACTS[fact]["answers"])), fact
    said = yaml.safe_load((folder / "parents_situation.yml").read_text("utf-8"))
    assert {*said["said_of"], *said["about"]} <= set(FACTS["parents_situation"]["answers"])
    arranged = yaml.safe_load((folder / "who_arranged.yml").read_text("utf-8"))
    assert set(arranged["told"]) <= set(FACTS["who_arranged"]["answers"])
    for fact, values in yaml.safe_load((folder / "answers.yml").read_text("utf-8"))["facts"].items():
        assert {str(v) for v in values} <= set(map(str, FACTS[fact]["answers"])), fact


def test_held_back_messages():
    messages = yaml.safe_load(HELD_BACK.read_text("utf-8"))
    right = wrong = missed = 0
    for message in messages:
        found = {(e["entity"], e["value"]) for e in extract(message["text"], AS_OF)}
        want, may = pairs(message["facts"]), pairs(message.get("may"))
        right, wrong, missed = right + len(found & want), wrong + len(found - want - may), missed + len(want - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    sys.stdout.write(
        json.dumps(
            {
                "messages": len(messages),
                "precision": round(precision, 3),
                "recall": round(recall, 3),
                "false_facts": wrong,
            }
        )
    )
    assert precision >= PRECISION and recall >= RECALL


def test_held_back_messages_are_untouched():
    told = (HERE / "held_back_understanding.sha256").read_text("utf-8").split()[0]
    assert hashlib.sha256(HELD_BACK.read_bytes()).hexdigest() == told


# Precision and recall: floors under what was reached. a and b have been read since, c has not (held_back/README.md).
HALF_FLOORS = {"a": (0.95, 0.93), "b": (0.86, 0.72), "c": (0.89, 0.75)}
MISSPELT = 0.15  # how far recall may fall where a fifth of the words are misspelt


@pytest.mark.parametrize("half", HALF_FLOORS)
def test_floors_on_messages_kept_apart(half):
    messages = held_back(half)
    clean = scores.facts(messages)
    # Misspelt as well where it has been measured; of c only what is written is looked at.
    noisy = clean if half == "c" else scores.facts(messages, partial(misspelt, share=0.2, seed=11))
    told = {"precision": clean.precision, "recall": clean.recall, "misspelt": noisy.recall}
    sys.stdout.write(json.dumps({name: round(figure, 3) for name, figure in told.items()}))
    precision, recall = HALF_FLOORS[half]
    assert clean.precision >= precision and clean.recall >= recall
    assert noisy.recall >= clean.recall - MISSPELT
