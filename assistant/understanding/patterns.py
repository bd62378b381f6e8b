"""Patterns as data: "@council asked *2 me" in fact_patterns.yml becomes a spaCy token Matcher, one for each fact.

Notation: a word as it is; `a|b` one of; `@name` one of a list in fact_words.yml; `?` after it: may be missing;
`*3`: up to three words of any kind;
`^` first: the pattern must be the whole clause ("nephew 9, SGO, no help").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from spacy.matcher import Matcher

from assistant.understanding.clauses import Clause
from assistant.understanding.matches import Match, of_others
from assistant.understanding.message_text import FOLDER, NEGATORS, WISHES, Told, language, words_file

REACH = 6  # words before a match in which a "not" or "want" still rules it


@dataclass(frozen=True)
class _Rule:
    value: str
    even_in: frozenset[str]
    if_negated: str | None
    own_no: bool
    whole: bool


class FactPatterns:
    """All patterns of one fact, behind one matcher that runs only on clauses holding one of its key words."""

    def __init__(self, fact: str, values: dict[str, Any]) -> None:
        self.fact = fact
        self.keys: set[str] = set()
        self.rules: dict[int, _Rule] = {}
        self.matcher = Matcher(language().vocab)
        for value, entry in values.items():
            entry = {"patterns": entry} if isinstance(entry, list) else entry
            for i, pattern in enumerate(entry["patterns"]):
                self._add(f"{value}.{i}", str(value), str(pattern), entry)

    def _add(self, name: str, value: str, pattern: str, entry: dict[str, Any]) -> None:
        tokens, needed = [], []
        whole = pattern.startswith("^ ")
        pattern = pattern.removeprefix("^ ")
        for part in pattern.split():
            optional = part.endswith("?") and len(part) > 1
            part = part[:-1] if optional else part
            if part[0] == "*" and part[1:].isdigit():
                tokens += [{"OP": "?"}] * int(part[1:])
                continue
            words = {w for piece in part.split("|") for w in (_list(piece[1:]) if piece[0] == "@" else [piece])}
            spec: dict[str, Any] = {"ORTH": {"IN": sorted(words)}} if len(words) > 1 else {"ORTH": next(iter(words))}
            tokens.append({**spec, "OP": "?"} if optional else spec)
            if not optional:
                needed.append(words)
        self.keys |= min(needed, key=len)
        says_no = any(words & NEGATORS for words in needed)
        rule = _Rule(value, frozenset(entry.get("even_in", ())), entry.get("if_negated"), says_no, whole)
        self.rules[language().vocab.strings.add(f"{self.fact}.{name}")] = rule
        self.matcher.add(f"{self.fact}.{name}", [tokens])

    def find(self, told: Told, clause: Clause, words: set[str]) -> Iterator[Match]:
        if not self.keys & words:
            return
        for key, start, end in self.matcher(told.doc[clause.first : clause.last]):
            rule = self.rules[key]
            first, last = clause.first + start, clause.first + end
            if rule.whole and (start or last != clause.last):
                continue
            value = _allowed(told, clause, first, last, rule)
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
            w.text in {"not", "n't", "never"} for w in told.words[first:last]
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
        else {"applied"}
        if "applied" in rule.even_in
        else set()
    )


def _list(name: str) -> list[str]:
    return [str(word) for word in words_file()["lists"][name]]


@lru_cache(maxsize=1)
def all_patterns() -> tuple[FactPatterns, ...]:
    told = yaml.safe_load((FOLDER / "fact_patterns.yml").read_text("utf-8"))
    return tuple(FactPatterns(fact, values) for fact, values in told.items())


def found(told: Told) -> list[Match]:
    """Every match in every clause, as the facts file's patterns read them."""
    out: list[Match] = []
    for clause in told.clauses:
        words = set(told.texts(clause))
        for patterns in all_patterns():
            out.extend(_outspoken([m for m in patterns.find(told, clause, words) if not of_others(told, m)]))
    return out


def _outspoken(matches: list[Match]) -> list[Match]:
    """ "nobody said I am a foster carer": what stands inside a "none" is not told."""
    denied = [m for m in matches if m.value in {"none", "no", "never"}]
    return [
        m
        for m in matches
        if m in denied or not any(n.first <= m.first and m.last <= n.last and n.first < m.first for n in denied)
    ]
