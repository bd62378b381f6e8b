"""How sure a fact is: "said" where the words state it, "read" where it was worked out from them."""

from __future__ import annotations

import re
from typing import Any

from assistant.understanding.numbers import NUMBERS

SAID, READ = "said", "read"
DATED = frozenset({"stay_started", "order_made", "approval_started", "stay_meant_to_end"})
COUNTED = frozenset({"child_age", "children"})
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def with_certainty(entity: dict[str, Any], text: str) -> dict[str, Any]:
    """The entity with its `certainty`; one that has it already keeps it."""
    if "certainty" in entity:
        return entity
    words = text[entity["start"] : entity["end"]].casefold()
    worked_out = (entity["entity"] in DATED and not _date_said(entity["value"], words)) or (
        entity["entity"] in COUNTED and not _number_said(entity["value"], words)
    )
    return {**entity, "certainty": READ if worked_out else SAID}


def _date_said(value: str, words: str) -> bool:
    """Is the year written, and the month where the value has one? "Three weeks ago" and "since March" are worked out."""
    year, *rest = value.split("-")
    if year not in words and not re.search(rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-]{year[2:]}\b", words):
        return False
    return not rest or MONTHS[int(rest[0]) - 1] in words or re.search(rf"\b0?{int(rest[0])}\b", words) is not None


def _number_said(value: str, words: str) -> bool:
    if value == "unborn":
        return True
    if re.search(r"\b(nearly|almost|nigh|coming up|about to|turning|month|months|mths?|weeks?|wks?|days?)\b", words):
        return False
    told = re.findall(r"\d+|[a-z]+", words)
    return any(word == value or (word.isalpha() and str(NUMBERS.get(word)) == value) for word in told)
