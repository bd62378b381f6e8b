"""Who arranged for the child to come: whoever asked, brought or came, by who is meant where it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.understanding.children import Children
from assistant.understanding.message_text import Told
from assistant.understanding.people import STOPS, People, Person
from assistant.understanding.sayings import Line, compiled, in_question, sayings_file

FACT = "who_arranged"
NEGATIONS = frozenset("not never no n't neither nobody without".split())
UNSURE = frozenset("if might unless whether may could would should want wants wanted wish hope keep keeps".split())
COURT = frozenset({"judge", "court", "courts"})
ALONE = frozenset({"own", "herself", "himself", "alone", "themselves"})
AT_SCHOOL = frozenset({"school", "nursery", "college", "playgroup"})
IN_CARE = frozenset({"placement", "foster_care", "foster_carer", "care_order", "ico"})
GROWN_NOW = frozenset({"niece", "nephew", "granddaughter", "grandson"})
SAYS = frozenset({"said", "says", "say", "saying", "told", "telling", "tells"})
OFFICE = frozenset({"they", "council", "social_services", "social_worker"})
JOINS = frozenset({"and", "so", "then", ",", "but", "or"})
THROWN = frozenset({"kicked", "threw", "thrown", "chucked", "booted"})
FAMILY = frozenset(
    """
    nan nana nanna nanny gran granny grandma grandmother grandad grandfather grandparents auntie aunt aunty uncle
    cousin family daughter son sister brother niece nephew friend mate friends husband wife partner girlfriend boyfriend
    ex fella neighbour neighbours mum dad half_sibling
""".split()
)
# The council outweighs a parent who left the child; a child who came outweighs the parent who threw them out.
STRONGEST = ("council_or_police", "child_themselves", "parent_or_family", "nobody")
ACTORS = {
    "asking_plainly": {"council": "council_or_police", "parent": "parent_or_family"},
    "asking": {"council": "council_or_police", "parent": "parent_or_family", "other": "parent_or_family"},
    "bringing": {"council": "council_or_police", "parent": "parent_or_family", "other": "parent_or_family"},
    "official": {"council": "council_or_police"},
    "own_feet": {"child": "child_themselves"},
}


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    told = sayings_file("who_arranged.yml")
    acts = [(act, e["gap"], compiled(w, told["lists"])) for act, e in told["done_by"].items() for w in e["words"]]
    plain = [(value, 0, compiled(w, told["lists"])) for value, words in told["told"].items() for w in words]
    return tuple(acts + plain)


def arranged(told: Told, people: People, children: Children) -> list[dict[str, Any]]:
    """Entities who_arranged, one for all or one for each child told apart; nothing where the message does not say."""
    found: dict[str | None, dict[str, tuple[int, int]]] = {}
    line = Line(people.words)
    for act, gap, pattern in _sayings():
        for first, last in line.places(pattern):
            value = _value(told, people, act, gap, first, last)
            if value:
                found.setdefault(children.group(first, last), {}).setdefault(value, (first, last))
    out = []
    for group, values in found.items():
        value = next(v for v in STRONGEST if v in values)
        first, last = values[value]
        words = told.words[first:last]
        entity = {"entity": FACT, "value": value, "start": words[0].start, "end": max(w.end for w in words)}
        out.append({**entity, "group": group} if group else entity)
    return out


def _value(told: Told, people: People, act: str, gap: int, first: int, last: int) -> str | None:
    if in_question(told, first, 6):
        return None
    if people.words[first - 1 : first] == ["will"] and first > 1:
        return None  # "her will asks us"
    if act not in ACTORS:
        return None if _denied(people, act, first, last) else act
    begin = people.subject_ends(first)
    subject = people.subject(first)
    between = people.words[begin:first]
    joined = max((k for k, word in enumerate(between) if word in JOINS), default=0)
    if len(between) > gap + 1 or (NEGATIONS | UNSURE) & set(between[joined:][-5:]) or _supposed(people, begin):
        return None
    if not subject:
        if subject is None and act == "official" and people.words[first] == "placed":
            return "council_or_police"  # "Kirklees placed her with me"
        return "child_themselves" if subject is None and act == "own_feet" else None
    return _by(people, _meant(people, subject[0], act, begin, (first, last)), act, begin)


def _supposed(people: People, begin: int) -> bool:
    """ "If his ex goes back on the drink he'll bring them": it has not happened."""
    start = next((k + 1 for k in range(begin - 1, -1, -1) if people.words[k] in STOPS), 0)
    return "if" in people.words[max(start, begin - 10) : begin]


def _denied(people: People, value: str, first: int, last: int) -> bool:
    """ "Never so much as a call off the council", "they said it's a family matter": told, but not of who arranged it."""
    before = people.words[max(0, first - 3) : first]
    before = before[max((k + 1 for k, word in enumerate(before) if word == ","), default=0) :]
    if NEGATIONS & set(before):
        return True
    if value == "council_or_police":
        here = people.words[max(0, first - 6) : last]
        return any(w in NEGATIONS and not (w == "no" and here[k + 1 : k + 2] == [","]) for k, w in enumerate(here))
    back = set(people.words[max(0, first - 8) : first])
    return value == "parent_or_family" and bool(SAYS & (set(before) | (back if OFFICE & back else set())))


def _meant(people: People, actor: Person, act: str, begin: int, at: tuple[int, int]) -> Person:
    """Whom "he" means here: a child does not bring himself, and a parent does not turn up to stay."""
    if people.words[begin] not in {"he", "she", "they"}:
        grown = act == "bringing" and actor.kind == "child" and actor.who in GROWN_NOW
        return Person("parent", actor.sex, actor.first, actor.last) if grown else actor
    if act == "bringing" and actor.kind == "child":
        return Person("parent", actor.sex, actor.first, actor.last)
    if actor.kind == "parent" and act != "bringing" and _of_oneself(people, begin, at[0] + 1):
        return Person("child", actor.sex, actor.first, actor.last)  # "he asked if he could have our back room"
    if act != "own_feet":
        return actor
    came_alone = bool(ALONE & set(people.words[slice(*at)]))
    thrown_out = bool(THROWN & set(people.words[max(0, begin - 25) : begin]))
    others_child = actor.kind == "other" and any(p.kind == "child" for p in people.named)
    if others_child or (actor.kind == "parent" and (thrown_out or came_alone)):
        return Person("child", actor.sex, actor.first, actor.last)
    return actor


def _of_oneself(people: People, begin: int, said: int) -> bool:
    ahead = people.words[said : said + 4]
    stop = next((k for k, word in enumerate(ahead) if word in STOPS or word == ","), len(ahead))
    return people.words[begin] in ahead[:stop]


def _by(people: People, actor: Person, act: str, begin: int) -> str | None:
    by = ACTORS[act]
    if people.words[begin] == "they" and AT_SCHOOL & set(people.words[max(0, begin - 6) : begin]):
        return None
    if people.words[begin] == "they" and IN_CARE & set(people.words[max(0, begin - 15) : begin]):
        return by.get("council")
    if actor.kind == "unknown":
        if people.words[begin] == "they":
            return by.get("council") if act != "bringing" or "sent" not in people.words[begin : begin + 4] else None
        return by.get("child") if act == "own_feet" else by.get("parent")
    if (actor.kind == "other" and actor.who not in FAMILY) or actor.who in COURT:
        return None
    return by.get(actor.kind)
