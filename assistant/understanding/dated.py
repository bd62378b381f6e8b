"""Which event a date belongs to: the nearest told before it, else after it, else the one "that was in May" looks back to."""

from __future__ import annotations

from assistant.understanding.dates_alone import Read, around, next_goes_on
from assistant.understanding.stay_events import APPROVAL, CAME, HERE, ORDER, OTHER, Event
from assistant.understanding.stay_parts import stay_words
from assistant.understanding.when import Time

LINKS = {"when", "after", "since", "once", "as"}
STAY = {CAME, HERE}
PAST_COMING = {"came", "placed", "brought", "moved", "taken", "took", "lived", "had", "been"}
GOES_ON = {
    "has",
    "have",
    "had",
    "'ve",
    "'s",
    "done",
    "did",
    "been",
    "ever",
    "and",
    "she",
    "he",
    "i",
    "we",
    "they",
    "so",
}
STARTED = {"started", "starts", "signed"}


def event_of(read: list[Read], n: int, time: Time) -> Event | None:
    """The event that the date `time` of clause n belongs to, if one is told."""
    told = read[n]
    before = [e for e in told.events if e.at < time[1] and not _a_place(told, e)]
    after = [e for e in told.events if e.at >= time[1] and not _a_place(told, e, alone=True)]
    if before:
        nearest = before[-1]
        if nearest.kind == OTHER:
            return _linked(read, n, before, after, time)
        came = [e for e in before if e.kind == CAME]
        if nearest.kind == HERE and came and not any(came[-1].at < t[0] < nearest.at for t in told.times):
            return came[-1]  # "he came to live with us in June"
        return nearest
    opens = time[0] <= 3 or told.words[0] == "when" or told.words[time[0] - 1] in {"and", "then", "so"}
    asked_then = (
        after
        and after[0].kind == CAME
        and told.words[after[0].at] in stay_words()["asks"]
        and after[0].at - time[1] < 4
        and words_from(told, time) == "and"
    )
    if asked_then:
        return after[0]  # "got me out of bed a week ago and said can you take him"
    if after and (opens or words_from(told, time) == "since" or after[0].at == time[1]):
        return after[0] if after[0].kind != OTHER else _opened(read, n, time)
    return around(read, n, time) or _opened(read, n, time) or _order_made(read, n, time)


def told_in_passing(told: Read, time: Time) -> bool:
    """ "Can I claim for my nephew who came to us in June": asked of something else, the coming is told."""
    lead = [w for w in told.words[: time[0]] if w in PAST_COMING]
    return bool(lead) and told.words[0] not in {"did", "was", "were", "when", "why", "had"}


def _a_place(told: Read, event: Event, alone: bool = False) -> bool:
    """ "came to me from the hospital on Monday", "granted by the family court in June"."""
    known = stay_words()
    if event.kind != OTHER or told.words[event.at] not in known["places"]:
        return False
    first = max(0, event.at - 4)
    where = any(word in known["at"] for word in told.words[first : event.at])
    came = next((e.at for e in reversed(told.events) if e.kind == CAME and e.at < event.at), None)
    if came is not None and "in" in told.words[first : event.at] and not LINKS & set(told.words[came : event.at]):
        return True  # "handed over to me in the hospital car park"
    return where and (alone or any(e.kind != OTHER and e.at < event.at for e in told.events))


def _opened(read: list[Read], n: int, time: Time) -> Event | None:
    """ "Tuesday she kicked off and walked out, and she's come to mine": the day told first holds for the sentence."""
    told = read[n]
    if (
        (time[0] > 3 and told.words[time[0] - 1] not in {"and", "then", "so"})
        or any(e.kind == OTHER and e.at < time[0] for e in told.events)
        or time[3] == "bare"
        or {"was", "is", "'s"} & set(told.words[: time[1]])
    ):
        return None
    if (
        n
        and read[n - 1].clause.sentence == told.clause.sentence
        and any(each.events for each in read[max(0, n - 2) : n])
    ):
        return None
    for each in read[n : n + 4]:
        if each.clause.sentence != told.clause.sentence or (each is not told and each.times):
            break
        came = next((e for e in each.events if e.kind == CAME), None)
        if came is not None:
            return Event(0, CAME)
    return None


def _order_made(read: list[Read], n: int, time: Time) -> Event | None:
    """ "We have a CAO, given by the judge in Preston in May 2021": the order told just before."""
    told = read[n]
    if any(e.kind in STAY for e in told.events) or not stay_words()["made"] & set(told.words[: time[1]]):
        return None
    for back in range(n - 1, max(-1, n - 4), -1):
        if told.clause.sentence - read[back].clause.sentence > 1 or read[back].clause.question:
            break
        kinds = [e.kind for e in read[back].events]
        if ORDER in kinds:
            return Event(0, ORDER)
        if kinds:
            break
    return None


def words_from(told: Read, time: Time) -> str:
    """The word that follows a date."""
    return told.words[time[1]] if time[1] < len(told.words) else ""


def _linked(read: list[Read], n: int, before: list[Event], after: list[Event], time: Time) -> Event | None:
    """ "He came to us when his mum died in May", "since she died in June I have been looking after him"."""
    words, other = read[n].words, before[-1].at
    done = _done_since(read, n)
    if done:
        return done
    if words[other] in STARTED and any(e.kind == APPROVAL for e in before):
        return next(e for e in before if e.kind == APPROVAL)
    if after and after[0].kind in {CAME, ORDER} and words_from(read[n], time) == "and" and after[0].at - time[1] < 4:
        return after[0]  # "went into hospital a week ago and asked me to have them"
    called = words[other] in stay_words()["asks"] | {"call"}
    if called and after and after[0].kind == CAME and after[0].at - time[1] < 3:
        return after[0]  # "a call on the 3rd asking us to take her"
    if called and not ({"i", "we"} & set(words[:other]) and words[other] != "call") and next_goes_on(read, n):
        came = next((e for e in read[n + 1].events[:1] if e.kind in STAY), None)
        if came is not None:
            return Event(0, CAME)  # "they rang me on Friday and I went and fetched her"
    link = next((i for i in range(other, -1, -1) if words[i] in LINKS), None)
    if link is None:
        return _linked_before(read, n) or _order_made(read, n, time)
    stay = [e for e in before if e.kind in STAY and e.at < link]
    if stay:
        return Event(stay[-1].at, CAME)
    ahead = after or (read[n + 1].events if link < 3 and next_goes_on(read, n) else [])
    return next((Event(0, CAME) for e in ahead[:1] if e.kind in STAY), None)


def _linked_before(read: list[Read], n: int) -> Event | None:
    """ "He has been with me since | his mum and dad split in 2023"."""
    if not n or read[n - 1].times or read[n - 1].clause.sentence != read[n].clause.sentence:
        return None
    words = read[n - 1].words
    link = next((i for i in range(len(words) - 1, -1, -1) if words[i] in {"since", "when", "after"}), None)
    stay = [e for e in read[n - 1].events if e.kind in STAY and link is not None and e.at < link]
    return Event(stay[-1].at, CAME) if stay else _done_since(read, n)


def _done_since(read: list[Read], n: int) -> Event | None:
    """ "She looks after my cousins | 9 and 13 | has done since my aunt went to prison last year"."""
    words = read[n].words
    link = words.index("since") if "since" in words else 0
    if not link or not set(words[:link]) <= GOES_ON:
        return None
    near = [each for each in read[max(0, n - 4) : n] if each.clause.sentence == read[n].clause.sentence]
    return Event(0, CAME) if any(e.kind in STAY for each in near for e in each.events) else None
