"""A Rasa project as it comes: DIET and TED, default endpoints, Rasa's REST door, one custom action a turn, written from our own data.

The pipeline and the policies are those that `rasa init` names, with their own settings. Left out is what would only add to its cost and has
nothing to do here: the response selector and the policy for unlikely intents.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.understanding.facts import extract
from benchmarks.reading.labelled import AS_OF, LOOSE, NOT_COUNTED

ROOT = Path(__file__).resolve().parents[2]
EPOCHS = 100  # the default of `rasa init`
RECIPE = {"recipe": "default.v1", "assistant_id": "stock", "language": "en"}
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
POLICIES: list[dict[str, Any]] = [
    {"name": "MemoizationPolicy"},
    {"name": "RulePolicy"},
    {"name": "TEDPolicy", "max_history": 5, "epochs": EPOCHS, "constrain_similarities": True},
]
LEFT_OUT = NOT_COUNTED | LOOSE  # facts it is not asked for: dates, as it cannot count days
TALK = ("greet", "tell_situation", "affirm", "thank")  # of each story, with one question in the middle
Taught = tuple[Sequence[str], Sequence[str]]


def read(text: str) -> Any:
    """YAML, by the fast reader where it was built."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def write(folder: Path, taught: Taught) -> None:
    """The whole project, and beside it (`ours.yml`) our own configuration, to be trained on the very same files."""
    parts = {
        "config.yml": {**RECIPE, "pipeline": PIPELINE, "policies": POLICIES},
        "domain.yml": domain(),
        "data/rules.yml": {"version": "3.1", "rules": rules()},
        "data/stories.yml": {"version": "3.1", "stories": stories()},
        "credentials.yml": {"rest": {}},
    }
    (folder / "data").mkdir(parents=True, exist_ok=True)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    for name, told in parts.items():
        (folder / name).write_text(yaml.dump(told, Dumper=dumper), encoding="utf-8")
    (folder / "data" / "nlu.json").write_text(json.dumps(annotated(*taught)), encoding="utf-8")
    (folder / "ours.yml").write_text((ROOT / "config.yml").read_text("utf-8"), encoding="utf-8")


def domain() -> dict[str, Any]:
    """Our vocabulary, our actions and our responses."""
    told = read((ROOT / "domain.yml").read_text("utf-8"))
    told["responses"] = {}
    for path in sorted(ROOT.glob("data/*/responses.yml")):
        told["responses"] |= read(path.read_text("utf-8"))["responses"]
    return told


def rules() -> list[dict[str, Any]]:
    """Ours: one intent, one action."""
    return [rule for path in sorted(ROOT.glob("data/*/rules.yml")) for rule in read(path.read_text("utf-8"))["rules"]]


def stories() -> list[dict[str, Any]]:
    """What TED learns from: a short talk about each intent, with the actions of the rules. We have none of our own."""
    acts = {each["steps"][0]["intent"]: each["steps"][1]["action"] for each in rules() if "intent" in each["steps"][0]}
    told = []
    for asked in sorted(acts):
        said = [*TALK[:2], asked, *TALK[2:]]
        steps = [step for intent in said for step in ({"intent": intent}, {"action": acts[intent]})]
        told.append({"story": f"a talk about {asked}", "steps": steps})
    return told


def annotated(texts: Sequence[str], intents: Sequence[str]) -> dict[str, Any]:
    """The examples with the facts our reader finds in them: an answer is what the words stand for, as Rasa's synonyms have it.

    Answers as roles would be learned too, but a tag for each of them made DIET take hours, and past 8 GB.
    """
    told = []
    for text, intent in zip(texts, intents, strict=True):
        entities, end = [], 0
        for each in sorted(extract(text, AS_OF), key=lambda found: found["start"]):
            # It takes one answer for a stretch of words, and only stretches apart from each other.
            if each["entity"] not in LEFT_OUT and end <= each["start"] < each["end"]:
                end = each["end"]
                entities.append({"start": each["start"], "end": end, "entity": each["entity"], "value": each["value"]})
        told.append({"text": text, "intent": intent, "entities": entities})
    return {"rasa_nlu_data": {"common_examples": told}}
