"""The labelled messages understanding is measured on: our own kept apart, and the shared ones where they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
HELD_BACK = ROOT / "tests" / "assistant" / "held_back"
SHARED = ROOT.parent / "shared" / "understanding_dev.jsonl"
AS_OF = date(2026, 11, 21)
HALVES = ("a", "b")  # of intents: a is read after a first measurement, b only ever as totals
FACT_SETS = ("a", "b", "c")  # of facts: c only ever as totals
NOT_COUNTED = frozenset({"children"})  # read for several facts at once, and not a fact of its own
LOOSE = frozenset(
    {"stay_started", "order_made", "approval_started", "stay_meant_to_end"}
)  # "since March" may be any day of it


@dataclass(frozen=True)
class Labelled:
    """A message, the intents that are right (the first is the best), its facts as pairs, and the question it answers."""

    text: str
    intents: tuple[str, ...]
    also: tuple[str, ...]
    facts: frozenset[tuple[str, str]]
    may: frozenset[tuple[str, str]]
    asked: str | None
    theme: str

    @property
    def intent(self) -> str:
        return self.intents[0]

    @property
    def asks_topic(self) -> bool:
        return self.intent in topics()


def topics() -> frozenset[str]:
    """The intents of the offer's topics."""
    told = yaml.safe_load((ROOT / "offer_content" / "topics.yml").read_text("utf-8"))
    return frozenset(f"ask_{name}" for name in (told.get("topics") or told))


def held_back(half: str, folder: Path = HELD_BACK) -> list[Labelled]:
    """The messages of one half, all themes."""
    return [
        _labelled(told, path.stem.rpartition("_")[0])
        for path in sorted(folder.glob(f"*_{half}.yml"))
        for told in yaml.safe_load(path.read_text("utf-8"))
    ]


def shared(path: Path = SHARED) -> list[dict[str, Any]]:
    """The shared messages as they are labelled; none where the file is not here."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


NAMES = frozenset({"home_council"})  # "Leeds" and "leeds" are one place


def pairs(facts: Mapping[str, Any] | None) -> frozenset[tuple[str, str]]:
    """Every fact with every answer it has."""
    return frozenset(
        (fact, str(value).lower() if fact in NAMES else str(value))
        for fact, values in (facts or {}).items()
        for value in (values if isinstance(values, list) else [values])
    )


def matched(wanted: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of `found` that are among `wanted`; a date agrees with another that is as exact as both are."""
    want = set(wanted)
    return {
        (fact, value)
        for fact, value in found
        if (fact, value) in want
        or (fact in LOOSE and any(f == fact and (v.startswith(value) or value.startswith(v)) for f, v in want))
    }


def _labelled(told: Mapping[str, Any], theme: str) -> Labelled:
    return Labelled(
        text=told["text"],
        intents=(told["intent"], *(told.get("either") or ())),
        also=tuple(told.get("also") or ()),
        facts=pairs(told.get("facts")),
        may=pairs(told.get("may")),
        asked=told.get("asked"),
        theme=theme,
    )
