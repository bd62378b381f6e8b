"""Every fact in a message, as entity dicts. The one door to patterns, family words, ages, dates and bare answers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assistant.understanding import patterns
from assistant.understanding.across_clauses import across_clauses
from assistant.understanding.ages import ages
from assistant.understanding.arranged import arranged
from assistant.understanding.bare_answers import bare_answer
from assistant.understanding.between_lines import (
    came_by_council,
    comes_when_born,
    denied_orders,
    lives_with_her,
)
from assistant.understanding.certainty import READ, with_certainty
from assistant.understanding.children import OF_A_CHILD, Children, how_many_told
from assistant.understanding.counts import carer_age, how_many
from assistant.understanding.learned_facts import learned
from assistant.understanding.living import living
from assistant.understanding.message_text import Told, read
from assistant.understanding.parents import parents_said
from assistant.understanding.people import People
from assistant.understanding.places import home_council
from assistant.understanding.relationship import carer_is, has_own
from assistant.understanding.social_work import social_worker
from assistant.understanding.stays import stays

EXTRACTOR = "FactExtractor"
LISTS = {"parents_situation", "council_pointers", "order_in_force"}
OF_THE_CARER = frozenset(
    """
    child_lives_with_carer order_names_carer has_parental_responsibility parent_in_home
""".split()
)
HELD = {"special_guardianship_order", "child_arrangements_order", "adoption_order", "care_order"}
ABROAD_SIGNS = {"abroad", "overseas", "back", "moved", "went", "still"}
# Where a message says two things, the more particular or the safer one stands.
PREFER = {
    "social_worker_involved": ("before", "now", "never"),
    "fostering_status": ("temporarily_approved", "approved", "being_assessed", "none"),
    "child_lives_with_carer": ("part_of_the_week", "soon", "no", "yes"),
    "order_names_carer": ("no", "yes"),
    "writer": ("someone_else", "parent", "professional", "young_person"),
    "stay_length": ("under_28_days_and_meant_to_end", "twenty_eight_days_or_more"),
    "child_disabled": ("yes", "no"),
    "court_in_progress": ("yes",),
    "child_abroad_or_new": ("hosted_ukrainian", "overseas_student", "newly_arrived", "abroad"),
}


def extract(text: str, as_of: date, asked: str | None = None) -> list[dict[str, Any]]:
    """Entities {entity, value, start, end, certainty, extractor, group?} of one message.

    `as_of` dates "three weeks ago"; `asked` is the fact being asked, so that "his mum did" is read as its answer.
    Never raises on odd text: what cannot be read yields nothing.
    """
    told = read(text)
    found, children = _read(told, as_of, asked)
    told_of_another = asked in NAMES_A_PERSON and ONE_MORE.search(told.text.casefold().replace("’", "'"))
    if asked and not told_of_another and not any(e["entity"] == asked for e in found):
        answer = bare_answer(told.text, asked, {e["entity"] for e in found}, as_of)
        if answer is not None:
            found.append({"entity": asked, "value": answer, "start": 0, "end": len(told.text), "certainty": "said"})
    found += learned(told, found, asked)
    found += how_many_told(children, found, told)
    _one_more_child(told.text, found)
    return [{**with_certainty(entity, text), "extractor": EXTRACTOR} for entity in sorted(found, key=_order)]


def from_rules(told: Told, as_of: date) -> list[dict[str, Any]]:
    """What patterns and rules alone read in a message that answers no question."""
    return _read(told, as_of, None)[0]


def _read(told: Told, as_of: date, asked: str | None) -> tuple[list[dict[str, Any]], Children]:
    years = ages(told, asked)
    children = Children(told, years)
    found = _from_patterns(told, children)
    writer = next((e["value"] for e in found if e["entity"] == "writer"), None)
    if writer == "professional" and has_own(told):
        found, writer = [e for e in found if e["entity"] != "writer"], None
    found += carer_is(told, writer, children)
    found += years + how_many(told) + _firsts(_of_each(told, children, stays(told, as_of))) + home_council(told)
    found += _carer_under_18(told, found)
    found += denied_orders(told, children, found) + lives_with_her(told, found)
    people = People(told, _values_of(found, "carer_relationship"), _values_of(found, "writer"))
    found += parents_said(told, people, asked)
    found += arranged(told, people, children)
    found += across_clauses(told, people, found)
    found += comes_when_born(found) + came_by_council(found)
    found = living(told, people, social_worker(told, people, found))
    return _sensible(found, asked, told), children


def _values_of(found: list[dict[str, Any]], fact: str) -> set[str]:
    return {e["value"] for e in found if e["entity"] == fact}


def _order(entity: dict[str, Any]) -> tuple[int, int, str]:
    """What holds for all comes first, then who the children are, then what is one child's own."""
    rank = 0 if "group" not in entity else 1 if entity["entity"] == "child_age" else 2
    return rank, entity["start"], entity["entity"]


