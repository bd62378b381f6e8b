"""What the carer is when somebody else writes: a health visitor, the child, or the carer's daughter."""

from __future__ import annotations

import re

from assistant.understanding.kin import people
from assistant.understanding.message_text import kin_file
from assistant.understanding.titles import Reached, title_of
from assistant.understanding.to_a_parent import role_through

THEIRS = {"his", "her", "their"}
HAS = {"has", "is", "have", "cares", "looks_after", "had", "who", "took", "raising", "wants", "with"}


# "A pupil living with her mother's half-brother", as a professional writes.
OF_A_PARENT = re.compile(
    r"\b(?:with|by|to|of|from|supporting|for) (?:his|her|their|the \w+ 's|the) (?P<whose>mum|dad|nan|grandma|grandmother|grandad) 's"
    r" (?:late |older |younger |best |close |former )*(?P<who>[a-z_]+)"
)


def third_person(words: list[str]) -> Reached | None:
    """ "A pupil who lives with her uncle", "I am supporting a grandmother who …", as a professional writes."""
    titles = title_of()
    of_parent = OF_A_PARENT.search(" ".join(words))
    role = role_through(of_parent["whose"], of_parent["who"]) if of_parent else None
    if of_parent and role:
        at = len(" ".join(words)[: of_parent.start()].split())
        by = "half_blood" if of_parent["who"] == "half_sibling" else None
        return role, by, at, at + len(of_parent[0].split())
    for i, word in enumerate(words):
        role = titles.get(word)
        lead = words[max(0, i - 4) : i]
        if (
            not role
            or role == "teacher_or_other_professional"
            or words[i + 1 : i + 2] == ["'s"]
            or lead[-2:] == ["of", "our"]
        ):
            continue
        if (
            {"with", "by", "maternal", "paternal", "to", "supporting", "support", "working", "helping", "of"}
            & set(lead)
            or (words[i + 1 : i + 2] and words[i + 1] in HAS)
            or lead[-1:] in (["a"], ["an"])
        ):
            return role, None, i, i + 1
    return None


OWN_CHILD = re.compile(
    r"\b(?:with|at|to|by) my (?P<with>\w+)\b"
    r"|\bmy (?P<has>\w+) (?:has|have|'s got|got|is looks_after|looks_after)(?: got)? (?:my|our|both|them|him|her)\b"
)


def of_own_child(words: list[str]) -> Reached | None:
    """ "My kids live with my nan", "my dad has my son", as a parent writes: what the relative is to the child."""
    text = " ".join(words)
    for said in OWN_CHILD.finditer(text):
        who = said["with"] or said["has"]
        for role, names in kin_file()["parents_relative"].items():
            if who in names:
                at = len(text[: said.start()].split())
                return role, None, at, at + len(said[0].split())
    return None


def lives_with(words: list[str]) -> Reached | None:
    """ "I live with my nan", as a child writes."""
    titles = title_of()
    for i, word in enumerate(words):
        lead = words[max(0, i - 4) : i]
        role = titles.get(word)
        if (
            role
            and ("with" in lead or words[i + 1 : i + 2] in (["looks_after"], ["has"], ["got"], ["is"]))
            and "not" not in lead
        ):
            return role, None, i, i + 1
    return None


NOT_REALLY = re.compile(
    r"\bnot (?:\w+ )?(?:my |his |her |our |their )?(?:real|proper|actual|blood|biological) (?:nan"
    r"|nana|gran|grandma|grandmother|grandad|grandparent)\b"
    r"|\bmy (?:mum|dad|nan|grandad) is (?:his|her|their) step"
)


def for_whom(words: list[str]) -> Reached | None:
    """ "Asking for my mum, she has my sister's boy": what she is to that boy."""
    titles = title_of()
    for i, word in enumerate(words):
        if (
            titles.get(word)
            and words[i - 1 : i]
            and words[i - 1] in THEIRS
            and words[i - 2 : i - 1] in (["'s"], ["is"])
        ):
            return titles[word], None, i, i + 1
    table = kin_file()
    who = next(
        (
            (person, i)
            for i, word in enumerate(words)
            for person, names in table["another"].items()
            if word in names and i and _my(words, i) and words[i + 1 : i + 2] != ["'s"]
        ),
        None,
    )
    if who is None:
        return _of_her_own(words, 0)
    for kin in people(words):
        if kin.first < who[1]:
            continue
        role = table["for_another"][who[0]].get(kin.person)
        if role and role != "parent" and kin.first != who[1] - 1:
            if role == "grandparent" and NOT_REALLY.search(" ".join(words)):
                role = "step_grandparent"
            return role, None, kin.first, kin.last
    return _of_her_own(words, who[1])


def _my(words: list[str], i: int) -> bool:
    """ "My mum", "my elderly mum"."""
    while i > 1 and words[i - 1] in {
        "elderly",
        "poor",
        "old",
        "dear",
        "lovely",
        "own",
        "disabled",
        "late",
        "big",
        "older",
    }:
        i -= 1
    return words[i - 1] in {"my", "our", "me"}


def _of_her_own(words: list[str], after: int) -> Reached | None:
    """ "My friend has her grandson"."""
    table = kin_file()
    for i in range(after + 1, len(words) - 1):
        if words[i] not in THEIRS:
            continue
        theirs = [kin for kin in people(["my", *words[i + 1 : i + 9]]) if kin.first == 0 and kin.steps > 1]
        rule = table["carer_is"].get(theirs[0].person) if theirs else None
        if rule and rule.get("own") and theirs[0].through is None:
            return rule["own"], None, i, i + theirs[0].last
        for j in (i + 1, i + 2):
            for group in ("grandchild", "great_grandchild", "nibling", "great_nibling"):
                if words[j : j + 1] and words[j] in table["groups"][group]:
                    return table["carer_is"][group]["own"], None, i, j + 1
    return None
