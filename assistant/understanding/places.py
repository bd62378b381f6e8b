"""Where the carer lives, only when they say so: "I live in York", "Nan from Bootle". Any other place named is not their council."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.understanding.home_said import home_said
from assistant.understanding.matches import SMALL
from assistant.understanding.message_text import FOLDER, Told
from assistant.understanding.titles import title_of
from kinship import yaml_text

STOPS = {".", "!", "?", "\n", ";"}
WRITER = {"i", "we", "me", "us", "mine", "ours", "am"}
KINDS = {"city", "county", "borough", "district", "metropolitan", "children", "'s", "the"}
COUNCIL = {"council", "social_services", "social_worker", "cc", "mbc", "authority"}
PUT = {"placed", "put", "moved", "sent"}
ARRANGED = frozenset(
    """
    placed placing placement put moved brought sent responsible asked asking rang phoned called call took gave removed
    approached approved assessed care_order ico under
""".split()
)
# Written for somebody: then "she lives in Hastings" is where the carer lives.
FOR_ANOTHER = re.compile(
    r"\b(?:behalf of|for) (?:my|our|a)\b|\bmy (?:mum|dad|nan|gran|friend|parents) (?:has|have|is|looks_after|'s got)\b"
)
LIVES_WITH = re.compile(r"\b(?:live|lives|living|been|staying|moved in) (?:\w+ ){0,2}?with (?:my|our)\b")
# "I'm a neighbour, live …", "we're mum's cousin and her husband, up in …": all told of the writer.
I_AM = re.compile(r"(?:(?:hi|hello|hiya|so|and|,|dears?|all) )*(?:i|we) (?:am|are|'m|is|was)\b")
OTHERS_DO = re.compile(
    r"\b(?:is|was|has|lives|who|that|went|came|moved|got|prison|jail|hospital|court|foster_care|used|working|work|till"
    r"|until|if|when) |\b(?:prison|jail|hospital|court|foster_care|ward|unit|rehab)\b"
)
CARERS = {
    "mum",
    "dad",
    "nan",
    "gran",
    "grandma",
    "parents",
    "friend",
    "aunt",
    "auntie",
    "she",
    "he",
    "sister",
    "herself",
}


@dataclass(frozen=True)
class Place:
    """A place of the list, named in the message: its words, its council, and whether a council is named by it."""

    first: int
    last: int
    name: str
    council: str
    of_council: bool


@lru_cache(maxsize=1)
def places_file() -> dict[str, Any]:
    """The councils and places of places.yml, with each name's words, longest first, by its first word."""
    table = yaml_text.load((FOLDER / "places.yml").read_text("utf-8"))
    names: dict[str, list[tuple[list[str], str]]] = {}
    for council, within in table["councils"].items():
        for name in (council, *within):
            words = name.replace("-", " ").split()
            names.setdefault(words[0], []).append((words, council))
    for options in names.values():
        options.sort(key=lambda option: -len(option[0]))
    lists = {key: frozenset(map(str, table[key])) for key in table if key != "councils"}
    return {"names": names, **lists}


def home_council(told: Told) -> list[dict[str, Any]]:
    """Entity `home_council`, lower case, without the word "council"; and `placed_by_another_council` beside it."""
    words = [word.text for word in told.words]
    named = _named(told, words)
    stated = home_said(told, words)
    here = next((place for place in named if _home(told, words, place)), None)
    if stated is None and here is None:
        return []
    if stated is None or here is not None and told.words[here.first].start <= stated["start"]:
        assert here is not None
        stated = _entity("home_council", here.name, told, here.first, here.last)
    council = next((place.council for place in named if place.name == stated["value"]), None)
    return [stated, *_another(told, words, named, stated["value"], council)]


def _named(told: Told, words: list[str]) -> list[Place]:
    table, out, at = places_file(), [], 0
    typed = [told.text[word.start : word.end].lower() for word in told.words]
    while at < len(words):
        place = next(
            (
                (name, council)
                for name, council in table["names"].get(typed[at], ())
                if typed[at : at + len(name)] == name
            ),
            None,
        )
        if place and (
            len(place[0]) > 1 or typed[at] not in table["also_words"] or told.text[told.words[at].start].isupper()
        ):
            last = at + len(place[0])
            after = words[last : last + 4]
            while after and after[0] in KINDS:
                after.pop(0)
            of = bool(after) and after[0] in COUNCIL or _placing(words, at, last)
            out.append(Place(at, last, " ".join(place[0]), place[1], of))
            at = last
        else:
            at += 1
    return out


def _placing(words: list[str], at: int, last: int) -> bool:
    """ "A social worker from Kent rang", "Lambeth put her here"; not "I'm a social worker in Leeds"."""
    before = words[max(0, at - 2) : at]
    told_of_me = words[max(0, at - 6) : at]
    if before[-1:] in (["from"], ["in"]) and COUNCIL & set(before):
        return not ({"i", "we"} & set(told_of_me) and {"am", "are"} & set(told_of_me))
    return bool(PUT & set(words[last : last + 2])) and before[-1:] not in (["in"], ["near"])


