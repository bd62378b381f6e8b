"""Reads arrangement_rules.yml, and refuses anything outside its closed grammar: a fact and the answers that fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kinship import yaml_text
from kinship.computed import COMPUTED
from kinship.facts import Fact, when_line
from kinship.last_good import LastGood

FLAGS = (
    "previously_looked_after",
    "court_in_progress",
    "two_councils",
    "tell_the_council",
    "needs_adviser",
    "first_days",
    "time_limit_near",
)
ARRANGEMENT = "arrangement"  # what the table found; only a line of `flags` may name it
When = tuple[tuple[str, frozenset], ...]
_PARTS = ("questions", "most_questions", "unsettled", "laws", "presume", "table", "flags", "usual", "settle_by")
_ROW = {"id", "when", "arrangement", "because", "law", "flags"}


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    id: str
    when: When
    arrangement: str
    because: str
    law: tuple[Mapping[str, str], ...]
    flags: tuple[str, ...]

    @property
    def outcome(self) -> tuple:
        """What the row means for the family, apart from why."""
        return self.arrangement, frozenset(self.flags)


@dataclass(frozen=True)
class FlagLine:
    """A flag, when it is raised, and the one fact it may ask for."""

    when: When
    flag: str
    asks: str | None


@dataclass(frozen=True, eq=False)
class Table:
    """The whole file, checked, with what every fact may be."""

    known: Mapping[str, Fact]
    questions: tuple[str, ...]
    most_questions: int
    unsettled: Mapping[str, str]
    presume: Mapping[str, tuple[tuple[When, object], ...]]
    asked_when: Mapping[str, tuple[When, ...]]
    rows: tuple[Row, ...]
    flags: tuple[FlagLine, ...]
    usual: tuple[str, ...]
    settle_by: Mapping[str, str]
    every_answer: Mapping[str, frozenset]
    flag_codes: tuple[str, ...] = FLAGS

    def as_answer(self, fact: str, written: str) -> object:
        """An answer as it stands in a family: a tuple for a fact that may have several."""
        return (written,) if fact in self.known and self.known[fact].kind == "choices" else written


def load(path: Path, known: Mapping[str, Fact]) -> Table:
    """The table of that file, made again when it or the vocabulary changed; a slip in it keeps the last good one.

    Raises OSError, yaml.YAMLError or ValueError naming the fault only where the file could never be read.
    """
    return _tables.of(path, known)


def _read(path: Path, _before: Table | None, known: Mapping[str, Fact]) -> Table:
    return build(yaml_text.load(path.read_text(encoding="utf-8")), known)


_tables = LastGood(_read)


def build(written: Mapping, known: Mapping[str, Fact]) -> Table:
    """The table from what the file says. Raises ValueError naming the row, the fault and the mend."""
    _only(written, _PARTS, "the file")
    reader = _Reader(known, tuple(written["usual"]))
    table = Table(
        known=known,
        questions=tuple(written["questions"]),
        most_questions=written["most_questions"],
        unsettled=written["unsettled"],
        presume=reader.presumptions(written["presume"]),
        asked_when={
            name: tuple(reader.when(dict(line), name) for line in fact.asked_when) for name, fact in known.items()
        },
        rows=tuple(reader.row(row) for row in written["table"]),
        flags=tuple(reader.flag(line) for line in written["flags"]),
        usual=tuple(written["usual"]),
        settle_by=written["settle_by"],
        every_answer={name: _every(fact) for name, fact in known.items()},
    )
    for name in (*table.questions, *table.settle_by):
        if name not in known:
            raise ValueError(f"'{name}' is asked, but facts.yml does not have it.")
    if set(table.settle_by) != set(table.questions):
        odd = ", ".join(sorted(set(table.settle_by) ^ set(table.questions)))
        raise ValueError(f"settle_by and questions differ ({odd}). Every question needs its words under settle_by.")
    for row in table.rows:
        if row.arrangement not in table.usual:
            raise ValueError(f"Row '{row.id}': '{row.arrangement}' has no place under usual.")
    return table


def _every(fact: Fact) -> frozenset:
    if fact.kind == "choices":
        return frozenset((answer,) for answer in fact.answers)
    return frozenset(fact.answers) if fact.kind == "choice" else frozenset((None,))


class _Reader:
    def __init__(self, known: Mapping[str, Fact], arrangements: tuple[str, ...]):
        self.known, self.arrangements = known, arrangements

    def when(self, line: Mapping, place: str) -> When:
        """A line of facts and the answers that fit."""
        return tuple((fact, frozenset(self._answers(fact, fit, place))) for fact, fit in when_line(line))

    def row(self, row: Mapping) -> Row:
        _only(row, _ROW, f"row '{row.get('id')}'")
        flags = tuple(row.get("flags", ()))
        _only(flags, FLAGS, f"row '{row['id']}'")
        return Row(
            row["id"],
            self.when(row["when"], row["id"]),
            row["arrangement"],
            row["because"].strip(),
            tuple(row["law"]),
            flags,
        )

    def flag(self, line: Mapping) -> FlagLine:
        _only(line, {"when", "asks", "flag"}, "flags")
        _only([line["flag"]], FLAGS, "flags")
        found = {fact: fit for fact, fit in line["when"].items() if fact == ARRANGEMENT}
        said = {fact: fit for fact, fit in line["when"].items() if fact != ARRANGEMENT}
        for keys in (keys for _, keys in when_line(found)):
            _only(keys, self.arrangements, "flags")
        after = tuple((fact, frozenset(keys)) for fact, keys in when_line(found))
        return FlagLine(self.when(said, line["flag"]) + after, line["flag"], line.get("asks"))

    def presumptions(self, lines: list[Mapping]) -> dict[str, tuple]:
        found: dict[str, list] = {}
        for line in lines:
            _only(line, {"when", "presumed"}, "presume")
            when = self.when(line["when"], "presume")
            for fact, answer in line["presumed"].items():
                self._answers(fact, (answer,), "presume")
                several = fact in self.known and self.known[fact].kind == "choices"
                found.setdefault(fact, []).append((when, (answer,) if several else answer))
        return {fact: tuple(each) for fact, each in found.items()}

    def _answers(self, fact: str, fit: tuple, place: str) -> tuple:
        about = COMPUTED.get(fact) or self.known.get(fact)
        if about is None:
            raise ValueError(f"'{place}' names '{fact}', which is no fact of facts.yml and not computed.")
        allowed = about.answers
        for answer in fit:
            if answer not in allowed:
                raise ValueError(f"'{place}': '{fact}' is {answer!r}. Use one of: {', '.join(allowed)}.")
        return fit


def _only(found: Mapping | tuple | list, allowed: tuple | set, place: str) -> None:
    for key in found:
        if key not in allowed:
            raise ValueError(f"{place}: '{key}' is not a word of the table. Known: {', '.join(sorted(allowed))}.")
