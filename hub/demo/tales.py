"""Reads the invented conversations (tales.yml) into steps with a time each, and refuses what makes no sense before anything is filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hub.demo.clock import working_day
from kinship import yaml_text
from kinship.dialogue.conversation import INTENTS
from kinship.story import accepts

FILE = Path(__file__).with_name("tales.yml")
WHEN = {"after", "minutes_ago", "days_ago", "at"}
# What can be done in a tale, and what is said with it beside when.
ACTS: Mapping[str, set[str]] = {
    "says": {"tells", "of", "means"},
    "taps": {"says_so"},
    "summary_is": set(),
    "goes_back": set(),
    "leaves": set(),
    "asks_for_call": {"phone", "name", "safe_voicemail", "safe_text", "interpreter", "access_needs"},
    "takes": set(),
    "takes_over": set(),
    "answers": {"by"},
    "notes": {"by"},
    "drafts": {"by"},
    "sets_priority": {"by", "reason"},
    "returns": {"by"},
    "passes_to": {"by", "reason", "consent"},
    "is_lost": set(),
    "hands_back": set(),
    "closes": {"by"},
    "owns_danger": set(),
    "owns_call": set(),
    "rings": {"by"},
    "call_is_made": set(),
}


class BadTale(ValueError):
    """A tale that cannot be told; the text says which and why."""


@dataclass(frozen=True)
class Step:
    """One thing that happens. `what`: the act's own value; `more`: what is said with it."""

    at: datetime
    act: str
    what: Any
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tale:
    """One conversation."""

    name: str
    steps: list[Step]


@cache
def read() -> Mapping[str, Any]:
    """All of tales.yml."""
    return yaml_text.load(FILE.read_text("utf-8"))


def told(now: datetime) -> list[Tale]:
    """Every tale with its times, as seen from now. Raises BadTale."""
    return [tale(each["tale"], each["steps"], now) for each in read()["tales"]]


def tale(name: str, steps: list[Mapping[str, Any]], now: datetime) -> Tale:
    """One tale with its times. Raises BadTale."""
    found, at = [], None
    for each in steps:
        at = _when(name, each, at, now)
        found.append(_step(name, each, at))
    return Tale(name, found)


def _when(name: str, step: Mapping[str, Any], before: datetime | None, now: datetime) -> datetime:
    if "minutes_ago" in step:
        at = now - timedelta(minutes=step["minutes_ago"])
    elif "days_ago" in step:
        at = working_day(now, step["days_ago"], step["at"])
    elif before is None:
        raise BadTale(f"{name}: its first step does not say when.")
    else:
        at = before + timedelta(minutes=step.get("after", 1))
    if at > now or (before and at < before):
        raise BadTale(f"{name}: {step} is in the future, or before the step above it.")
    return at


def _step(name: str, step: Mapping[str, Any], at: datetime) -> Step:
    acts = [key for key in step if key in ACTS]
    if len(acts) != 1:
        raise BadTale(f"{name}: a step is one act, and this is {acts or 'none'}: {step}")
    act = acts[0]
    stray = set(step) - {act} - ACTS[act] - WHEN
    if stray:
        raise BadTale(f"{name}: {act} does not go with {sorted(stray)}.")
    for fact, value in _facts(act, step):
        if not accepts(fact, value):
            raise BadTale(f"{name}: {value!r} is no answer to {fact}.")
    if step.get("means", "tell_situation") not in INTENTS:
        raise BadTale(f"{name}: there is no intent {step['means']}.")
    return Step(at, act, step[act], {key: step[key] for key in ACTS[act] if key in step})


def _facts(act: str, step: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from step.get("tells", {}).items()
    for told_of in step.get("of", {}).values():
        yield from told_of.items()
    if act == "taps" and "=" in step[act]:
        yield tuple(step[act].split("=", 1))
