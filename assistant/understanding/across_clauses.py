"""Facts told over several clauses: "they said fine, it's a family matter then", "she left a will, and in it I am guardian"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import Told
from assistant.understanding.people import STOPS, People
from assistant.understanding.sayings import Line, compiled, in_question, sayings_file

UNSURE = frozenset("if whether unless should might".split())
NEGATIONS = frozenset({"not", "never", "without"})
BACK = 4  # words before a match in which somebody else may be the one who says it


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    told = dict(sayings_file("across_clauses.yml"))
    lists = told.pop("lists")
    told.pop("not_said_by")
    return tuple(
        (fact, str(value), compiled(words, lists))
        for fact, values in told.items()
        for value, patterns in values.items()
        for words in patterns
    )


def across_clauses(told: Told, people: People, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entities these sayings tell that `found` does not have."""
    line = Line(people.words)
    others = frozenset(sayings_file("across_clauses.yml")["not_said_by"])
    have = {(e["entity"], e["value"]) for e in found}
    out: list[dict[str, Any]] = []
    for fact, value, pattern in _sayings():
        for first, last in line.places(pattern):
            if (fact, value) in have or _not_told(told, people, others, first, last):
                continue
            have.add((fact, value))
            words = told.words[first:last]
            end = max(word.end for word in words)
            out.append({"entity": fact, "value": value, "start": words[0].start, "end": end})
    return out


def _not_told(told: Told, people: People, others: frozenset[str], first: int, last: int) -> bool:
    start = next((k + 1 for k in range(first - 1, -1, -1) if people.words[k] in STOPS), 0)
    before = people.words[max(start, first - BACK) : first]
    if NEGATIONS & set(before[-2:]) or UNSURE & set(before) or others & {*before, *people.words[first:last]}:
        return True
    return in_question(told, first, 5) or "?" in people.words[first : last + 1][-1:]
