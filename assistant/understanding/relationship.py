"""What the carer is to the child. "My sister's boy" is read one step at a time with the table in kin.yml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from assistant.understanding.another import for_whom, lives_with, of_own_child, third_person
from assistant.understanding.children import Children
from assistant.understanding.counts import carer_age
from assistant.understanding.kin import UNSAID, Kin, group_of, people
from assistant.understanding.left_here import left_here
from assistant.understanding.message_text import Told, kin_file
from assistant.understanding.parents_named import expects, of_named, said_to_be_parent
from assistant.understanding.related import related
from assistant.understanding.titles import Reached
from assistant.understanding.to_a_parent import title

HEDGES = {"really", "actually", "even", "quite", "exactly", "technically"}  # "he's not really my nephew"
LIVING = {"live", "lives", "living", "moved", "stay", "stays", "staying", "stops", "stopping", "came", "sleeping"}
HELD = {"looks_after", "got", "raising"}


def carer_is(told: Told, writer: str | None, children: Children) -> list[dict[str, Any]]:
    """Entities for `carer_relationship` and `related_by`: the plainest one, or one for each child told of apart."""
    words = [word.text for word in told.words]
    if writer == "professional":
        reached = third_person(words)
        said = related(told, reached[0], None) if reached else None
        known = said.value if said and said.value == "not_related" else None
        return _found(told, (reached[0], known or reached[1], *reached[2:]) if reached else None)
    if writer == "young_person":
        return _found(told, lives_with(words))
    if writer == "someone_else":
        reached = for_whom(words)
        said = related(told, reached[0], reached[1]) if reached else None
        return _found(told, (reached[0], said.value, *reached[2:]) if reached and said else reached)
    if writer == "parent":
        return _found(told, of_own_child(words))
    age = carer_age(told)
    if age is not None and age < 18 and (living := lives_with(words)) and not _from_people(words):
        young = {**_found(told, living)[0], "entity": "writer", "value": "young_person"}
        return [*_found(told, living), young]
    called = title(words)
    each = [] if called else _of_each(told, words, children)
    return each or _found(told, _told(told, words, called))


def _told(told: Told, words: list[str], called: Reached | None) -> Reached | tuple[None, str, int, int] | None:
    """The carer's own word for it, else who the people named are; with how they are related where that is said."""
    reached = called or _from_people(words) or left_here(words)
    if called and called[0] in PLAINER:
        others = _from_people(words)
        if others and others[0] == PLAINER[called[0]]:
            reached = others  # "my stepdaughter's baby … I'm married to her dad", "my goddaughter … I'm her mum's mate"
    if reached and reached[0] == "grandparent":
        reached = _of_a_step(words, reached)
    role, known, first, last = reached or (None, None, 0, 0)
    if reached and known is None:
        known = _through(words, role)
    said = related(told, role, known)
    if said and reached is None:
        return None, said.value, said.first, said.last
    if reached is None:
        return None
    return role, said.value if said else None if known == UNSAID else known, first, last


def _through(words: list[str], role: str | None) -> str | None:
    """ "My step grandson, he's my husband's son's boy": the second says how."""
    table = kin_file()
    for kin in people(words):
        rule = table["carer_is"].get(kin.person)
        if rule and kin.through and rule.get("through_spouse") == role and kin.steps > 1:
            return kin.through
        below = table["carer_is"].get(table["steps"].get(kin.person, {}).get("child", ""), {})
        if kin.through and kin.through != UNSAID and below.get("through_spouse") == role:
            plain = any(each.person == "nibling" and each.through is None for each in people(words))
            if role == "step_grandparent" or (role == "aunt_or_uncle" and not plain):
                return kin.through
        if role == "aunt_or_uncle" and kin.person == "half_sibling":
            return "half_blood"  # "my nephews, they are children of my half sister"
    if role == "step_parent":
        said = PARENT_AND_SPOUSE.search(" ".join(words))
        return table["beside_word"].get(said["by"]) if said else None
    return None


PARENT_AND_SPOUSE = re.compile(r"\b(?:his|her|their|the) (?:dad|mum) ,? ?my (?:late )?(?P<by>husband|wife)\b")
PLAINER = {"step_parent": "step_grandparent", "family_friend": "godparent"}
MY_PUPIL = re.compile(
    r"\bone of my (?:old |former |own )?(?:under \d+ ?s?|\d+ s|players|pupils|students|lads|girls|boys"
    r"|kids|team|scouts|swimmers|boxers|cubs|dancers|footballers)\b"
    r"[^.?!]*\b(?:living|lives|live|staying|stays|stopping|moved in|is|are|kipping|sleeping"
    r"|here)\b[^.?!]*\b(?:me|us|mine|ours|my (?:house|flat|sofa|place|home))\b"
    r"|\b(?<!overseas )(?<!international )(?<!foreign )(?<!exchange )(?<!language )"
    r"(pupils?|students?|year \d+ ?s?|from my (class|form|school|tutor group)|i (used to )?teach)\b[^.?!]*"
    r" (living|lives|live|staying|stays|stopping|moved in|is|are) (here )?with (me|us|(my|our) (husband|wife|partner|family))\b"
)


