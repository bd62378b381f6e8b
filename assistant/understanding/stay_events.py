"""What happened, word by word: a child came, a child is here, an order, an approval, or something else that has its own day."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.stay_coming import asked_of_me, brings, carried, comes, joined
from assistant.understanding.stay_here import is_here
from assistant.understanding.stay_parts import nearest, stay_words

CAME, HERE, ORDER, APPROVAL, OTHER = "came", "here", "order", "approval", "other"
BEFORE_ORDER = {"under", "on", "with", "by", "via", "through", "as", "an", "a", "the"}
MEANT = {"meant", "supposed"}
SHORT_STAY = {"half", "night", "nights", "week", "weeks", "weekend", "fortnight", "days", "month", "bit"}


@dataclass(frozen=True)
class Event:
    """What a word tells, and where it stands."""

    at: int
    kind: str


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
        elif (word in known["comes"] and comes(words, i)) or (word in known["brings"] and brings(words, i)):
            told.append(Event(i, CAME))
        elif word in known["carries"] and carried(words, i):
            told.append(Event(i, CAME))
        elif word in known["asked_to"] and asked_of_me(words, i):
            told.append(Event(i, CAME))
        elif word in {"stepped", "joined", "became"} and joined(words, i):
            told.append(Event(i, CAME))
        elif word in MEANT and SHORT_STAY & set(words[i + 1 : i + 7]):
            told.append(Event(i, CAME))  # "it was only meant to be a fortnight"
        elif is_here(words, i, word):
            told.append(Event(i, HERE))
        elif word in known["other"] or (word in known["comes"] and nearest(words, i) in known["official"]):
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
    court = {"court", "judge", "magistrates", "courts"} & set(words[:i])
    if court and word in {"guardian", "guardians", "permanent"}:
        return Event(i, ORDER)  # "the court made it permanent in October"
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