def _firsts(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of two dates for one fact of one child, the one told first."""
    out: dict[tuple[str, str | None], dict[str, Any]] = {}
    for entity in found:
        out.setdefault((entity["entity"], entity.get("group")), entity)
    return list(out.values())


def _of_each(told: Told, children: Children, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not children.several:
        return found
    out = []
    for entity in found:
        first = next((i for i, word in enumerate(told.words) if word.start >= entity["start"]), 0)
        last = max((i + 1 for i, word in enumerate(told.words) if word.end <= entity["end"]), default=first + 1)
        group = children.group(first, last) if entity["entity"] in OF_A_CHILD else None
        out.append({**entity, "group": group} if group else entity)
    return out


ONE_MORE = re.compile(
    r"\b(her|his|their) (little |big |baby |older |younger )?(brother|sister)s?\b[^.?!]*\b(too|as well|also)\b"
    r"|\b(also|as well as|another)\b[^.?!]*\b(her|his|their) (little |big |baby |older |younger )?(brother|sister)\b"
    r"|^\W*(oh |and |well )*(there ?'?s|there is|there are|(i|we)('ve| have)?( got| have)?) (her|his|their) "
    r"(little |big |baby |older |younger )?(brother|sister)s?\b"
)
NAMES_A_PERSON = {"who_arranged", "carer_relationship"}  # a brother told of beside the child is no answer to these


def _one_more_child(text: str, found: list[dict[str, Any]]) -> None:
    """ "There's her brother too, he's 7" tells of one more child: the age is not the first child's."""
    told_ages = [each for each in found if each["entity"] == "child_age"]
    if len(told_ages) == 1 and not told_ages[0].get("group") and ONE_MORE.search(text.casefold()):
        told_ages[0]["group"] = f"age:{told_ages[0]['value']}"


def _from_patterns(told: Told, children: Children) -> list[dict[str, Any]]:
    by_fact: dict[tuple[str, str | None], list[patterns.Match]] = {}
    for match in patterns.found(told):
        group = children.group(match.first, match.last) if match.fact in OF_A_CHILD else None
        by_fact.setdefault((match.fact, group), []).append(match)
    out: list[dict[str, Any]] = []
    for (fact, group), matches in by_fact.items():
        for value in _values(fact, matches):
            best = max((m for m in matches if m.value == value), key=lambda m: m.last - m.first)
            start, end = told.words[best.first].start, max(w.end for w in told.words[best.first : best.last])
            out.append(
                {"entity": fact, "value": value, "start": start, "end": end, **({"group": group} if group else {})}
            )
    return out


def _values(fact: str, matches: list[patterns.Match]) -> list[str]:
    if fact == "order_in_force":
        over = {m.clause for m in matches if m.value == "order_ended"}
        matches = [m for m in matches if m.value == "order_ended" or m.clause not in over]
    values = list(dict.fromkeys(m.value for m in matches))
    if len(values) == 1:
        return values
    if fact in LISTS:
        return _list(fact, values)
    if fact == "who_arranged":
        return _who(matches)
    ranked = [v for v in PREFER.get(fact, ()) if v in values]
    # Two answers and no rule between them: better none than a wrong one.
    return ranked[:1]


def _list(fact: str, values: list[str]) -> list[str]:
    if fact == "order_in_force" and "none" in values:
        return [v for v in values if v != "none"]
    if fact == "order_in_force" and "interim_child_arrangements_order" in values:
        return [v for v in values if v != "child_arrangements_order"]
    if fact == "parents_situation" and {"agrees", "disagrees"} <= set(values):
        return [v for v in values if v not in {"agrees", "disagrees"}]
    return values


def _who(matches: list[patterns.Match]) -> list[str]:
    """A social worker who rang outweighs a parent who left the child; otherwise two answers cancel out."""
    values = {m.value for m in matches}
    if values == {"nobody", "parent_or_family"} or values == {"child_themselves", "nobody"}:
        return sorted(values - {"nobody"})
    strongest = max(matches, key=lambda m: m.last - m.first)
    if values == {"council_or_police", "parent_or_family"}:
        return ["council_or_police"] if strongest.value == "council_or_police" else []
    return ["child_themselves"] if values == {"child_themselves", "parent_or_family"} else []


def _carer_under_18(told: Told, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    age = carer_age(told)
    if age is not None and age < 18 and not any(e["entity"] in {"writer", "carer_relationship"} for e in found):
        # A child who writes about themselves, not a carer under 18 who names a brother or sister.
        return [
            {"entity": fact, "value": value, "start": 0, "end": len(told.text), "certainty": READ}
            for fact, value in (("writer", "young_person"), ("child_age", str(age)))
        ]
    if age is None or any(e["entity"] == "writer" for e in found):
        if (
            age is not None
            and age < 18
            and any(e["entity"] == "writer" and e["value"] == "young_person" for e in found)
        ):
            return [{"entity": "child_age", "value": str(age), "start": 0, "end": len(told.text), "certainty": READ}]
        return []
    sibling = any(e["entity"] == "carer_relationship" and e["value"] == "brother_or_sister" for e in found)
    if age < 18:
        return [{"entity": "carer_under_18", "value": "yes", "start": 0, "end": len(told.text), "certainty": READ}]
    return (
        [{"entity": "carer_under_18", "value": "no", "start": 0, "end": len(told.text), "certainty": READ}]
        if sibling
        else []
    )


def _sensible(found: list[dict[str, Any]], asked: str | None, told: Told) -> list[dict[str, Any]]:
    """Drop what other facts in the same message, or the question it answers, rule out."""
    has = {(e["entity"], e["value"]) for e in found}
    facts = {fact for fact, _ in has}
    orders = {value for fact, value in has if fact == "order_in_force"}
    drop: set[tuple[str, str]] = set()
    writers = {v for f, v in has if f == "writer"}
    if writers & {"parent", "young_person"}:
        drop |= {(f, v) for f, v in has if f in OF_THE_CARER}
    if "young_person" in writers:
        drop |= {("who_arranged", v) for f, v in has if f == "who_arranged"}
    if ("child_age", "unborn") in has:
        drop |= {("child_age", "0")}
    if orders and orders <= {"none", "order_ended"}:
        drop |= {("order_names_carer", "yes"), ("order_names_carer", "no"), ("order_made", "")}
    if ("order_names_carer", "no") in has and ("parents_situation", "agrees") in has:
        drop |= {("parents_situation", "agrees")}
    if ("fostering_status", "none") in has and any(f == "fostering_status" and v != "none" for f, v in has):
        drop |= {("fostering_status", "none")}
    if "who_arranged" in facts or asked == "who_arranged":
        drop |= {("parents_situation", "agrees")} if _agreed_it(found, told) else set()
    if ("child_abroad_or_new", "abroad") in has and asked == "parents_situation":
        drop |= {("child_abroad_or_new", "abroad")}
    elif ("child_abroad_or_new", "abroad") in has:
        drop |= {("parents_situation", "abroad")} if not _parents_told_abroad(told) else set()
    if asked in {"parent_in_home", "relative_caring_in_home"}:
        drop |= {("child_lives_with_carer", "no")}
    if orders & HELD:
        drop |= {
            (e["entity"], e["value"])
            for e in found
            if e["entity"] == "court_in_progress" and "appl" in told.text[e["start"] : e["end"]].lower()
        }
    several = {e.get("group") for e in found if e["entity"] == "order_in_force"} - {None}
    return [
        e
        for e in found
        if (e["entity"], e["value"]) not in drop
        and not (several and "group" not in e and (e["entity"], e["value"]) == ("order_in_force", "none"))
    ]


def _agreed_it(found: list[dict[str, Any]], told: Told) -> bool:
    """ "My son agreed it with us" tells who arranged it, not that a parent does not object."""
    return any(
        e["entity"] == "parents_situation"
        and e["value"] == "agrees"
        and "agreed" in told.text[e["start"] : e["end"]].lower()
        for e in found
    )


def _parents_told_abroad(told: Told) -> bool:
    return any(
        {"mum", "dad", "parents"} & set(words) and ABROAD_SIGNS & set(words)
        for words in (told.texts(clause) for clause in told.clauses)
    )
