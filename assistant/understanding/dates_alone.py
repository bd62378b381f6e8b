"""A date that stands by itself ("that was in May", "…, since Easter", "been 5 weeks now"), and the event it looks back or ahead to."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.clauses import Clause
from assistant.understanding.stay_events import APPROVAL, CAME, HERE, ORDER, OTHER, Event
from assistant.understanding.stay_parts import KIN, stay_words
from assistant.understanding.when import Time

BACK = 6  # clauses a bare "that was in May" looks back over
LENGTHS = {"bare", "span"}
WITH_WHOM = frozenset(
    "his her my our their wife husband partner boyfriend girlfriend fella family and both two boys girls".split()
)
BABIES = {"baby", "babby", "newborn", "toddler"}
COMING = {"coming", "comes", "arriving", "moving"}
POINTS = {"that", "this", "it"}
SO_FAR = {"had", "been", "'ve", "lived", "have"}
ASKED_ME = {"would", "could", "can"}


@dataclass(frozen=True)
class Read:
    """One clause with its words, its events and its times."""

    clause: Clause
    words: list[str]
    events: list[Event]
    times: list[Time]


def next_goes_on(read: list[Read], n: int) -> bool:
    """Does the next clause belong to the same sentence, without a date of its own?"""
    return n + 1 < len(read) and read[n + 1].clause.sentence == read[n].clause.sentence and not read[n + 1].times


def around(read: list[Read], n: int, time: Time) -> Event | None:
    """The event of a date whose clause tells none."""
    words = read[n].words
    cut = next((i for i in range(time[1], len(words)) if words[i] in {"and", "with", "when"}), len(words))
    rest = {w for i, w in enumerate(words[:cut]) if not any(t[0] <= i < t[1] for t in read[n].times)}
    since = {"since", "from"} & set(words[: time[1]])
    with_whom = WITH_WHOM | stay_words()["elder"] | KIN if since and time[0] < 5 else frozenset()
    if not rest <= stay_words()["empty"] | with_whom or "not" in rest:
        return None
    since = bool({"since", "from"} & set(words[: time[1]])) or _left_open(read, n)
    points = bool(POINTS & set(words))
    whole = time[0] == 0 and time[1] == len(words)
    ahead = _comes_next(read, n)
    if ahead and whole and not since and not points:
        return ahead
    pointed = points and time[3] not in LENGTHS and "was" in words
    event = _before(read, n, time, since or pointed, bool(rest) or points or since or whole)
    if event is not None and event.kind == HERE and pointed and not since:
        event = Event(0, CAME)  # "he stops with us … that was eighteen months ago"
    if event is not None:
        return Event(0, CAME) if event.kind == HERE and _left_open(read, n) else event
    if next_goes_on(read, n) and not points and any(e.kind != ORDER for e in read[n + 1].events[:1]):
        return read[n + 1].events[0]
    return _stay_itself(read, n, time, since, points, rest)


def _left_open(read: list[Read], n: int) -> bool:
    """ "Here since the jubilee | June 2022"."""
    if not n or read[n - 1].times or read[n - 1].clause.sentence != read[n].clause.sentence:
        return False
    return "since" in read[n - 1].words


def _comes_next(read: list[Read], n: int) -> Event | None:
    """ "Now, 15 November, his brother has turned up too"."""
    came = [e for e in read[n + 1].events if e.kind == CAME] if next_goes_on(read, n) else []
    before = n and read[n - 1].clause.sentence == read[n].clause.sentence and read[n - 1].events
    return came[0] if came and not before else None


def _before(read: list[Read], n: int, time: Time, since: bool, goes_on: bool) -> Event | None:
    length = time[3] in LENGTHS
    whole = time[0] == 0 and time[1] == len(read[n].words)
    if n and time[3] == "bare" and whole and read[n - 1].words[-1] in BABIES:
        return None  # "and the baby, 8 months"
    skip = ({ORDER, APPROVAL} if length else set()) | (set() if since or length else {HERE})
    for back in range(n - 1, max(-1, n - 1 - BACK), -1):
        told = read[back]
        gone = read[n].clause.sentence - told.clause.sentence
        if gone > (3 if since else 1):
            break
        if told.clause.question:
            if told.words[0] in ASKED_ME and gone < 2:
                continue  # "she asked me | would I have him"
            break
        if gone and time[3] == "bare" and "been" not in read[n].words:
            break
        if gone and not (goes_on or time[3] in {"ago", "span"}):
            break
        known = [e for e in told.events if e.kind not in skip | ({OTHER} if since else set())]
        if known and time[3] == "bare" and COMING & set(told.words):
            return None  # "great nephew coming to us, 8 years"
        if known:
            came = [e for e in known if e.kind == CAME]
            found = came[-1] if came and known[-1].kind == HERE else known[-1]
            so_far = found.kind == HERE and time[3] == "bare" and SO_FAR & set(told.words)
            return Event(0, CAME) if so_far else found
    return None


def _stay_itself(read: list[Read], n: int, time: Time, since: bool, points: bool, rest: set[str]) -> Event | None:
    """ "Great uncle, 6 yr old, since June", "been 5 weeks now", "I was asked at the school gate. That was Good Friday."."""
    words, sentence = read[n].words, read[n].clause.sentence
    near = [each for each in read[: n + 1] if sentence - each.clause.sentence <= (1 if points else 0)]
    if any(e.kind in {OTHER, ORDER} for each in near for e in each.events):
        return None
    if since and not rest - {"since", "from", "now", "it", "'s", "been", "is", "that"}:
        return Event(0, HERE)
    so_far = "been" in words[: time[1]] or "now" in words
    if (
        time[3] in LENGTHS
        and not rest - {"been", "it", "'s", "has", "now"}
        and so_far
        and not {"he", "she"} & set(words)
    ):
        return Event(0, CAME)
    if points and {"was", "'s", "is", "were"} & set(words) and time[3] in {"date", "ago"} and near[0] is not read[n]:
        return Event(0, CAME)
    return None
