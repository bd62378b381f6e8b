"""Patterns as data: "@council asked *2 me" in fact_patterns.yml, and what it tells where it stands.

Notation: a word as it is; `a|b` one of; `@name` one of a list in fact_words.yml; `?` after it: may be missing;
`*3`: up to three words of any kind;
`^` first: the pattern must be the whole clause ("nephew 9, SGO, no help");
`!a|b` first or last: none of these may stand in the three words before, or come next ("!was meant to be a week", "2 weeks !ago").
A value's `unless`: words that may stand neither inside a match nor just before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.understanding.clauses import Clause
from assistant.understanding.matches import Match, of_others
from assistant.understanding.message_text import FOLDER, NEGATORS, WISHES, Told
from assistant.understanding.notation import Written, written
from assistant.understanding.orders import orders, settled
from assistant.understanding.stay_ahead import stay_lengths
from kinship import yaml_text

REACH = 6  # words before a match in which a "not" or "want" still rules it


@dataclass(frozen=True)
class _Rule:
    """A pattern, and what it tells where it stands."""

    value: str
    written: Written
    even_in: frozenset[str]
    if_negated: str | None
    unless: frozenset[str]
    own_no: bool

    def fits(self, told: Told, clause: Clause, first: int, last: int) -> bool:
        """Does what stands around a match allow it?"""
        if self.written.whole and (first, last) != (clause.first, clause.last):
            return False
        if self.unless & {w.text for w in told.words[max(clause.first, first - REACH) : last]}:
            return False
        before = {w.text for w in told.words[max(clause.first, first - 3) : first]}
        after = {w.text for w in told.words[last : last + 1]}
        return not before & self.written.not_after and not after & self.written.not_before


class FactPatterns:
    """All patterns of one fact. Each is tried only on clauses that hold one of its rarest words."""

    def __init__(self, fact: str, values: dict[str, Any]) -> None:
        self.fact = fact
        self.by_word: dict[str, list[_Rule]] = {}
        for value, told in values.items():
            entry = {"patterns": told} if isinstance(told, list) else told
            for pattern in entry["patterns"]:
                self._add(str(value), written(str(pattern)), entry)

    def _add(self, value: str, pattern: Written, entry: dict[str, Any]) -> None:
        rule = _Rule(
            value,
            pattern,
            frozenset(entry.get("even_in", ())),
            entry.get("if_negated"),
            frozenset(map(str, entry.get("unless", ()))),
            any(words & NEGATORS for words in pattern.needed),
        )
        for word in min(pattern.needed, key=len):
            self.by_word.setdefault(word, []).append(rule)

    def find(self, told: Told, clause: Clause, words: set[str]) -> Iterator[Match]:
        """Every match in one clause; `words` are its words as a set."""
        rules = {id(rule): rule for word in words & self.by_word.keys() for rule in self.by_word[word]}
        if not rules:
            return
        texts = told.texts(clause)
        for rule in rules.values():
            if any(needed.isdisjoint(words) for needed in rule.written.needed):
                continue
            for start, end in rule.written.spans(texts):
                first, last = clause.first + start, clause.first + end
                value = _allowed(told, clause, first, last, rule) if rule.fits(told, clause, first, last) else None
                if value is not None:
                    yield Match(self.fact, value, first, last, clause)


def _allowed(told: Told, clause: Clause, first: int, last: int, rule: _Rule) -> str | None:
    """The value a match has where it stands: None in a question, a wish or a "not", unless it may."""
    stated = _stated(told, clause, first, last, rule) or _held(told, first, rule)
    if clause.question and "question" not in rule.even_in and not stated:
        return None
    before = [w.text for w in told.words[max(clause.first, first - REACH) : first]]
    if (
        before[:1] in (["no"], ["nope"])
        and first - REACH <= clause.first
        and told.words[clause.first + 1].text in _SPEAKS_ON
    ):
        before = before[1:]  # "no they both died" answers something else with its "no"
    if (
        "wish" not in rule.even_in
        and not stated
        and (set(before) | {w.text for w in told.words[first:last]}) & WISHES - _own(rule)
    ):
        return None
    if not rule.own_no and "negated" not in rule.even_in:
        if sum(w in NEGATORS for w in before) % 2 or any(
            w.text in {"not", "n't", "never", "no", "without"} for w in told.words[first:last]
        ):
            return rule.if_negated
    return rule.value


# Before "I have": still a question or an "if" ("do I have", "if we had").
_TURNED = frozenset(
    """
    do does did can could should would will if must am are have may when once until till unless whether shall wish
    might
""".split()
)


_SPEAKS_ON = frozenset("i we he she they it my our his her their mum dad there".split())


def _stated(told: Told, clause: Clause, first: int, last: int, rule: _Rule) -> bool:
    """ "can I move her I have an SGO": what follows a plain "I have" is told, though a question ran before it."""
    at = first if told.words[first].text in {"i", "we"} else first - 1
    if at < clause.first or told.words[at].text not in {"i", "we"} or at + 1 >= len(told.words):
        return False
    verb = told.words[at + 1].text
    before = told.words[at - 1].text if at > clause.first else ""
    if {word.text for word in told.words[at + 2 : last]} & (WISHES - _own(rule)):
        return False  # "we've applied for an SGO"
    return verb in {"have", "had", "got", "am", "are", "hold"} and before not in _TURNED


def _held(told: Told, first: int, rule: _Rule) -> bool:
    """ "Can mum end our SGO": the order is held already, though it stands in a question."""
    return "held" in rule.even_in and told.words[first].text in {"my", "our", "as", "being"}


def _own(rule: _Rule) -> set[str]:
    # A wish word the pattern itself is made of ("assessed", "offered") is no sign of a wish.
    return (
        {"assessed", "assessing", "assessment", "offered", "suggested", "wanted", "going", "like"}
        if "own_words" in rule.even_in
        else {"applied", "applying", "put", "till", "until"}
        if "applied" in rule.even_in
        else {"could", "would"}
        if "could" in rule.even_in
        else set()
    )


@lru_cache(maxsize=1)
def all_patterns() -> tuple[FactPatterns, ...]:
    told = yaml_text.load((FOLDER / "fact_patterns.yml").read_text("utf-8"))
    return tuple(FactPatterns(fact, values) for fact, values in told.items())


def found(told: Told) -> list[Match]:
    """Every match in every clause, as the facts file's patterns read them."""
    out: list[Match] = []
    for clause in told.clauses:
        words = set(told.texts(clause))
        for patterns in all_patterns():
            out.extend(_outspoken([m for m in patterns.find(told, clause, words) if not of_others(told, m)]))
    out.extend(m for m in orders(told) if not of_others(told, m))
    out.extend(stay_lengths(told))
    return settled(told, out)


def _outspoken(matches: list[Match]) -> list[Match]:
    """ "nobody said I am a foster carer": what stands inside a "none" is not told."""
    denied = [m for m in matches if m.value in {"none", "no", "never"}]
    return [
        m
        for m in matches
        if m in denied or not any(n.first <= m.first and m.last <= n.last and n.first < m.first for n in denied)
    ]
