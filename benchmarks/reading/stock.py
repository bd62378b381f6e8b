"""Rasa's own pipeline, as `rasa init` sets it up, trained on the same examples: what ours is compared with.

Its facts are taught by what our reader finds in the examples: an answer is an entity's role. Dates are left out: it cannot count days.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.understanding.facts import extract
from assistant.understanding.intent_model import Encoder, IntentModel
from benchmarks.reading.labelled import AS_OF, LOOSE, NOT_COUNTED, Labelled, matched, topics
from benchmarks.reading.scores import readings

EPOCHS = 100  # the default of `rasa init`
CONFIG = f"""recipe: default.v1
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- {{name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}}
- {{name: DIETClassifier, epochs: {EPOCHS}, constrain_similarities: true}}
- name: EntitySynonymMapper
- {{name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.1}}
"""
PARSE = """
import asyncio, json, sys
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
async def main():
    out = []
    for text in json.load(open(sys.argv[2])):
        out.append(await agent.parse_message(text))
    json.dump(out, open(sys.argv[3], "w"), default=str)
asyncio.run(main())
"""
LEFT_OUT = NOT_COUNTED | LOOSE


def report(
    messages: Sequence[Labelled], taught: Mapping[int, tuple[list[str], list[str]]], encoder: Encoder | None
) -> None:
    """Errors of both, and seconds to train, for each number of examples."""
    print("\n== Beside Rasa's stock pipeline: wrong topics, wrong and missed facts, seconds to train")
    alone = [message for message in messages if message.asked is None]
    for count, examples in taught.items():
        started = time.perf_counter()
        model = IntentModel.train(*examples, encoder)
        took = time.perf_counter() - started
        read_as = readings(alone, model)
        ours = _wrong_topics(alone, [[name for name, _ in each.ranking] for each in read_as])
        found = [{(each["entity"], each["value"]) for each in extract(message.text, AS_OF)} for message in alone]
        print(f"  {count:3} examples, ours   {ours:4} topics  {_wrong_facts(alone, found):4} facts  {took:7.1f} s")
        with tempfile.TemporaryDirectory() as folder:
            parsed, took = train_and_parse(examples, [message.text for message in alone], Path(folder))
        theirs = _wrong_topics(alone, [[each["name"] for each in told["intent_ranking"]] for told in parsed])
        found = [_entities(told) for told in parsed]
        print(
            f"  {count:3} examples, stock  {theirs:4} topics  {_wrong_facts(alone, found):4} facts  {took:7.1f} s",
            flush=True,
        )


def train_and_parse(
    examples: tuple[list[str], list[str]], texts: Sequence[str], folder: Path
) -> tuple[list[dict[str, Any]], float]:
    """Train the stock pipeline and read the texts with it; the seconds are those of training alone."""
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "nlu.json").write_text(json.dumps(_annotated(*examples)), encoding="utf-8")
    rasa = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "nlu",
        "--nlu",
        "nlu.json",
        "--config",
        "config.yml",
        "--out",
        "models",
    ]
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONWARNINGS": "ignore",
    }
    started = time.perf_counter()
    subprocess.run(rasa, cwd=folder, env=environment, check=True, capture_output=True)
    took = time.perf_counter() - started
    model = next((folder / "models").glob("*.tar.gz"))
    (folder / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    parse = [sys.executable, "-c", PARSE, str(model), "texts.json", "parsed.json"]
    subprocess.run(parse, cwd=folder, env=environment, check=True, capture_output=True)
    return json.loads((folder / "parsed.json").read_text("utf-8")), took


def _annotated(texts: Sequence[str], intents: Sequence[str]) -> dict[str, Any]:
    told = []
    for text, intent in zip(texts, intents, strict=True):
        entities, end = [], 0
        for each in sorted(extract(text, AS_OF), key=lambda found: found["start"]):
            # It takes one answer for a stretch of words, and only stretches apart from each other.
            if each["entity"] not in LEFT_OUT and end <= each["start"] < each["end"]:
                end = each["end"]
                words = {"start": each["start"], "end": end, "value": text[each["start"] : end]}
                entities.append({**words, "entity": each["entity"], "role": each["value"]})
        told.append({"text": text, "intent": intent, "entities": entities})
    return {"rasa_nlu_data": {"common_examples": told}}


def _entities(parsed: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(each["entity"], each.get("role") or each["value"]) for each in parsed["entities"]}


def _wrong_topics(messages: Sequence[Labelled], rankings: Sequence[Sequence[str]]) -> int:
    named = topics()
    first = [next((name for name in ranking if name in named), None) for ranking in rankings]
    return sum(m.asks_topic and best not in m.intents for m, best in zip(messages, first, strict=True))


def _wrong_facts(messages: Sequence[Labelled], found: Sequence[set[tuple[str, str]]]) -> int:
    wrong = 0
    for message, facts in zip(messages, found, strict=True):
        here = {pair for pair in facts if pair[0] not in LEFT_OUT}
        want = {pair for pair in message.facts if pair[0] not in LEFT_OUT}
        right = matched(want, here)
        wrong += len(here - right - matched(message.may, here)) + len(want - right)
    return wrong