# "My lad's girlfriend's girl, from before they met": no grandchild of the carer's own.
BESIDE_A_CHILD = re.compile(
    r"\b(?:my|our|me) (?:\w+ )?(?:son|daughter|lad|boy|girl|lass) 's (?:new |old )?"
    r"(?:partner|girlfriend|boyfriend|wife|husband|fella|bloke|ex|ex_partner|ex_spouse|other_half|missus)(?: 's|s)\b"
)
NOT_OURS = re.compile(
    r"\bnot (?:\w+ )?(?:my|our|any) (?:\w+ )?(?:blood|flesh|own)\b|\b(?:before (?:they|he|she|my|our) (?:\w+ )?(?:got|met|was|were|came)"
    r"|(?:previous|earlier|last|other|another) (?:relationship|marriage|fella|bloke|partner|man|woman))\b"
    r"|\bnot (?:my|our) (?:son|daughter|lad|boy|girl) 's\b|\b(?:by|with|from|to) (?:another"
    r"|a different|an other) (?:man|bloke|woman|fella|dad|lad|girl)\b"
    r"|\bno blood\b|\bnot (?:related|blood)\b"
)


def _of_a_step(words: list[str], reached: Reached) -> Reached:
    """ "My grandson … his mum, my stepdaughter really": a step-grandchild."""
    beside = BESIDE_A_CHILD.search(" ".join(words))
    if beside and NOT_OURS.search(" ".join(words)):
        at = len(" ".join(words)[: beside.start()].split())
        return "step_grandparent", "marriage_ended" if "ex" in beside[0] else None, at, at + 4
    for kin in people(words):
        step = kin.person == "step_child" or (kin.person == "own_child" and kin.through)
        if step and said_to_be_parent(words, kin, False):
            return "step_grandparent", kin.through, kin.first, kin.last
    return reached


def has_own(told: Told) -> bool:
    """Does the writer name a child of their own family: "my grandson lives with us"?"""
    words = [word.text for word in told.words]
    small = kin_file()["plain_enough"]
    rules = kin_file()["carer_is"]
    return bool(MY_PUPIL.search(" ".join(words))) or any(
        words[kin.first] in {"my", "our"}
        and (
            group_of().get(words[kin.last - 1]) in small
            or (
                kin.steps > 1 and kin.person in rules and group_of().get(words[kin.first + 1]) not in {"pupil", "class"}
            )
        )
        for kin in people(words)
    )


def _of_each(told: Told, words: list[str], children: Children) -> list[dict[str, Any]]:
    """ "My granddaughter is 6 and my nephew is 13": two children, and the carer is something else to each."""
    if not children.several:
        return []
    table, roles = kin_file(), {}
    for kin in people(words):
        rule, age = table["carer_is"].get(kin.person), children.age_of(kin.last - 1)
        if words[kin.first - 1 : kin.first] == ["from"] and kin.person in HALF_OR_STEP | {"sibling"}:
            continue
        if rule and age and kin.through is None and rule.get("own") and kin.person != "own_child":
            roles.setdefault(age, (rule["own"], rule.get("related_by"), kin.first, kin.last))
    if len({role for role, *_ in roles.values()}) < 2:
        return []
    return [{**entity, "group": age} for age, what in roles.items() for entity in _found(told, what)]


def _from_people(words: list[str]) -> Reached | None:
    table = kin_file()
    everyone = people(words)
    # "My niece went to prison, I have her daughter, my great-niece": the child is the one a generation further down.
    for kin in sorted(everyone, key=lambda each: not each.person.startswith("great_")):
        if (
            kin.person in table["parents"]
            and words[kin.first - 1 : kin.first] == ["of"]
            and kin.first > 1
            and words[kin.first - 2] in table["groups"]["child"]
        ):
            kin = replace(kin, person=table["steps"].get(kin.person, {}).get("child", "unknown"), steps=kin.steps + 1)
        lead = [word for word in words[max(0, kin.first - 3) : kin.first] if word not in HEDGES]
        if lead[-1:] in (["not"], ["never"]) and "only" not in lead:
            continue
        if lead[-1:] == ["from"] and kin.person in {"sibling", "half_sibling"} and kin.steps == 1:
            continue  # "two nephews from my brother aged 3 and 6"
        if kin.person == "nibling" and any(each.person == "nibling_in_law_adult" for each in everyone):
            continue  # "my nephew's wife had a baby … the nephew sees him"
        rule = table["carer_is"].get(kin.person)
        if kin.through is None and kin.person in A_GENERATION_DOWN and _has_their_child(words[kin.last :]):
            return A_GENERATION_DOWN[kin.person], None, kin.first, kin.last
        if not rule or not _is_child(words, kin) or said_to_be_parent(words, kin, kin.person == "nibling"):
            continue
        role = rule.get("own") if kin.through is None else rule.get("through_spouse")
        if kin.person == "sibling":
            kin = next((other for other in everyone if other.person in HALF_OR_STEP and other.steps == 1), kin)
            rule = table["carer_is"][kin.person]
            role = rule["own"]
        if role:
            return role, kin.through or rule.get("related_by"), kin.first, kin.last
    pupil = MY_PUPIL.search(" ".join(words))
    if pupil:
        at = len(" ".join(words)[: pupil.start()].split())
        return "teacher_or_other_professional", None, at, at + 1
    return of_named(words, everyone, _is_child)


