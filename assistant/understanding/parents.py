"""What a message says of the child's parents: died, in prison, ill, gone, for the child's being here or against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import Told
from assistant.understanding.people import OWN, PRONOUNS, STOPS, People, Person
from assistant.understanding.sayings import Line, compiled, in_question, sayings_file

FACT = "parents_situation"
ADULTS_ONLY = {"died", "in_prison", "drugs_or_alcohol"}
NEGATIONS = frozenset("not never no n't neither nor without aint stopped denies nobody".split())
UNSURE = frozenset("if might unless whether case worried scared afraid imagine suppose incase may wish hope".split())
PAST = frozenset({"used", "ex", "longer"})
ASKS = frozenset("is are does do has have will would can if did was were should could when".split())
SURE_OF = {"died", "in_prison", "in_hospital", "drugs_or_alcohol"}
WORKS = frozenset("work works working worked job nurse cleaner visit visits visiting".split())
NOT_KIN = frozenset("neighbour friend friends mate mates cousin family_friend".split())
MUST = frozenset("must need needs needed should gets get".split())
VIEWS = {"agrees", "disagrees"}
PARENT_SAYS = frozenset("want wants wanted do did never not object objected contesting contest appealing".split())
PLEASED = frozenset({"happy", "fine", "settled", "glad", "ok", "okay", "alright", "content"})
SICK = {"in_hospital", "unwell"}
NONE_OF = frozenset({"neither", "nobody", "nor"})
IS = frozenset({"is", "'s", "are", "was", "were", "has", "have"})
SIGNED_THERE = frozenset("signed sign gave born met visited".split())
OPPOSITE = {"agrees": "disagrees", "disagrees": "agrees"}
PARENT_OR_UNKNOWN = {"parent", "unknown"}


@dataclass(frozen=True)
class _Saying:
    value: str
    pattern: re.Pattern[str]
    gap: int
    negated: str | None
    about: bool


@dataclass(frozen=True)
class _Found:
    value: str
    first: int
    last: int
    who: str


@lru_cache(maxsize=1)
def _sayings() -> tuple[_Saying, ...]:
    told = sayings_file("parents_situation.yml")
    lists = told["lists"]
    out = []
    for value, entry in told["said_of"].items():
        for words in entry["words"]:
            out.append(_Saying(value, compiled(words, lists), entry["gap"], entry.get("negated"), False))
    for value, patterns in told["about"].items():
        out += [_Saying(value, compiled(words, lists), 0, None, True) for words in patterns]
    return tuple(out)


@lru_cache(maxsize=1)
def _half_said() -> dict[str, tuple[re.Pattern[str], ...]]:
    told = sayings_file("parents_situation.yml")
    return {
        value: tuple(compiled(words, told["lists"]) for words in patterns)
        for value, patterns in told["other_view"].items()
    }


def parents_said(told: Told, people: People, asked: str | None) -> list[dict[str, Any]]:
    """Entities parents_situation of one message."""
    if not people.words:
        return []
    people.answering = asked is not None and asked not in {FACT, "stay_length", "who_arranged"}
    found = list(_found(told, people, asked == FACT))
    found += _other_view(people, found)
    out: dict[str, _Found] = {}
    for each in found:
        if each.value not in out:
            out[each.value] = each
    if "died" in out:
        gone = {f.who for f in found if f.value == "died"}
        out = {k: f for k, f in out.items() if k not in SICK or any(g.value == k and g.who not in gone for g in found)}
    if {"agrees", "disagrees"} <= out.keys():
        pairs = {(f.who, f.value) for f in found if f.value in {"agrees", "disagrees"}}
        if not any(a != b for a, v in pairs for b, w in pairs if v != w):
            out = {k: v for k, v in out.items() if k not in {"agrees", "disagrees"}}
    return [
        {
            "entity": FACT,
            "value": each.value,
            "start": told.words[each.first].start,
            "end": max(w.end for w in told.words[each.first : each.last]),
        }
        for each in out.values()
    ]


def _other_view(people: People, found: list[_Found]) -> list[_Found]:
    """ "Mum is happy with it, dad obviously is not": the other parent's view, left half unsaid."""
    line, out = Line(people.words), []
    for value, patterns in _half_said().items():
        views = [each for each in found if each.value == OPPOSITE[value]]
        for pattern in patterns if views else ():
            for first, last in line.places(pattern):
                who = people.at(next((i for i in range(first, last) if people.at(i)), first))
                if who and who.kind == "parent" and all(who.who != each.who for each in views):
                    out.append(_Found(value, first, last, who.who))
    return out


