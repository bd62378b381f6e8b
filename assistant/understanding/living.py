"""Where the child lives, said in more than plain patterns see: part of the week, soon, or with somebody else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import Told
from assistant.understanding.people import STOPS, People
from assistant.understanding.sayings import Line, compiled, sayings_file

FACT = "child_lives_with_carer"
ORDER = ("part_of_the_week", "soon", "no", "yes")
HERE = {"yes", "part_of_the_week", "soon"}
PAST = frozenset("was were had been did used before until till when if whether would own".split())


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    told = sayings_file("living.yml")
    return tuple((value, compiled(words, told["lists"])) for value in ORDER for words in told[value])


def living(told: Told, people: People, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`found` with the answer these sayings give in place of the patterns'; a plain "no" only where nothing says here."""
    line = Line(people.words)
    if any(e["entity"] == "writer" for e in found):
        return found
    if any(e["entity"] == FACT and "group" in e for e in found):
        return found
    here = any(e["entity"] == FACT and e["value"] in HERE for e in found)
    for value, pattern in _sayings():
        if value == "yes" and any(e["entity"] == FACT for e in found):
            continue
        if value == "no" and (here or any(e["entity"] == "stay_started" for e in found)):
            continue
        for first, last in line.places(pattern):
            if _supposed(people, value, first):
                continue
            words = told.words[first:last]
            entity = {"entity": FACT, "value": value, "start": words[0].start, "end": max(w.end for w in words)}
            return [*(e for e in found if e["entity"] != FACT), entity]
    return found


def _supposed(people: People, value: str, first: int) -> bool:
    start = next((k + 1 for k in range(first - 1, -1, -1) if people.words[k] in STOPS), 0)
    before = set(people.words[max(start, first - 6) : first])
    return "if" in before or (value == "no" and bool(PAST & before))
