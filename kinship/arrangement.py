"""Which arrangement a family has: reads the table of arrangement_rules.yml from the top, decides, asks, explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from kinship import facts as vocabulary_of
from kinship.computed import COMPUTED, possible
from kinship.rule_table import ARRANGEMENT, FlagLine, Row, Table, When, load

_RULES = Path(__file__).with_name("arrangement_rules.yml")


@dataclass(frozen=True)
class Possible:
    """An arrangement and how likely it is: certain, likely or possible."""

    key: str
    likelihood: str


@dataclass(frozen=True)
class Law:
    """The law a row rests on."""

    title: str
    href: str


@dataclass(frozen=True)
class Settle:
    """A fact the carer is not sure of, and what would settle it."""

    fact: str
    look_for: str


@dataclass(frozen=True)
class Decision:
    """What the table says so far. `row` is the id of the row that decided, or of the likeliest one still possible."""

    arrangements: tuple[Possible, ...]
    flags: tuple[str, ...]
    next_question: str | None
    because: str
    law: tuple[Law, ...]
    settle_by: tuple[Settle, ...]
    row: str

    def as_json(self) -> dict:
        """The contract of `python -m kinship decide` (design section 8)."""
        return {
            "arrangements": [{"key": one.key, "likelihood": one.likelihood} for one in self.arrangements],
            "flags": list(self.flags),
            "next_question": self.next_question,
            "because": self.because,
            "law": [{"title": one.title, "href": one.href} for one in self.law],
            "settle_by": [{"fact": one.fact, "look_for": one.look_for} for one in self.settle_by],
        }


def decide(facts: Mapping[str, str | list[str]], as_of: date) -> Decision:
    """Which arrangement these facts make on that day, what to ask next, and what would settle what is not sure.

    A fact that is absent was not asked; `not_sure` leaves all its answers open. Raises ValueError naming the fact, the
    value and the answers allowed.
    """
    known = vocabulary_of.vocabulary()
    table = load(_RULES, known)
    # A table that could not be read again may be older than the vocabulary: what it does not know, it does not need.
    said = {name: answer for name, answer in vocabulary_of.checked(facts, known).items() if name in table.known}
    return _decide(tuple(sorted(said.items())), as_of, table)


class Family:
    """What is known of one family: for every fact, the answers it may still have."""

    def __init__(self, said: Mapping[str, str | tuple[str, ...]], as_of: date, table: Table, as_presumed: bool = False):
        self.said, self.as_of, self.table, self.as_presumed = said, as_of, table, as_presumed
        self._open: dict[str, frozenset] = {}
        self._askable: set[str] = set()

    def answers(self, fact: str) -> frozenset:
        """Every answer still possible: one if said, presumed or computed; all of them if not asked or not sure."""
        if fact not in self._open:
            self._open[fact] = self._computed(fact) if fact in COMPUTED else self._told(fact)
        return self._open[fact]

    def has(self, fact: str, answers: set[str]) -> None:
        """What the table itself found: from here on its flags may look at it."""
        self._open[fact] = frozenset(answers)

    def fits(self, when: When) -> bool | None:
        """True: fits whatever is still open. False: cannot fit. None: may fit."""
        sure = True
        for fact, wanted in when:
            how = self.one_fits(fact, wanted)
            if how is False:
                return False
            sure = sure and how is True
        return True if sure else None

    def one_fits(self, fact: str, wanted: frozenset) -> bool | None:
        """The same for one fact of a line."""
        answers = self.answers(fact)
        count = sum(1 for answer in answers if _meets(answer, wanted))
        return False if not count else True if count == len(answers) else None

    def undecided(self, fact: str) -> list[str]:
        """The facts of the vocabulary that keep this one open: itself, or what it is computed from."""
        parts = COMPUTED[fact].made_from if fact in COMPUTED else (fact,)
        return [part for part in parts if len(self.answers(part)) > 1 or None in self.answers(part)]

    def can_be_asked(self, fact: str) -> bool:
        """Not asked yet, not presumed, and among the questions of the table."""
        self.answers(fact)
        return fact in self._askable and fact in self.table.questions

    def was_a_question(self, fact: str) -> bool:
        """Answered, and not something that would have been presumed."""
        if fact not in self.said or self._presumed_from_others(fact):
            return False
        return self.table.known[fact].presumed is None or self._pointed_to(fact)

    def _computed(self, fact: str) -> frozenset:
        parts = COMPUTED[fact].made_from
        if COMPUTED[fact].as_said:
            return possible(fact, tuple(frozenset((self.said.get(part),)) for part in parts), self.as_of)
        values = possible(fact, tuple(self.answers(part) for part in parts), self.as_of)
        if len(values) == 1 or any(self.said.get(part) == vocabulary_of.NOT_SURE for part in parts):
            return values
        return self._presumed_from_others(fact) or values

    def _told(self, name: str) -> frozenset:
        fact = self.table.known[name]
        answer = self.said.get(name)
        if answer is not None and answer != vocabulary_of.NOT_SURE:
            return frozenset((answer,))
        if answer is None:
            presumed = self._presumed_from_others(name)
            if presumed:
                return presumed
            if fact.presumed is not None and (self.as_presumed or not self._pointed_to(name)):
                return frozenset((self.table.as_answer(name, fact.presumed),))
            self._askable.add(name)
        return self.table.every_answer[name]

    def _pointed_to(self, name: str) -> bool:
        return any(self.fits(line) for line in self.table.asked_when[name])

    def _presumed_from_others(self, name: str) -> frozenset | None:
        for when, answer in self.table.presume.get(name, ()):
            if self.fits(when):
                return frozenset((answer,))
        return None


@lru_cache(maxsize=20_000)
def _decide(said: tuple, as_of: date, table: Table) -> Decision:
    family = Family(dict(said), as_of, table)
    rows = _still_possible(family, table)
    family.has(ARRANGEMENT, {row.arrangement for row in rows})
    deciding = _without_echo(rows)
    open_facts = [fact for row in deciding[:-1] for fact in _open_in(family, row)]
    asked_by_flags = [line.asks for line in table.flags if line.asks and _waits_for(family, line)]
    question = _next_question(family, [*open_facts, *asked_by_flags])
    arrangements = _ranked(rows, family)
    first = next(row for row in deciding if row.arrangement == arrangements[0].key)
    unsure = [fact for fact in (*open_facts, *asked_by_flags) if family.said.get(fact) == vocabulary_of.NOT_SURE]
    return Decision(
        arrangements=arrangements,
        flags=_flags(family, rows, first, question),
        next_question=question,
        because=_because(family, deciding, question, table),
        law=tuple(Law(**one) for one in first.law),
        settle_by=tuple(Settle(fact, look_for) for fact, look_for in table.settle_by.items() if fact in unsure),
        row=first.id,
    )


def _still_possible(family: Family, table: Table) -> list[Row]:
    """The rows that fit or may fit, down to the first that surely does."""
    rows = []
    for row in table.rows:
        how = family.fits(row.when)
        if how is not False:
            rows.append(row)
        if how:
            break
    return rows


def _without_echo(rows: list[Row]) -> list[Row]:
    """The rows that decide something: a row that says what the next would say in its place leaves nothing to ask.

    So does one that stands right above the last and says the same, and one whose every condition the next one shares.
    """
    kept = [row for row, after in zip(rows, rows[1:], strict=False) if not _says_no_more(row, after)] + rows[-1:]
    while len(kept) > 1 and kept[-2].outcome == kept[-1].outcome:
        del kept[-2]
    return kept


def _says_no_more(row: Row, after: Row) -> bool:
    """Wherever the row fits, the next one fits too, and means the same for the family."""
    return row.outcome == after.outcome and set(after.when) <= set(row.when)


def _open_in(family: Family, row: Row) -> list[str]:
    return [
        part for fact, wanted in row.when if family.one_fits(fact, wanted) is None for part in family.undecided(fact)
    ]


def _waits_for(family: Family, line: FlagLine) -> bool:
    """Everything else in the line fits, and only the fact it may ask for is open."""
    own = [(fact, wanted) for fact, wanted in line.when if line.asks in _parts(fact)]
    rest = tuple(pair for pair in line.when if pair not in own)
    return family.fits(rest) is True and family.fits(tuple(own)) is None


def _next_question(family: Family, open_facts: list[str]) -> str | None:
    table = family.table
    to_ask = [fact for fact in open_facts if family.can_be_asked(fact)]
    if not to_ask or sum(map(family.was_a_question, table.questions)) >= table.most_questions:
        return None
    return min(to_ask, key=table.questions.index)


def _parts(fact: str) -> tuple[str, ...]:
    return COMPUTED[fact].made_from if fact in COMPUTED else (fact,)


def _ranked(rows: list[Row], family: Family) -> tuple[Possible, ...]:
    """By the usual rank; but what rests on a presumption we are about to ask after comes before what would upset it."""
    keys = {row.arrangement for row in rows}
    if len(keys) == 1:
        return (Possible(keys.pop(), "certain"),)
    expected = _still_possible(Family(family.said, family.as_of, family.table, as_presumed=True), family.table)
    usual = {row.arrangement for row in expected}
    ordered = sorted(keys, key=lambda key: (key not in usual, family.table.usual.index(key)))
    return tuple(Possible(key, "possible" if place else "likely") for place, key in enumerate(ordered))


def _flags(family: Family, rows: list[Row], first: Row, question: str | None) -> tuple[str, ...]:
    """Flags that surely hold; where nothing more can be asked, those of the likeliest row and an adviser as well."""
    common = set.intersection(*(set(row.flags) for row in rows))
    raised = {line.flag for line in family.table.flags if family.fits(line.when)}
    if question is None and len({row.outcome for row in rows}) > 1:
        raised |= {*first.flags, "needs_adviser"}
    return tuple(flag for flag in family.table.flag_codes if flag in common | raised)


def _because(family: Family, rows: list[Row], question: str | None, table: Table) -> str:
    if len(rows) == 1 and family.fits(rows[0].when):
        return rows[0].because
    if len({row.arrangement for row in rows}) == 1:
        return table.unsettled["same"]
    return table.unsettled["asking" if question else "open"]


def _meets(answer: object, wanted: frozenset) -> bool:
    """A fact with several answers fits when one of them does."""
    return not wanted.isdisjoint(answer) if isinstance(answer, tuple) else answer in wanted
