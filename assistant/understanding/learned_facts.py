"""Adds to a message's facts what the learned reader hears in it, where the rules found nothing for that fact."""

from __future__ import annotations

from typing import Any

from assistant.understanding.certainty import READ
from assistant.understanding.fact_meaning import Heard, fact_meaning
from assistant.understanding.message_text import Told

SEVERAL = frozenset({"parents_situation", "council_pointers"})  # facts of which a message may tell several answers
CLOSE = 0.5  # a second answer to such a fact must be this much over its threshold
REPLY = 25  # words: what answers a question is about that, and "she" is whoever was asked about
OPPOSED = frozenset({"agrees", "disagrees"})
CARER = "carer"


def learned(told: Told, found: list[dict[str, Any]], asked: str | None) -> list[dict[str, Any]]:
    """Entities for facts the rules have nothing for: `read`, over the whole clause that tells them."""
    reader = fact_meaning()
    if reader is None:
        return []
    known = {entity["entity"] for entity in found}
    replies = asked is not None and len(told.words) <= REPLY
    writer = next((entity["value"] for entity in found if entity["entity"] == "writer"), CARER)
    out: list[Heard] = []
    for heard in reader.heard(told, asked):
        fact, value = heard.answer
        if fact in known or (replies and fact != asked) or (fact == "carer_relationship" and writer != CARER):
            continue
        before = [each.answer[1] for each in out if each.answer[0] == fact]
        if before and (
            fact not in SEVERAL
            or value in before
            or (value in OPPOSED and OPPOSED & set(before))
            or any(each.clause == heard.clause and each.answer[0] == fact for each in out)
            or heard.over < CLOSE
        ):
            continue
        out.append(heard)
    return [_entity(told, heard) for heard in out]


def _entity(told: Told, heard: Heard) -> dict[str, Any]:
    words = told.words[heard.clause.first : heard.clause.last]
    fact, value = heard.answer
    return {
        "entity": fact,
        "value": value,
        "start": words[0].start,
        "end": max(word.end for word in words),
        "certainty": READ,
    }