def _home(told: Told, words: list[str], place: Place) -> bool:
    table = places_file()
    start = max((i + 1 for i in range(place.first) if words[i] in STOPS), default=0)
    after = words[place.last : place.last + 3]
    if place.of_council:
        alone = start == place.first and "council" in after
        end = words[place.last : place.last + 4]
        end = end[end.index("council") + 1 :] if "council" in end else [""]
        return alone and (not end or end[0] in STOPS | {",", "area", "here"})
    if after[:1] and after[0] in table["longer"]:
        return False
    lead = words[start : place.first]
    k = len(lead)
    while k and lead[k - 1] in table["after_in"]:
        k -= 1
    by = lead[k - 1] if k and lead[k - 1] in table["before"] else ""
    if by == "to" or by == "from" and {"got", "had", "came", "come", "call", "back", "away", "coming"} & set(lead[-4:]):
        return False
    if not by:
        if not {"my", "his", "her", "our"} & set(lead):
            lead = [word for word in lead if word not in title_of()]  # "single auntie, Wigan"
        ends = not after or after[0] in STOPS | {",", "way", "area", "based", ")"}
        return (
            ends
            and (place.first == start or words[place.first - 1] in {",", "("})
            and not (table["others"] | table["not_home"]) & set(lead)
        )
    return _writers(words, lead[: k - 1], place.first)


def _writers(words: list[str], lead: list[str], at: int) -> bool:
    """Is the writer, or the carer they write for, the one told of just before the place?"""
    table = places_file()
    said = " ".join(lead)
    if lead[-1:] == ["born"]:
        return False
    if I_AM.match(said) and not OTHERS_DO.search(said):
        return True
    text, lead = " ".join(words[:at]), lead[-14:]
    for i in range(len(lead) - 1, -1, -1):
        word = lead[i]
        if word in table["not_home"]:
            return False
        if word in WRITER:
            if lead[i + 1 : i + 2] and lead[i + 1] in {"think", "believe", "reckon", "heard", "hear"}:
                continue  # "her mother we think is in Leicester"
            return True
        if word in table["others"] and lead[i - 1 : i] != ["of"]:
            if word == "school" and {"i", "am", "as"} & set(lead[:i]):
                continue
            lives = {"live", "lives", "living", "based"} & set(lead[i:])
            if word in CARERS and lives and FOR_ANOTHER.search(text):
                return True
            return word in CARERS and bool(LIVES_WITH.search(" ".join(lead)))
    theirs = {"a", "his", "her", "their", "another", "other"} & set(lead[-3:]) and (CARERS | table["others"]) & set(
        lead[-2:]
    )
    the_child = bool(SMALL & set(lead[-2:]) and {"my", "our"} & set(lead[:2]) and words[at - 1 : at] == ["in"])
    return not lead or (len(lead) < 5 and not theirs and not the_child)


def _another(told: Told, words: list[str], named: list[Place], home: str, council: str | None) -> list[dict[str, Any]]:
    """ "Bradford council placed him but we live in Leeds": a council of another name made the arrangement."""
    for place in named:
        if not place.of_council or place.council == council or place.name in home:
            continue
        first = max((i + 1 for i in range(place.first) if words[i] in STOPS), default=0)
        last = next((i for i in range(place.last, len(words)) if words[i] in STOPS), len(words))
        if ARRANGED & set(words[first:last]):
            return [_entity("placed_by_another_council", "yes", told, place.first, place.last)]
    for i in range(1, len(words) - 1):
        if words[i] in {"placing", "responsible"} and words[i + 1] in {"authority", "council"}:
            name = words[i + 3 : i + 4] if words[i + 2 : i + 3] in (["is"], ["was"], ["'s"]) else words[i - 1 : i]
            if words[i - 2 : i] in (["is", "the"], ["'s", "the"], ["was", "the"], ["are", "the"]):
                name = words[max(0, i - 3) : i - 2]  # "Kent is the placing authority"
            if name and name[0] not in home.split() and name[0].isalpha() and name[0] not in NO_COUNCIL:
                return [_entity("placed_by_another_council", "yes", told, i, i + 2)]
        if (
            words[i] == "council"
            and words[i + 1] in {"placed", "put", "moved", "brought", "sent"}
            and words[i - 1] not in {*NO_COUNCIL, *KINDS, *home.split()}
            and not any(place.last == i for place in named)
        ):
            return [_entity("placed_by_another_council", "yes", told, i - 1, i + 2)]
    return []


NO_COUNCIL = {"the", "our", "a", "your", "not", "my", "local"}


def _entity(fact: str, value: str, told: Told, first: int, last: int) -> dict[str, Any]:
    return {"entity": fact, "value": value, "start": told.words[first].start, "end": told.words[last - 1].end}
