"""Clauses that teach the learned reader of facts (fact_meaning.py): written for it, cases of the rules, and examples of intents.

`fact_examples/<fact>.yml` holds clauses under the answer they tell; under `none` (or `nothing_told`, where `none` is an answer) those that tell
none; `small_facts.yml` names fact and answer in each heading. What else a clause tells is read by the rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.understanding.clauses import Clause
from assistant.understanding.facts import from_rules
from assistant.understanding.intent_fit import examples as told_by_intents
from assistant.understanding.message_text import Told, read
from kinship import yaml_text

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("fact_examples")
MANY = "small_facts"
NOTHING = frozenset({"none", "nothing_told"})
SEEN_ON = date(2026, 11, 21)
WRITTEN, CASE, OVERHEARD = "written", "case", "overheard"
MADE_OF = ("fact_examples/*.yml", "fact_examples.py", "fact_features.py", "fact_fit.py", "fact_meaning.py")
SHORTEST = 2  # words

Answer = tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A clause, the answers it tells, where it is from, and the fact whose file it is in (of others only the rules have looked)."""

    words: tuple[str, ...]
    told: frozenset[Answer]
    source: str
    fact: str | None = None


def all_examples() -> list[Example]:
    """Everything the reader learns from, each clause once, those written for it first."""
    seen: set[tuple[str, ...]] = set()
    out = []
    for example in (*written(), *_cases(), *_overheard()):
        if example.words not in seen and len(example.words) >= SHORTEST:
            seen.add(example.words)
            out.append(example)
    return out


def written(folder: Path = FOLDER) -> list[Example]:
    """The clauses of fact_examples/."""
    out = []
    for path in sorted(folder.glob("*.yml")):
        for heading, clauses in yaml_text.load(path.read_text("utf-8")).items():
            fact, answer = _heading(path.stem, str(heading))
            for clause in clauses:
                told = read(clause)
                also = {(e["entity"], e["value"]) for e in from_rules(told, SEEN_ON) if e["entity"] != fact}
                answers = also | ({(fact, answer)} if fact and answer else set())
                out.append(Example(tuple(word.text for word in told.words), frozenset(answers), WRITTEN, fact))
    return out


def made_of(folder: Path = Path(__file__).parent) -> str:
    """A fingerprint of the written clauses and of how they are learnt."""
    sum_of = hashlib.sha256()
    for path in sorted(found for pattern in MADE_OF for found in folder.glob(pattern)):
        sum_of.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_of.hexdigest()


def _heading(stem: str, heading: str) -> tuple[str | None, str | None]:
    if stem == MANY:
        fact, _, answer = heading.partition("=")
        return (fact, answer) if answer else (None, None)
    nothing = heading == "nothing_told" or (heading == "none" and stem != "fostering_status")
    return stem, None if nothing else heading


def _cases() -> Iterable[Example]:
    """The cases of the rules: what they find there is right, and nothing else is told."""
    for path in sorted((ROOT / "tests" / "assistant").glob("cases_facts*.yml")):
        for case in yaml_text.load(path.read_text("utf-8")):
            if not case.get("asked"):
                yield from _read_by_rules(case["says"], CASE)


def _overheard() -> Iterable[Example]:
    """Examples of intents: mostly nothing is told in them, and where the rules find something, they are nearly always right."""
    for text in dict.fromkeys(told_by_intents()[0]):
        yield from _read_by_rules(text, OVERHEARD)


def _read_by_rules(text: str, source: str) -> Iterable[Example]:
    told = read(text)
    found = from_rules(told, SEEN_ON)
    for clause in told.clauses:
        if not clause.question:
            answers = {(e["entity"], e["value"]) for e in found if _begins_in(told, clause, e["start"])}
            yield Example(tuple(told.texts(clause)), frozenset(answers), source)


def _begins_in(told: Told, clause: Clause, start: int) -> bool:
    return told.words[clause.first].start <= start < max(w.end for w in told.words[clause.first : clause.last])