def _found(told: Told, people: People, open_question: bool) -> Iterator[_Found]:
    line = Line(people.words)
    for saying in _sayings():
        for first, last in line.places(saying.pattern):
            yield from _read(told, people, saying, first, last, open_question)


def _read(told: Told, people: People, saying: _Saying, first: int, last: int, open_question: bool) -> Iterator[_Found]:
    if saying.about:
        inside = _inside(people, first, last)
        unsure = (UNSURE | NONE_OF) & set(people.words[max(0, first - 3) : first])
        vague = inside is not None and inside.kind == "unknown" and people.answering
        if inside is None and saying.value in VIEWS and any(p.kind == "parent" for p in people.named):
            inside = Person("parent", "many", first, last)  # "it is all agreed"
        if inside and not vague and not unsure and (saying.value == "died" or not _asked(told, people, first, first)):
            yield _Found(saying.value, first, last, inside.who or inside.sex)
        return
    who = _who(people, saying, first, open_question)
    if who is None:
        return
    begin = people.subject_ends(first)
    between = people.words[begin:first]
    start = next((k + 1 for k in range(begin - 1, -1, -1) if people.words[k] in STOPS), 0)
    if people.words[start : start + 2] == ["what", "if"]:
        return
    unsure = PAST & set(between) or UNSURE & set(people.words[max(0, begin - 2) : first])
    if len(between) > saying.gap + 1 or unsure or _asked(told, people, begin, first):
        return
    if saying.value == "died" and _a_thing(between):
        return
    if _not_theirs(people, saying.value, begin, first, last):
        return
    near = set(people.words[max(0, first - 5) : last])
    if saying.value == "unwell" and ("died" in near or ("lost" in near and not {"plot", "mind"} & near)):
        return  # "died of cancer"
    value: str | None = saying.value
    near = between[-6:]
    cut = max((k + 1 for k, word in enumerate(near) if word in {",", "but"}), default=0)
    if sum(word in NEGATIONS for word in [*_lead(people, begin), *near[cut:]]) % 2:
        value = saying.negated
    if value:
        yield _Found(value, first, last, who.who or who.sex)


def _who(people: People, saying: _Saying, first: int, open_question: bool) -> Person | None:
    """The parent of whom it is said, or None where it is said of somebody else."""
    subject = people.subject(first)
    if subject is None:
        if open_question and not NONE_OF & set(people.words[max(0, first - 3) : first]):
            return Person("unknown", "", max(0, first - 1), first)
        return _left_out(people, first)
    own_view = saying.value in VIEWS and people.words[first] not in PARENT_SAYS
    if "parent" in people.writers and not own_view:
        subject = [Person("parent", "", p.first, p.last) if p.kind == "carer" else p for p in subject]
    who = next((p for p in subject if p.kind in PARENT_OR_UNKNOWN), None)
    if who is not None and who.who in NOT_KIN and not people.roles and not any(p.kind == "child" for p in people.named):
        return None
    if who is None and saying.value in ADULTS_ONLY and subject[0].kind == "child":
        who = people.grown_up_meant(first)
        return who if who is not None and who.kind == "parent" else None
    if who is None or subject[0].kind not in {*PARENT_OR_UNKNOWN, "other"}:
        return None
    if who.kind == "unknown" and people.no_parents:
        return None  # "my best friend's grandson, and she …": she is his gran
    if who.kind == "parent" or open_question or saying.value == "died":
        return who
    alone = people.words[who.last - 1] in {"she", "he"} and not PLEASED & set(people.words[first : first + 3])
    alone = alone and not any(p.kind in {"child", "other"} for p in people.named)
    sure = (saying.value in SURE_OF or (saying.value in VIEWS and alone)) and not people.answering
    return who if sure or _named_after(people, first) else None


