"""Which child a fact is about, where a message tells of several: "the older one is on a care order"."""

from __future__ import annotations

from typing import Any

from assistant.understanding.message_text import Told

OF_A_CHILD = frozenset(
    """
    order_in_force order_names_carer child_disabled who_arranged fostering_status stay_started stay_length
    looked_after_before_order carer_relationship related_by child_lives_with_carer court_in_progress
""".split()
)
POINTERS = {"older": {"older", "eldest", "oldest", "big"}, "younger": {"younger", "youngest", "little", "baby"}}


def child_meant(told: Told, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same entities, with `group` where the words of the clause point to one child among several."""
    ages = [e["value"] for e in found if e["entity"] == "child_age"]
    words = [word.text for word in told.words]
    several = (
        len(ages) > 1
        or any(e["entity"] == "children" for e in found)
        or bool(POINTERS["older"] & set(words) and {"one", "is", "'s", "has", "on"} & set(words))
    )
    several = several or ("one" in words and "other" in words)
    if not several:
        return found
    return [
        {**e, "group": group}
        if e["entity"] in OF_A_CHILD and "group" not in e and (group := _group(told, e, ages))
        else e
        for e in found
    ]


def _group(told: Told, entity: dict[str, Any], ages: list[str]) -> str | None:
    clause = next(
        (
            c
            for c in told.clauses
            if told.words[c.first].start <= entity["start"] < told.words[c.last - 1].end
            or told.words[c.first].start == entity["start"]
        ),
        None,
    )
    if clause is None:
        return None
    texts = told.texts(clause)
    lead = set(texts[:6])
    for age in ages:
        if (
            len(ages) > 1
            and age in texts
            and texts[texts.index(age) + 1 : texts.index(age) + 2] in (["years"], ["year"])
            and sum(a in texts for a in ages) == 1
        ):
            return f"age:{age}"
    for group, signs in POINTERS.items():
        if signs & lead and not {"my", "sister", "brother"} & lead:
            return group
    if lead & {"one"} and "other" not in lead:
        return "one"
    if "other" in lead:
        return "other"
    if lead & {"boy", "lad"} and "girl" not in texts:
        return "boy"
    return "girl" if lead & {"girl"} and "boy" not in texts else None
