"""Facts that one pattern cannot see: "nothing for the little one" after an order, "they asked us" after the parents."""

from __future__ import annotations

from typing import Any

from assistant.understanding.children import Children
from assistant.understanding.message_text import Told

COUNCIL = {"social_worker", "social_services", "council", "police", "school", "hospital"}
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
SPOUSES = {"husband", "wife", "partner", "boyfriend", "girlfriend", "fiance"}
OF_PARENTS = {"parent", "someone_else", "young_person"}


def _entity(told: Told, fact: str, value: str, first: int, last: int) -> dict[str, Any]:
    return {"entity": fact, "value": value, "start": told.words[first].start, "end": told.words[last - 1].end}


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


def they_asked(told: Told, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """ "Her parents are abroad and they asked us": the parents did, when nobody official was named before."""
    words = [word.text for word in told.words]
    for i in range(len(words) - 2):
        if (
            words[i] == "they"
            and words[i + 1] in {"brought", "placed", "asked"}
            and not any(e["entity"] == "who_arranged" for e in found)
        ):
            lead = set(words[max(0, i - 4) : i])
            if COUNCIL & lead - {"school", "hospital"} and not {"parents", "friends"} & lead:
                return [_entity(told, "who_arranged", "council_or_police", i, i + 2)]
        if words[i] == "they" and words[i + 1] in {"asked", "begged"} and words[i + 2] in {"me", "us"}:
            lead = words[max(0, i - 15) : i]
            if {"parents", "friends"} & set(lead) and not COUNCIL & set(words[:i]):
                found[:] = [e for e in found if (e["entity"], e["value"]) != ("who_arranged", "council_or_police")]
                if not any(e["entity"] == "who_arranged" for e in found):
                    return [_entity(told, "who_arranged", "parent_or_family", i, i + 3)]
    return []


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


def came_by_council(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Asked by the council, and the day the child came is known: the child is here."""
    facts = {e["entity"] for e in found}
    asked = any((e["entity"], e["value"]) == ("who_arranged", "council_or_police") for e in found)
    came = next((e for e in found if e["entity"] == "stay_started"), None)
    if not asked or came is None or "child_lives_with_carer" in facts or {"writer"} & facts:
        return []
    return [{**came, "entity": "child_lives_with_carer", "value": "yes"}]


def whose_parents(told: Told, found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Answers about parents to leave out: the carer's own mum, unless the child is their brother or sister."""
    roles = {e["value"] for e in found if e["entity"] == "carer_relationship"}
    writers = {e["value"] for e in found if e["entity"] == "writer"}
    drop = set()
    for e in found:
        if e["entity"] != "parents_situation":
            continue
        at = next((i for i, word in enumerate(told.words) if word.start >= e["start"]), 0)
        words = [word.text for word in told.words[max(0, at - 3) : at + 2]]
        mine = [words[i + 1] for i in range(len(words) - 1) if words[i] in {"my", "our", "own"}]
        if {"mum", "dad", "parents"} & set(mine) and not roles & {"brother_or_sister"} and not writers & OF_PARENTS:
            drop.add((e["entity"], e["value"]))
        if SPOUSES & set(mine) and "step_parent" not in roles:
            drop.add((e["entity"], e["value"]))
    return drop