def _left_out(people: People, first: int) -> Person | None:
    """ "Her dad's not about. In prison again.": the parent of the sentence before, where this one names nobody."""
    if not any(word in STOPS for word in people.words[max(0, first - 3) : first]):
        return None
    before = [p for p in people.named if first - 10 <= p.last <= first]
    return before[-1] if before and before[-1].kind == "parent" else None


def _lead(people: People, begin: int) -> list[str]:
    """ "Neither parent is happy": the word before who does it."""
    person = people.at(begin)
    first = person.first if person else begin
    return [word for word in people.words[max(0, first - 2) : first] if word in NONE_OF]


def _named_after(people: People, first: int) -> bool:
    """ "She's got bipolar, my daughter": named at the end."""
    return any(
        p.kind == "parent"
        and first < p.first < first + 8
        and people.words[p.first] in OWN | {"his", "her", "their"}
        and people.words[p.last : p.last + 1] in ([], ["."])
        for p in people.named
    )


def _not_theirs(people: People, value: str, begin: int, first: int, last: int) -> bool:
    """ "Happy for me to crack on", "he chucked him for smoking weed", "not to let mum have them back"."""
    words = people.words
    if value in {"in_hospital", "in_prison"} and WORKS & set(words[begin:first]):
        return True
    if value == "in_hospital" and SIGNED_THERE & set(words[begin:first]) and "been" not in words[begin:first]:
        return True
    if value == "drugs_or_alcohol":
        a_reason = words[max(0, first - 2) : first] in (["him", "for"], ["her", "for"])
        return a_reason or words[last - 1 : last + 1] == ["crack", "on"]
    if value in VIEWS and words[first].startswith(("agree", "sign")):
        if words[first - 1] == "to" or MUST & set(words[max(begin, first - 3) : first]):
            return True
    child_may = words[begin] in PRONOUNS and any(word.startswith("kick") for word in words[first:last])
    return value == "disagrees" and (("let" in words[max(0, begin - 3) : begin]) or (child_may and last - first < 3))


def _a_thing(between: list[str]) -> bool:
    """ "Her phone's dead": a thing of hers, not she."""
    if set(between[-1:]) & {"dog", "cat", "phone", "battery", "car", "rabbit", "hamster", "tv"}:
        return True
    rest = [w for w in between[1:] if w not in {"'s", "is", "was", "has", "had", "have", "just", "both", "all"}]
    return len(rest) > 1 and rest[-2] in {"her", "his", "their", "my", "our", "the", "a"}


def _inside(people: People, first: int, last: int) -> Person | None:
    """A parent the words themselves hold, or who "she" in them means."""
    bare = None
    for i in range(first, last):
        person = people.at(i)
        if person is not None:
            if person.kind == "parent":
                return person
            if person.kind != "council":
                return None
        elif people.words[i] in PRONOUNS and people.words[i] not in {"it"} and bare is None:
            meant = people.meant(i)
            if meant is None:
                bare = Person("unknown", "", i, i + 1)
            elif meant.kind == "parent":
                bare = meant
    if bare is None and any(word.startswith("orphan") for word in people.words[first:last]):
        return Person("parent", "many", first, last)
    return bare


def _asked(told: Told, people: People, begin: int, first: int) -> bool:
    """Does this stand in a question about the parent, not before or after one?"""
    person = people.at(begin)
    start = person.first if person else begin
    if in_question(told, start, 4):
        return True
    clause = next((c for c in told.clauses if c.first <= first < c.last), None)
    if clause is None or not in_question(told, first, clause.last):
        return False
    if "when" in people.words[max(0, start - 2) : start] and told.words[first].text == "died":
        return told.text[told.words[first].start : told.words[first].end].lower() in {"die", "dies"}
    if "when" in people.words[max(0, start - 2) : start] and IS & set(people.words[begin : first + 1]):
        return False  # "who has PR when his mum's dead"
    return bool(ASKS & set(people.words[max(clause.first, start - 2) : start]))
