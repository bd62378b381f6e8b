"""The vocabulary of the decision table, read from facts.yml, and the check of what was said against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kinship import yaml_text
from kinship.last_good import LastGood

NOT_SURE = "not_sure"
FACTS_FILE = Path(__file__).with_name("facts.yml")
# How the old short answers of one fact are read (design section 4).
_READ_AS = {"social_worker_involved": {"yes": "now", "no": "never"}}
_OLDEST = 120


@dataclass(frozen=True)
class Fact:
    """One question of the table. `asked_when` holds lines of (fact, answers that fit): any one makes it a question."""

    name: str
    scope: str
    kind: str
    answers: tuple[str, ...]
    presumed: str | None
    asked_when: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
    needs: tuple[str, ...]


Said = Mapping[str, str | tuple[str, ...]]


def vocabulary(path: Path = FACTS_FILE) -> Mapping[str, Fact]:
    """Every fact by name, in the order of facts.yml, read again when it changed; a slip in it keeps the last good one.

    Raises OSError, yaml.YAMLError or ValueError only where the file could never be read.
    """
    return _vocabulary.of(path)


def checked(facts: Mapping[str, object], known: Mapping[str, Fact] | None = None) -> Said:
    """What was said, in one form: a string, or a tuple for a fact that may have several answers. None means not asked.

    Raises ValueError naming the fact, the value and the answers allowed.
    """
    known = known or vocabulary()
    said = {}
    for name, value in facts.items():
        if name not in known:
            raise ValueError(f"'{name}' is not a fact we know. Use one of: {', '.join(known)}.")
        if value is not None:
            said[name] = _one_form(known[name], value)
    return said


def when_line(line: Mapping[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`{fact: answer}` and `{fact: [answers]}` in one form: ((fact, (answers...)), ...)."""
    return tuple((fact, tuple(fit) if isinstance(fit, list | tuple) else (fit,)) for fact, fit in line.items())


def _read(path: Path, before: Mapping[str, Fact] | None) -> Mapping[str, Fact]:
    """Facts may be added while we run. One that is gone means half a file: stories would lose what carers told us."""
    written = yaml_text.load(path.read_text(encoding="utf-8"))
    facts = MappingProxyType({name: _fact(name, about) for name, about in written.items()})
    gone = [name for name in before or () if name not in facts]
    if gone:
        raise ValueError(f"{', '.join(gone)} no longer there. To take a fact away, stop first and start again.")
    return facts


_vocabulary = LastGood(_read)


def _fact(name: str, about: Mapping) -> Fact:
    return Fact(
        name=name,
        scope=about["scope"],
        kind=about["kind"],
        answers=tuple(about.get("answers", ())),
        presumed=about.get("presumed"),
        asked_when=tuple(when_line(line) for line in about.get("asked_when", ())),
        needs=tuple(about.get("needs", ())),
    )


def _one_form(fact: Fact, value: object) -> str | tuple[str, ...]:
    if value == NOT_SURE or value == [NOT_SURE]:
        return NOT_SURE
    if fact.kind == "choices":
        return _several(fact, value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _refused(fact, value)
    value = value.strip()
    if fact.kind == "choice":
        value = _READ_AS.get(fact.name, {}).get(value, value)
        if value not in fact.answers:
            raise _refused(fact, value)
    elif fact.kind == "age":
        if value != "unborn" and not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= _OLDEST):
            raise _refused(fact, value)
    elif not value:
        raise _refused(fact, value)
    return value


def _several(fact: Fact, value: object) -> str | tuple[str, ...]:
    """A list of answers. `none` and `not_sure` beside a real answer say nothing more, so they go."""
    items = value if isinstance(value, list | tuple) else [value]
    allowed = (*fact.answers, NOT_SURE)
    for item in items:
        if item not in allowed:
            raise _refused(fact, item)
    real = tuple(dict.fromkeys(item for item in items if item not in ("none", NOT_SURE)))
    if real:
        return real
    if not items:
        raise _refused(fact, value)
    return NOT_SURE if NOT_SURE in items else ("none",)


def _refused(fact: Fact, value: object) -> ValueError:
    allowed = {
        "age": "a whole number of years, unborn",
        "date": "a date, or the words as said",
        "name": "a name",
    }.get(fact.kind, ", ".join(fact.answers))
    return ValueError(f"'{fact.name}' is {value!r}. Use one of: {allowed}, {NOT_SURE}.")
