"""How well messages are understood: intents, topics, facts, false facts. Run: python benchmarks/understanding.py

Measures on the messages kept apart (tests/assistant) and, where it is there, on
../shared/understanding_dev.jsonl. Measuring only: nothing here is trained on them.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.understanding.facts import extract  # noqa: E402
from assistant.understanding.intent_model import IntentModel  # noqa: E402
from assistant.understanding.intent_reader import read  # noqa: E402

AS_OF = date(2026, 11, 21)
HELD_BACK = ROOT / "tests" / "assistant" / "held_back_understanding.yml"
DEV = ROOT.parent / "shared" / "understanding_dev.jsonl"
CODED = {
    "carer_relationship",
    "order_in_force",
    "who_arranged",
    "fostering_status",
    "social_worker_involved",
    "writer",
    "has_parental_responsibility",
}
KINDS = {
    "situation": {"tell_situation"},
    "handoff": {"ask_for_person"},
    "crisis": {"tell_concern"},
    "out_of_scope": {"out_of_scope", "nlu_fallback", "other_nation"},
    "chitchat": {"greet", "thank", "goodbye", "small_talk", "ask_about_assistant"},
    "answer": {"tell_situation", "affirm", "deny", "not_sure", "correct_answer"},
}


def examples() -> tuple[list[str], list[str]]:
    """Texts and intents of every data/*/nlu.yml."""
    texts: list[str] = []
    intents: list[str] = []
    for path in sorted(ROOT.glob("data/*/nlu.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                texts.append(line.removeprefix("- "))
                intents.append(entry["intent"])
    return texts, intents


def pairs(facts: Mapping[str, Any] | None) -> set[tuple[str, str]]:
    return {
        (fact, str(value))
        for fact, values in (facts or {}).items()
        for value in (values if isinstance(values, list) else [values])
    }


def held_back(model: IntentModel) -> dict[str, Any]:
    """Figures on our own messages kept apart."""
    count: Counter[str] = Counter()
    times: list[float] = []
    for message in yaml.safe_load(HELD_BACK.read_text("utf-8")):
        start = time.perf_counter()
        entities = extract(message["text"], AS_OF)
        reading = read(message["text"], model, entities)
        times.append(1000 * (time.perf_counter() - start))
        found = {(e["entity"], e["value"]) for e in entities}
        want, may = pairs(message["facts"]), pairs(message.get("may"))
        count.update(
            messages=1,
            intent=reading.intent == message["intent"],
            right=len(found & want),
            false=len(found - want - may),
            missed=len(want - found),
            fallback=reading.intent == "nlu_fallback",
            top3=message["intent"] in {reading.intent, *(name for name, _ in reading.ranking[:3])},
        )
        long = len(message["text"].split()) >= 40
        count.update({"long": long, "long_intent": long and reading.intent == message["intent"]})
        if message["intent"].startswith("ask_"):
            count.update(asking=1, asking_intent=reading.intent == message["intent"])
    return {
        **_shares(count),
        "slowest_ms": round(sorted(times)[-2], 1),
        "median_ms": round(statistics.median(times), 2),
    }


def _shares(count: Counter[str]) -> dict[str, Any]:
    n = count["messages"]
    return {
        "messages": n,
        "intent": _share(count["intent"], n),
        "in_first_three": _share(count["top3"], n),
        "asking": _share(count["asking_intent"], count["asking"]),
        "long": _share(count["long_intent"], count["long"]),
        "fallback": count["fallback"],
        "fact_precision": _share(count["right"], count["right"] + count["false"]),
        "fact_recall": _share(count["right"], count["right"] + count["missed"]),
        "false_facts": count["false"],
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def dev(model: IntentModel) -> dict[str, Any]:
    """Figures on the shared labelled messages, which name fewer facts than we read: only contradictions are false."""
    count: Counter[str] = Counter()
    for message in map(json.loads, DEV.read_text("utf-8").splitlines()):
        entities = extract(message["text"], AS_OF)
        intent = read(message["text"], model, entities).intent
        count.update(messages=1)
        if message["topic"]:
            topic = message["topic"] if str(message["topic"]).startswith("ask_") else f"ask_{message['topic']}"
            asks = message["kind"] == "question"
            count.update(topics=1, topic=intent == topic, questions=asks, question_topic=asks and intent == topic)
        if message["kind"] in KINDS:
            count.update({f"n_{message['kind']}": 1, f"ok_{message['kind']}": intent in KINDS[message["kind"]]})
        for wanted, found in _facts_of(message, entities):
            count.update(
                facts=1, right=bool(found & wanted), missed=not found, contradicted=bool(found) and not found & wanted
            )
        named = set(message["facts"] or {})
        count.update(unlabelled=len({(e["entity"], e["value"]) for e in entities if e["entity"] in CODED - named}))
    kinds = {kind: f"{count[f'ok_{kind}']}/{count[f'n_{kind}']}" for kind in KINDS}
    return {
        "messages": count["messages"],
        "topic": f"{count['topic']}/{count['topics']}",
        "topic_of_questions": f"{count['question_topic']}/{count['questions']}",
        "kinds": kinds,
        "facts_right": f"{count['right']}/{count['facts']}",
        "missed": count["missed"],
        "contradicted": count["contradicted"],
        "read_but_not_labelled": count["unlabelled"],
    }


def _facts_of(message: Mapping[str, Any], entities: list[dict[str, Any]]) -> Iterator[tuple[set[str], set[str]]]:
    for fact, label in (message["facts"] or {}).items():
        if fact not in CODED:
            continue  # ages and dates are labelled in the carer's own words there
        if isinstance(label, dict):
            label = label.get("any_of") or label.get("children_differ") or []
        wanted = {
            str(value)
            for value in (label if isinstance(label, list) else label.values() if isinstance(label, dict) else [label])
        }
        if wanted != {"not_sure"}:
            yield wanted, {e["value"] for e in entities if e["entity"] == fact}


def main() -> None:
    start = time.perf_counter()
    model = IntentModel.train(*examples())
    print(json.dumps({"trained_in_s": round(time.perf_counter() - start, 1), "intents": len(model.intents)}))
    print("held back:", json.dumps(held_back(model), indent=1))
    print("shared dev:", json.dumps(dev(model), indent=1) if DEV.exists() else "not here, skipped")


if __name__ == "__main__":
    main()
