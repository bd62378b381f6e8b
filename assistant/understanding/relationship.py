"""What the carer is to the child. "My sister's boy" is read one step at a time with the table in kin.yml."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from assistant.understanding.children import Children
from assistant.understanding.kin import Kin, group_of, people
from assistant.understanding.message_text import Told, kin_file

HOLDING = frozenset(
    """
    got have had with looks_after living live lives stay staying took taken take here us raising keep came moved
    stays has come placed brought dropped left asked kept
""".split()
)
EXPECTING = {"pregnant", "expecting", "due"}


@lru_cache(maxsize=1)
def _title_of() -> dict[str, str]:
    return {word: role for role, words in kin_file()["titles"].items() for word in words}


HEDGES = {"really", "actually", "even", "quite", "exactly", "technically"}  # "he's not really my nephew"


def carer_is(told: Told, writer: str | None, children: Children) -> list[dict[str, Any]]:
    """Entities for `carer_relationship` and `related_by`: the plainest one, or one for each child told of apart."""
    words = [word.text for word in told.words]
    if writer == "professional":
        return _found(told, _third_person(words))
    if writer == "young_person":
        return _found(told, _lives_with(words))
    if writer == "someone_else":
        return _found(told, _my_mum_is(words))
    if writer == "parent":
        return []
    return _found(told, _title(words)) or _of_each(told, words, children) or _found(told, _from_people(words))


def has_own(told: Told) -> bool:
    """Does the writer name a child of their own family: "my grandson lives with us"?"""
    words = [word.text for word in told.words]
    small = kin_file()["plain_enough"]
    return any(
        group_of().get(words[kin.last - 1]) in small and words[kin.first] in {"my", "our"} for kin in people(words)
    )


def _of_each(told: Told, words: list[str], children: Children) -> list[dict[str, Any]]:
    """ "My granddaughter is 6 and my nephew is 13": two children, and the carer is something else to each."""
    if not children.several:
        return []
    table, roles = kin_file(), {}
    for kin in people(words):
        rule, age = table["carer_is"].get(kin.person), children.age_of(kin.last - 1)
        if rule and age and kin.through is None and rule.get("own") and kin.person != "own_child":
            roles.setdefault(age, (rule["own"], rule.get("related_by"), kin.first, kin.last))
    if len({role for role, *_ in roles.values()}) < 2:
        return []
    return [{**entity, "group": age} for age, what in roles.items() for entity in _found(told, what)]


def _my_mum_is(words: list[str]) -> tuple | None:
    """ "She's his nan, my mum": what somebody else, for whom is written, is to the child."""
    titles = _title_of()
    for i, word in enumerate(words):
        if (
            titles.get(word)
            and words[i - 1 : i]
            and words[i - 1] in {"his", "her", "their"}
            and words[i - 2 : i - 1] in (["'s"], ["is"])
        ):
            return titles[word], None, i, i + 1
    return None


def _from_people(words: list[str]) -> tuple | None:
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
        rule = table["carer_is"].get(kin.person)
        if kin.through is None and kin.person in A_GENERATION_DOWN and _has_their_child(words[kin.last :]):
            return A_GENERATION_DOWN[kin.person], None, kin.first, kin.last
        if not rule or not _is_child(words, kin):
            continue
        role = rule.get("own") if kin.through is None else rule.get("through_spouse")
        if role:
            return role, kin.through or rule.get("related_by"), kin.first, kin.last
    return _children_of(words, everyone)


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
    if kin.person in {"nibling", "grandchild", "great_nibling"} and kin.steps == 1:
        has_baby = EXPECTING & set(around) or (
            {"has", "had", "having"} & set(around[:3]) and {"baby", "kids", "children"} & set(around[:6])
        )
        return not has_baby
    if kin.person == "own_child":
        return True
    if kin.person in kin_file()["may_be_adult"] and kin.through is None and kin.steps == 1:
        if (
            words[kin.last : kin.last + 1] == ["'s"]
            and words[kin.last + 1 : kin.last + 2]
            and words[kin.last + 1] in {"mum", "dad"}
        ):
            return True
        near = words[kin.last : kin.last + 7]
        lives = any(
            a in {"live", "lives", "living", "moved", "stay", "stays", "staying"} and {"with", "here", "in"} & set(near)
            for a in near
        )
        mine = words[max(0, kin.first - 4) : kin.first]
        held = bool({"looks_after", "got", "raising"} & set(mine)) and not {"from", "off"} & set(mine)
        aged = any(w.isascii() and w.isdigit() and 0 < int(w) < 18 for w in near[:4]) and not {
            "years",
            "months",
            "weeks",
            "ago",
            "was",
            "were",
            "kids",
            "children",
            "boys",
            "girls",
        } & set(near[:5])
        return kin.minor or held or (lives and {"me", "us"} & set(near) != set()) or aged
    return True


def _children_of(words: list[str], everyone: list[Kin]) -> tuple | None:
    """ "My daughter can't cope so her two boys are with us": the children of an adult named before."""
    table = kin_file()
    for kin in everyone:
        person = kin.person
        grown = person in {"nibling", "grandchild"} and not _is_child(words, kin)
        if person not in table["parents"] and not grown:
            continue
        reached = table["steps"].get(person, {}).get("child")
        rule = table["carer_is"].get(reached or "")
        if not rule or (kin.through and person == "self"):
            continue
        ahead = words[kin.last : kin.last + 45]
        role = rule.get("own") if kin.through is None else rule.get("through_spouse")
        if EXPECTING & set(ahead[:6]) or _theirs(ahead):
            return role, kin.through or rule.get("related_by"), kin.first, kin.last
    return None


def _theirs(ahead: list[str]) -> bool:
    small = set(kin_file()["groups"]["child"]) - {"one", "ones"} | {"little"}
    fillers = set(kin_file()["fillers"])
    for i, word in enumerate(ahead):
        if word not in {"her", "his", "their"}:
            continue
        j = i + 1
        while (
            j < len(ahead)
            and ahead[j] in fillers
            and not (ahead[j] in small and (j + 1 >= len(ahead) or ahead[j + 1] not in small | fillers))
        ):
            j += 1
        if ahead[j + 1 : j + 3] in (["with", "her"], ["with", "him"], ["with", "them"]):
            continue
        if ahead[i + 1 : i + 3] == ["little", "one"]:
            j = i + 1
        if j < len(ahead) and ahead[j] in small and HOLDING & set(ahead[max(0, i - 8) : j + 9]):
            return True
    return False


def _title(words: list[str]) -> tuple | None:
    """ "I'm his nan", "speaking as a grandmother", "nan here"."""
    titles = _title_of()
    for i, word in enumerate(words):
        role = titles.get(word)
        if not role:
            continue
        lead = words[max(0, i - 5) : i]
        after = words[i + 1 : i + 4]
        if after[:1] == ["'s"] or set(lead) & {"not", "n't"}:
            continue
        said = _subject_is(lead)
        if role in {"brother_or_sister", "teacher_or_other_professional"} and not (
            said and lead[-1:] and {"his", "her", "their"} & set(lead)
        ):
            continue
        if (
            said
            or after[:1] == ["here"]
            and not lead
            or (after[:1] in (["to"], ["of"]) and {"i", "we", "as"} & set(lead))
            or (set(lead[-2:]) >= {"as", "a"})
            or (len(lead) > 1 and lead[-2] == "as" and lead[-1] in {"his", "her", "their", "the"})
        ):
            return role, None, i, i + 1
    return None


def _subject_is(lead: list[str]) -> bool:
    for i, word in enumerate(lead):
        if word in {"i", "we"} and i + 1 < len(lead) and lead[i + 1] in {"am", "are", "is", "be", "was"}:
            between = lead[i + 2 :]
        elif word in {"i", "we"} and lead[i + 1 : i + 3] == ["have", "been"]:
            between = lead[i + 3 :]
        else:
            continue
        return bool(between) and all(
            w
            in {
                "the",
                "a",
                "an",
                "his",
                "her",
                "their",
                "been",
                "is",
                "maternal",
                "paternal",
                "older",
                "big",
                "eldest",
                "only",
                "now",
                "just",
                "both",
                "s",
                "child",
                "'s",
            }
            for w in between
        )
    return False


def _third_person(words: list[str]) -> tuple | None:
    titles = _title_of()
    for i, word in enumerate(words):
        role = titles.get(word)
        lead = words[max(0, i - 4) : i]
        if (
            role
            and role != "teacher_or_other_professional"
            and (
                {"with", "by", "maternal", "paternal", "to"} & set(lead)
                or words[i + 1 : i + 2] in (["has"], ["is"], ["have"], ["cares"])
            )
        ):
            return role, None, i, i + 1
    return None


def _lives_with(words: list[str]) -> tuple | None:
    titles = _title_of()
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


def _found(told: Told, what: tuple | None) -> list[dict[str, Any]]:
    if not what:
        return []
    role, related, first, last = what
    start, end = told.words[first].start, max(word.end for word in told.words[first:last])
    out = [{"entity": "carer_relationship", "value": role, "start": start, "end": end}]
    if related:
        out.append({"entity": "related_by", "value": related, "start": start, "end": end})
    return out
