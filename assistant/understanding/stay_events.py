"""What happened, word by word: a child came, a child is here, an order, an approval, or something else that has its own day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from assistant.understanding.message_text import FOLDER
from assistant.understanding.named_days import DAYS, MONTHS

CAME, HERE, ORDER, APPROVAL, OTHER = "came", "here", "order", "approval", "other"
TO = {"to", "with", "at", "by", "on", "round", "for", "in", "into"}
MINE = {"my", "our", "his", "her", "their", "'s", "the", "all", "these", "those", "both"}
COUNTS = {"one", "two", "three", "four", "2", "3", "4", "lot", "old", "little", "both"}
CARER = {"i", "we"}
HAVE = {"had", "have", "has", "'ve", "got"}
BEFORE_ORDER = {"under", "on", "with", "by", "via", "through", "as", "an", "a", "the"}
LINKS = {"when", "after", "since", "because", "as", "and", "while", "once"}
KIN = frozenset(
    """
    sister brother daughter son friend mate ex parents neighbour in_law_child in_law_sibling
""".split()
)
TAKES = {"took", "taken", "take", "taking", "removed", "got"}
DONE = frozenset(
    """
    gone done come made known seen told met given sent lost no trouble problems not taught heard letter
""".split()
)
KICKED = {"kicked", "threw", "thrown", "chucked"}
MEANT = {"meant", "supposed"}
SHORT_STAY = {"night", "nights", "week", "weeks", "weekend", "fortnight", "days", "month", "bit"}


@dataclass(frozen=True)
class Event:
    """What a word tells, and where it stands."""

    at: int
    kind: str


@lru_cache(maxsize=1)
def stay_words() -> dict[str, frozenset[str]]:
    """The lists of stay_words.yml, each a set of words."""
    told: dict[str, Any] = yaml.safe_load((FOLDER / "stay_words.yml").read_text("utf-8"))
    return {name: frozenset(map(str, words)) for name, words in told.items()}


def events(words: list[str]) -> list[Event]:
    """The events of one clause, in order."""
    known = stay_words()
    told: list[Event] = []
    for i, word in enumerate(words):
        papers = _of_papers(words, i, told)
        if papers is not None:
            told += [papers] if papers.kind else []
        elif word == "turned" and words[i + 1 : i + 2] == ["into"]:
            told.append(Event(i, HERE))  # "one night turned into two years"
        elif (word in known["comes"] and _comes(words, i)) or (word in known["brings"] and _brings(words, i)):
            told.append(Event(i, CAME))
        elif word == "stepped" and words[i + 1 : i + 2] in (["up"], ["in"]) and CARER & set(words[max(0, i - 3) : i]):
            told.append(Event(i, CAME))
        elif word in MEANT and SHORT_STAY & set(words[i + 1 : i + 7]):
            told.append(Event(i, CAME))  # "it was only meant to be a fortnight"
        elif _is_here(words, i, word):
            told.append(Event(i, HERE))
        elif word in known["other"] or (word in known["comes"] and _nearest(words, i) in known["official"]):
            told.append(Event(i, OTHER))
    return told


def _of_papers(words: list[str], i: int, told: list[Event]) -> Event | None:
    """An approval, an order or the making of one; of no kind where the order only tells how the child came."""
    known, word = stay_words(), words[i]
    if word in known["temporary"] or _panel(words, i):
        return Event(i, APPROVAL)
    if word in {"made", "granted", "awarded", "issued", "given"} and any(e.kind in {ORDER, APPROVAL} for e in told):
        return Event(
            i, next(e.kind for e in told if e.kind in {ORDER, APPROVAL})
        )  # "an order that the judge made in May"
    if word in known["order"]:
        how = BEFORE_ORDER & set(words[max(0, i - 2) : i]) and any(e.kind == CAME for e in told)
        return Event(i, "" if how else ORDER)
    return None


def _panel(words: list[str], i: int) -> bool:
    """ "we went to panel in May", "approved as foster carers": told of the carer."""
    if words[i] == "approved":
        if i == 0:
            return True
        near = set(words[i + 1 : i + 7]) | set(words[max(0, i - 4) : i])
        return bool(near & {"foster_carer", "kinship_foster_carer", "carer", "carers", "panel", "we", "i", "been"})
    return words[i] == "panel" and bool({"went", "been", "passed", "through", "past"} & set(words[max(0, i - 4) : i]))


def is_child(words: list[str], j: int) -> bool:
    """Is this word a child: "him", "my niece", "her two", but not "her school"?"""
    known = stay_words()
    word, nxt = words[j], words[j + 1] if j + 1 < len(words) else ""
    if word == "her":
        return not nxt or nxt in known["after_her"] or nxt.isdigit()
    if word in COUNTS:
        return j > 0 and words[j - 1] in (MINE if word != "old" else {"year", "years", "month", "months"})
    return word in known["child"] and nxt != "'s"


def _object(words: list[str], i: int, reach: int) -> bool:
    return any(is_child(words, j) for j in range(i + 1, min(len(words), i + 1 + reach)))


def _nearest(words: list[str], i: int) -> str:
    """The nearest word before that can be who did it."""
    known = stay_words()
    for j in range(i - 1, max(-1, i - 8), -1):
        if words[j] in known["official"] or words[j] in {"who", "he", "she", "they"} or is_child(words, j):
            return "" if words[j] == "who" else words[j]
    return ""


def _ahead(words: list[str], i: int, reach: int = 5) -> list[str]:
    """The words that follow, as far as they tell where to: not past "when" or "and"."""
    after = list(words[i + 1 : i + 1 + reach])
    cut = next((j for j, word in enumerate(after) if word in LINKS), len(after))
    return after[:cut]


def _to_us(words: list[str], i: int) -> bool:
    known = stay_words()
    after = [*_ahead(words, i, 8), "", ""]
    for j, word in enumerate(after[:5]):
        if word in {"here", "live", "stay"}:
            return True
        if word in TO and after[j + 1] in known["here"]:
            return not (after[j + 1] in {"my", "our"} and after[j + 2] in known["elder"] | KIN)
    return False


def _comes(words: list[str], i: int) -> bool:
    known = stay_words()
    word, after = words[i], words[i + 1 : i + 6]
    if word in {"turned", "rocked", "showed", "knocked", "walked", "ran", "landed"} and not (
        {"up", "in", "to", "away", "at", "on", "out", "here", "with"} & set(after[:2])
    ):
        return False
    rest = words[i + 1 :]
    if "with" in rest and _object(rest, rest.index("with"), 6):
        return True  # "the police came last night with my grandkids"
    who, to_us = _nearest(words, i), _to_us(words, i)
    if who in known["official"]:
        return False
    if word != "moved" and set(after[after[:1] == ["to"] :][:1]) & known["visit"] and not to_us:
        return False
    return bool(who) or to_us or i <= 1


def _back(after: list[str]) -> bool:
    """ "took him back in June", not "took him in back in 2021"."""
    return "back" in after and "in" not in after[: after.index("back")]


def _brings(words: list[str], i: int) -> bool:
    known = stay_words()
    word, after = words[i], _ahead(words, i)
    if _an_order_or_a_move(words, i):
        return False
    if word in known["asks"]:
        return _asked_to_have(words, i)
    if word in KICKED:
        return "out" in after and _object(words, i, 4)
    to_us = _to_us(words, i)
    if word in TAKES and not _back(after) and {"in", "on"} & set(after[1:5]) and _object(words, i, 4):
        there = next(j for j in range(i + 2, i + 6) if words[j] in {"in", "on"})
        soon = words[there + 1] if there + 1 < len(words) else ""
        if word == "removed" or soon not in MONTHS.keys() | DAYS.keys():
            return word != "removed" and {"hospital", "holiday", "trip", "bus", "train", "car", "ambulance"}.isdisjoint(
                words[i + 2 : i + 8]
            )
    if word in {"put", "left", "dropped", "sent", "placed"} and not to_us and {"with", "to"} & set(after):
        return False  # "left him with my sister"
    if not to_us and set(after) & known["elsewhere"] - (set() if word in TAKES and word != "got" else {"off"}):
        return False
    if word == "put" and not to_us:
        return False
    passive = bool(known["be"] & set(words[max(0, i - 2) : i])) and _nearest(words, i) not in CARER
    if word in {"left", "leaving", "removed", "moved"} and not to_us:
        return _object(words, i, 4) and word in {"left", "leaving"}
    if word in {"took", "taken", "take"} and "to" in after and not to_us:
        return False
    if word == "got" and after[:1] and after[0] in known["brings"]:
        return False
    return _object(words, i, 5) or (passive and (to_us or bool(_nearest(words, i)) or i <= 2)) or to_us


def _an_order_or_a_move(words: list[str], i: int) -> bool:
    """ "got an SGO for him", "gave me custody", "I moved here in 2021"."""
    known, word = stay_words(), words[i]
    if word == "moved":
        return _nearest(words, i) in CARER and not _object(words, i, 4)
    near = set(words[max(0, i - 8) : i]) | set(words[i + 1 : i + 6])
    return word in {"got", "given", "gave", "get"} and bool(near & known["order"])


def _asked_to_have(words: list[str], i: int) -> bool:
    """ "asked me to take her", "rang and said can you fetch them", "asked us in May"."""
    known = stay_words()
    after = words[i + 1 : i + 14]
    for j, word in enumerate(after):
        if word in known["asked_to"] and _object(words, i + 1 + j, 5):
            return words[i] != "said" or bool({"i", "we", "you", "me", "us"} & set(after[:j]))
    asked_us = words[i] in {"asked", "begged"} and after[:1] in (["me"], ["us"], ["i"], ["we"])
    return asked_us and (
        len(after) < 2 or after[1] in {"in", "on", "last", "back", "at", "would", "if", "could", "can"}
    )


def _done_to(words: list[str], i: int) -> bool:
    """ "I've known her since 2010", "she had them vaccinated": something else is told of the child."""
    if words[i] not in HAVE:
        return False
    child = next((j for j in range(i + 1, len(words)) if is_child(words, j)), i)
    return any(word.endswith("ed") or word in DONE for word in words[i + 1 : child] + words[child + 1 : child + 2])


def _is_here(words: list[str], i: int, word: str) -> bool:
    known = stay_words()
    lead = words[max(0, i - 4) : i]
    nxt = words[i + 1] if i + 1 < len(words) else ""
    if word in known["keeps"]:
        return _keeps(words, i)
    if word in known["lives"]:
        near = words[i + 1 : i + 5]
        own = "with" in near and near[near.index("with") :][1:2] == ["my"] and bool(known["elder"] & set(near))
        if _nearest(words, i) in CARER:
            return own and "since" in words
        return own or _to_us(words, i)  # "my nephew has lived with my gran since": written for the gran
    if word == "here":
        if i == 0 and nxt in {"since", "from", "for"}:
            return True
        return bool(known["be"] & set(lead) or (i and is_child(words, i - 1))) and _nearest(words, i) not in CARER
    return _with_me(words, i, lead, nxt)


def _keeps(words: list[str], i: int) -> bool:
    """ "I have had her", "we look after them since": not "I have to", "had a baby", "had them vaccinated"."""
    known, word, nxt = stay_words(), words[i], words[i + 1] if i + 1 < len(words) else ""
    if word in HAVE and nxt in {"a", "another"} and {"baby", "little"} & set(words[i + 2 : i + 5]):
        return False
    if word == "looks_after" and "since" in words[i:] and CARER & set(words[max(0, i - 4) : i]):
        return not known["elder"] & set(words[i + 1 : i + 3])
    if nxt == "to" or (word in HAVE and nxt in known["be"] | {"not", "n't"}):
        return False
    return _object(words, i, 9) and not _done_to(words, i)


def _with_me(words: list[str], i: int, lead: list[str], nxt: str) -> bool:
    """ "is with me", "has been at ours", "in my care"."""
    known, word = stay_words(), words[i]
    if word == "with" and nxt in {"me", "us", "my", "our"}:
        who = _nearest(words, i)
        be = known["be"] | {"here", "live", "safe", "settled"}
        return bool((be & set(lead)) or is_child(words, i - 1)) and who not in known["official"] - {"mum", "dad"}
    if word in {"me", "us"} and nxt == "and" and {"been", "just"} <= set(lead) | {"been" if "been" in words else ""}:
        return "just" in lead or "only" in lead  # "it's been just me and him for fourteen months"
    if word in {"in", "under"} and nxt in {"my", "our"} and set(words[i + 2 : i + 4]) & known["room"]:
        return bool(known["be"] & set(lead))
    if "been" not in lead:
        return False
    if word in {"mine", "ours"}:
        return words[i - 1] in {"been", "at", "with"}
    if word in {"on", "in", "under"}:
        return nxt in {"my", "our"} and bool(set(words[i + 2 : i + 4]) & known["room"])
    return word in {"at", "with"} and bool(set(words[i + 1 : i + 3]) & known["elder"])
