"""Facts that one pattern cannot see: "nothing for the little one" after an order, "living with her" of the one asked for."""

from __future__ import annotations

from typing import Any

from assistant.understanding.certainty import READ
from assistant.understanding.children import Children
from assistant.understanding.message_text import Told

DENIES = (
    ("nothing",),
    ("not", "for"),
    ("none", "for"),
    ("not", "have", "anything"),
    ("not", "got", "anything"),
    ("not", "on", "anything"),
    ("not", "anything"),
    ("no", "order"),
)


def _entity(told: Told, fact: str, value: str, first: int, last: int) -> dict[str, Any]:
    return {
        "entity": fact,
        "value": value,
        "start": told.words[first].start,
        "end": told.words[last - 1].end,
        "certainty": READ,
    }


def denied_orders(told: Told, children: Children, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """ "SGO for the older one, nothing for the little one": no order for the child these words point to."""
    held = {e.get("group") for e in found if e["entity"] == "order_in_force" and e["value"] != "none"}
    if not held or not children.several:
        return []
    done = {e.get("group") for e in found if e["entity"] == "order_in_force"}
    out = []
    for clause in told.clauses:
        words = told.texts(clause)
        if clause.question:
            continue
        for i in range(len(words)):
            phrase = next((p for p in DENIES if _follows(words, i, p)), None)
            if phrase is None:
                continue
            last = clause.first + i + len(phrase)
            group = children.group(clause.first + i, last)
            if group and group not in done:
                done.add(group)
                out.append({**_entity(told, "order_in_force", "none", clause.first + i, last), "group": group})
    return out


def _follows(words: list[str], i: int, phrase: tuple[str, ...]) -> bool:
    have = words[i : i + len(phrase)]
    return tuple("not" if word == "n't" else word for word in have) == phrase


def lives_with_her(told: Told, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """ "Asking for my mum, she has my sister's boy living with her": here is where the mum lives."""
    if not any((e["entity"], e["value"]) == ("writer", "someone_else") for e in found):
        return []
    if any(e["entity"] == "child_lives_with_carer" for e in found):
        return []
    words = [word.text for word in told.words]
    for i in range(1, len(words) - 2):
        if (
            words[i] in {"living", "lives", "live", "staying"}
            and words[i + 1] == "with"
            and words[i + 2] in {"her", "him", "them"}
        ):
            return [_entity(told, "child_lives_with_carer", "yes", i, i + 3)]
    return []


def comes_when_born(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Asked to have a baby not yet born: the child comes soon."""
    asked = next((e for e in found if e["entity"] == "who_arranged"), None)
    unborn = any((e["entity"], e["value"]) == ("child_age", "unborn") for e in found)
    if asked is None or not unborn or any(e["entity"] in {"child_lives_with_carer", "writer"} for e in found):
        return []
    return [{**asked, "entity": "child_lives_with_carer", "value": "soon", "certainty": READ}]


def came_by_council(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Asked by the council, and the day the child came is known: the child is here."""
    facts = {e["entity"] for e in found}
    asked = any((e["entity"], e["value"]) == ("who_arranged", "council_or_police") for e in found)
    came = next((e for e in found if e["entity"] == "stay_started"), None)
    if not asked or came is None or "child_lives_with_carer" in facts or {"writer"} & facts:
        return []
    return [{**came, "entity": "child_lives_with_carer", "value": "yes", "certainty": READ}]
