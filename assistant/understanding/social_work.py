"""Whether a social worker is involved now, was before, or never was: what is said of the whole time outweighs one visit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import Told
from assistant.understanding.people import STOPS, People
from assistant.understanding.sayings import Line, compiled, in_question, sayings_file

FACT = "social_worker_involved"
ORDER = ("still", "before", "never", "now")
ASKED = "asked"
SIGNS = frozenset(
    "social council closed shut case file worker team plan official nobody authorit iro reviewing used letter ever signed".split()
)
UNSURE = frozenset(
    "if might unless whether should would could will do does can want need get ask friend friends mate".split()
)


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    told = sayings_file("social_work.yml")
    return tuple((value, compiled(words, told["lists"])) for value in (*ORDER, ASKED) for words in told[value])


def social_worker(told: Told, people: People, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`found` with the answer these sayings give in place of the patterns', where they give one."""
    line = Line(people.words)
    if not any(sign in line.text for sign in SIGNS):
        return found
    if any(e["entity"] == FACT and "group" in e for e in found):
        return found
    here: dict[str, tuple[int, int]] = {}
    for value, pattern in _sayings():
        for first, last in line.places(pattern):
            if value == ASKED:
                found = [e for e in found if not (e["entity"] == FACT and _over(told, e, first, last))]
                continue
            answered = "?" in people.words[first:last]
            if value not in here and (answered or not _asked(told, people, first)):
                here[value] = (first, last)
    value = next((v for v in ORDER if v in here), None)
    if value is None or (value == "now" and any(e["entity"] == FACT for e in found)):
        return found
    first, last = here[value]
    value = "now" if value == "still" else value
    words = told.words[first:last]
    entity = {"entity": FACT, "value": value, "start": words[0].start, "end": max(w.end for w in words)}
    return [*(e for e in found if e["entity"] != FACT), entity]


def _over(told: Told, entity: dict[str, Any], first: int, last: int) -> bool:
    return entity["start"] < told.words[last - 1].end and told.words[first].start < entity["end"]


def _asked(told: Told, people: People, first: int) -> bool:
    before = people.words[max(0, first - 3) : first]
    before = before[max((k + 1 for k, word in enumerate(before) if word in STOPS), default=0) :]
    if UNSURE & set(before) and people.words[first] != "not":
        return True
    return in_question(told, first, 5)