HALF_OR_STEP = {"half_sibling", "step_sibling"}  # "my little brother … he's my stepbrother technically"
# "My niece is in prison and I have her daughter": what the carer is to that child.
A_GENERATION_DOWN = {"nibling": "great_aunt_or_uncle", "grandchild": "great_grandparent"}
THEIR_CHILD = re.compile(
    r"\b(have|had|got|looks_after|raising|taken|took)\b( \S+){0,2} (her|his|their)( \S+)?"
    r" (daughter|son|boy|girl|baby|kid|kids|child|children|lad|toddler|twins)\b"
)


def _has_their_child(after: list[str]) -> bool:
    """Is it the relative's child who lives here, and not the relative?"""
    lives_here = {"live", "lives", "living", "stays", "staying", "lived"} & set(after[:4])
    return not lives_here and bool(THEIR_CHILD.search(" ".join(after)))


def _is_child(words: list[str], kin: Kin) -> bool:
    """A grown-up niece or a big brother is not the child; "my little brother" or "my cousin lives with me" is."""
    around = words[kin.last : kin.last + 8]
    if kin.person in {"nibling", "grandchild", "great_nibling"} and kin.steps == (2 if kin.through else 1):
        has_baby = (expects(around) and "unborn" not in words[kin.first : kin.last]) or (
            {"has", "had", "having"} & set(around[:3]) and {"baby", "kids", "children"} & set(around[:6])
        )
        return not has_baby
    alone = kin.steps == (2 if kin.through and words[kin.first] not in {"his", "her"} else 1)
    if kin.person in kin_file()["may_be_adult"] and alone:
        return _is_small(words, kin)
    return True


def lives_here(near: list[str]) -> bool:
    """ "… lives with me": what follows says who is here."""
    return bool(LIVING & set(near)) and bool({"me", "us"} & set(near))


def _is_small(words: list[str], kin: Kin) -> bool:
    """A brother, sister or cousin who lives here, is looked after, or is told with an age under 18."""
    near = words[kin.last : kin.last + 7]
    if near[:1] == ["'s"] and near[1:2] and near[1] in {"mum", "dad"}:
        return True
    lead = words[max(0, kin.first - 4) : kin.first]
    if lead[-2:] in (["me", "and"], ["i", "and"]) and not lives_here(near):
        return False  # "me and my sister are raising …"
    if (
        kin.person in {"half_sibling", "step_sibling"}
        and lead[-1:] in (["is"], ["'s"])
        and not {"mum", "dad"} & set(lead)
    ):
        return True  # "our Mia is my half sister"
    if kin.person in HALF_OR_STEP and words[kin.first] in {"my", "our"} and "here" in words[kin.last : kin.last + 12]:
        return True
    lives = LIVING & set(near) and {"with", "here", "in", "to"} & set(near) and {"me", "us"} & set(near)
    if {"have", "had", "has", "got"} & set(lead[-2:]) and (
        (near[:1] and near[0] in {"since", "here", "living", "staying", "stopping", "full"})
        or (near[:1] and near[0] in {"at", "with"} and near[1:2] and near[1] in {"me", "us", "mine", "ours"})
    ):
        return bool({"i", "we", "have", "had"} & set(lead))
    if kin.person in {"cousin", "step_sibling"} and near[:2] in (["with", "me"], ["with", "us"], ["here", "with"]):
        return True
    if lead[-3:] == ["it", "'s"] or {"looks_after", "raising"} & set(near[:3]):
        return True
    took = {"took", "taken", "take"} & set(lead) and {"on", "in"} & {*lead, *near[:1]}
    held = bool(HELD & set(lead) or took) and not {"from", "off"} & set(lead)
    aged = any(w.isascii() and w.isdigit() and 0 < int(w) < 18 for w in near[:4]) and not {
        *(
            "years",
            "months",
            "weeks",
            "minutes",
            "miles",
            "hours",
            "ago",
            "was",
            "were",
            "kids",
            "children",
            "boys",
            "girls",
        )
    } & set(near[:5])
    return kin.minor or held or bool(lives) or aged


def _found(told: Told, what: Reached | tuple[None, str, int, int] | None) -> list[dict[str, Any]]:
    if not what:
        return []
    role, by, first, last = what
    start, end = told.words[first].start, max(word.end for word in told.words[first:last])
    out = [{"entity": "carer_relationship", "value": role, "start": start, "end": end}] if role else []
    if by and by != UNSAID:
        out.append({"entity": "related_by", "value": by, "start": start, "end": end})
    return out
