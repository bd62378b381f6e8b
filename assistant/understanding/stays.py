"""When the child came, when an order was made, since when an approval runs: each date goes to the event told nearest to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.understanding.clauses import Clause
from assistant.understanding.dated import event_of, told_in_passing
from assistant.understanding.dates_alone import LENGTHS, Read
from assistant.understanding.matches import another_family
from assistant.understanding.message_text import Told
from assistant.understanding.named_days import DAYS, MONTHS
from assistant.understanding.names import is_name
from assistant.understanding.stay_befell import befallen
from assistant.understanding.stay_events import APPROVAL, CAME, HERE, MEANT, ORDER, OTHER, Event, events
from assistant.understanding.stay_parts import stay_words
from assistant.understanding.when import Time, times

NOT_SO = {"might", "not", "never", "n't", "until", "till", "if", "want", "wants", "unless"}
SO_FAR = {"been", "had", "have", "has", "'ve", "lived", "looked", "now", "only", "looks_after", "here", "with"}
UNTIL_NOW = {"been", "had", "have", "has", "'ve", "lived", "looked", "now"}
IS = {"is", "'s", "are", "am", "was", "were"}
WHOSE = {"my", "our", "his", "her", "their", "she", "he", "they", "mum", "dad", "the"}
OVER = {"ran", "run", "runs", "expired", "expires", "ended", "ends", "lapsed", "finished", "finishes", "up"}
NO_ORDER = {("is", "up"), ("'s", "up"), ("was", "up"), ("said", "no"), ("says", "no")}
WOULD = {"could", "can", "would"}
TAKEN = {"took", "brought", "placed", "dropped", "left", "collected", "fetched", "gave", "handed", "sent", "put"}
DATED = {"easter", "christmas", "halloween", "xmas", "lockdown", "covid"} | MONTHS.keys() | DAYS.keys()
AHEAD = {"coming", "comes", "moving", "arrives", "arriving", "leaving"}
ELDERS = stay_words()["elder"] | {"cousin", "sister", "brother", "great_aunt", "great_gran", "grandmother"}
# A message written for the carer, or by a professional: "her" and "his aunt" are the carer.
WRITTEN_FOR = re.compile(
    r"\bon behalf of|\bcaseload|\bpupil|\bwriting (this )?(for|about)\b|\bmy (\w+ )?(mum|mother|nan|gran\w*|aunt\w*|dad|father|"
    r"parents|sister|brother|friend)('s| is| are| has| have)? (been )?(caring|looking after|looks after|cares|raising)"
)
FACTS = {CAME: "stay_started", HERE: "stay_started", ORDER: "order_made", APPROVAL: "approval_started"}
LATEST = 20  # words of a clause before a date in which a "not" or an "if" still rules it


def stays(told: Told, as_of: date) -> list[dict[str, Any]]:
    """Entities `stay_started`, `approval_started` and `order_made`, dated from `as_of`; the first told stands."""
    for_another = WRITTEN_FOR.search(told.text.casefold()) is not None
    read = [
        Read(clause, words, events(words), _once(told, clause, times(words, as_of)))
        for clause, words in (
            (clause, _as_the_carer(_named_children(told, clause, told.texts(clause)), for_another))
            for clause in told.clauses
        )
    ]
    read = [replace(each, times=_surest(told, read, n)) for n, each in enumerate(read)]
    out: list[dict[str, Any]] = []
    latest = ""
    for n, each in enumerate(read):
        for time in each.times:
            asked = each.clause.question and not told_in_passing(each, time) and not _when_it_was(told, each)
            event = None if asked else event_of(read, n, time)
            fact = _fact(each.words, time, event) if event else None
            if fact:
                out.append(_entity(told, each.clause, time[0], time[1], fact, time[2]))
            elif time[3] != "bare":
                latest = time[2]
        if latest and not each.clause.question:
            out += _same_day(told, read, n, latest)
    if not any(entity["entity"] == FACTS[CAME] for entity in out):
        befell = befallen(read)
        if befell is not None:
            n, time = befell
            out.append(_entity(told, read[n].clause, time[0], time[1], FACTS[CAME], time[2]))
    return out


def _as_the_carer(words: list[str], for_another: bool) -> list[str]:
    """Written for another: "placed with her in May", "staying with his older cousin since" is with the carer."""
    if not for_another:
        return words
    out = list(words)
    for i in range(len(words) - 1):
        nxt = words[i + 2] if i + 2 < len(words) else ""
        if words[i] in {"with", "to"} and words[i + 1] in {"her", "him", "them", "his", "their", "my"}:
            kin = set(words[i + 2 : i + 5]) & ELDERS
            if kin or (words[i + 1] != "my" and (not nxt or nxt in stay_words()["after_her"] | {"by"})):
                out[i + 1] = "me"
    return out


def _surest(told: Told, read: list[Read], n: int) -> list[Time]:
    """Without an age in brackets, and without "nearly two years" where "since January 2025" follows."""
    clause, dates = read[n].clause, read[n].times
    after = read[n + 1] if n + 1 < len(read) and read[n + 1].clause.sentence == clause.sentence else None
    since = any("since" in read[n].words[max(0, t[0] - 1) : t[1]] and t[3] not in LENGTHS for t in dates) or (
        after is not None
        and any(t[0] == 0 and "since" in after.words[: t[1]] and t[3] not in LENGTHS for t in after.times)
    )
    into = [k for k, word in enumerate(read[n].words) if word in {"turned", "became", "into", "turning"}]
    if dates and after is not None and dates[-1][1] == len(read[n].words) and read[n].words[-1] in DAYS:
        closer = [t for t in after.times if t[0] == 0 and t[3] == "date"]
        dates = dates[:-1] if closer else dates  # "on the Thursday, 12 November"
    dates = [t for t in dates if t[3] != "bare" or not any(t[1] <= k and dates[-1][0] > k for k in into)]
    bracket = clause.first and told.words[clause.first - 1].text == "("
    return [t for t in dates if t[3] not in LENGTHS or not (since or (bracket and t[0] == 0 and t[3] == "bare"))]


def _entity(told: Told, clause: Clause, first: int, last: int, fact: str, value: str) -> dict[str, Any]:
    return {
        "entity": fact,
        "value": value,
        "start": told.words[clause.first + first].start,
        "end": told.words[clause.first + last - 1].end,
    }


def _once(told: Told, clause: Clause, dates: list[Time]) -> list[Time]:
    """Without "on saturdays": every week, not one day."""
    return [
        time
        for time in dates
        if not any(
            word.text in DAYS and told.text[word.start : word.end].lower().endswith("ys")
            for word in told.words[clause.first + time[0] : clause.first + time[1]]
        )
    ]


def _same_day(told: Told, read: list[Read], n: int, latest: str) -> list[dict[str, Any]]:
    """ "My sister died in May and I've had hers since then": the day told before, or the day after it."""
    clause, words = read[n].clause, read[n].words
    joined = " ".join(words)
    known = stay_words()
    for phrases, days in ((known["day_after"], 1), (known["then"], 0)):
        told_so = sorted(p for p in phrases if f" {p} " in f" {joined} ")
        phrase = next((p for p in told_so if p in known["straight"]), told_so[0] if told_so else None)
        if phrase is None and days == 0 and words[-1:] == ["since"] and not read[n].times:
            phrase = "since"  # "we picked her up on 6 November and she's been here since"
        if phrase is None or NOT_SO & set(words):
            continue
        first = len(joined[: joined.index(phrase)].split())
        if read[n].times and read[n].times[-1][1] > first:
            return []
        if phrase in known["straight"]:
            near_by = [each for each in read[: n + 1] if each.clause.sentence + 2 >= clause.sentence]
            if not any(each.times for each in near_by):
                return []
        near = [e for e in read[:n] if e.clause.sentence == clause.sentence and not e.times] + [read[n]]
        if phrase not in known["straight"] and not any(e.kind in {CAME, HERE} for each in near for e in each.events):
            return []
        value = (date.fromisoformat(latest) + timedelta(days=days)).isoformat() if len(latest) == 10 else latest
        return [_entity(told, clause, first, first + len(phrase.split()), "stay_started", value)]
    return []


def _fact(words: list[str], time: Time, event: Event) -> str | None:
    first, last, _, kind = time
    lead = words[max(0, first - LATEST) : first]
    said = set(words[first:last])
    if event.kind == OTHER or NOT_SO & set(_up_to_link(words, lead, event, first)) or _an_age(words, first, kind):
        return None
    if event.kind == APPROVAL:
        if OVER & set(lead):
            return None  # "Reg 24 ran out last week"
        starts = {"started", "panel", "approved", "approval", "reg_24", "since", "from", "on"} & (set(lead) | said)
        return FACTS[APPROVAL] if kind in {"date", "month", "ago", "span"} and starts else None
    if event.kind == ORDER:
        if (
            another_family(words[:first], [])
            or stay_words()["not_made"] & set(lead)
            or NO_ORDER & set(zip(lead, lead[1:], strict=False))
        ):
            return None
        return FACTS[ORDER] if kind in {"date", "month", "year", "ago"} else None
    since = {"since", "from"} & (said | set(lead[-2:]) | set(words[event.at : first]))
    turned = event.at < first and words[event.at] == "turned"
    if event.kind == HERE and not (
        since or kind == "span" or turned or (kind == "bare" and SO_FAR & set(words[: max(last, event.at + 1)]))
    ):
        return None
    if event.at < first and words[event.at] in MEANT and not {"and", "that", "which"} & set(words[event.at : first]):
        return None if "half" not in said else FACTS[CAME]
    if kind == "bare" and _no_length_so_far(words, first, last):
        return None
    if {"being", "going"} & set(words[max(0, event.at - 3) : event.at]) and not since:
        return None  # "is being placed with us on Monday"
    if event.kind == CAME and kind in {"date", "month"} and event.at < first and words[event.at] in AHEAD:
        return None  # "coming on Friday"
    return FACTS[event.kind]


def _no_length_so_far(words: list[str], first: int, last: int) -> bool:
    """ "Came to us at 5 weeks", "she's here four nights", "could we have him for two weeks": not since when."""
    lead = words[max(0, first - LATEST) : first]
    if "at" in {words[first], *lead[-1:]} or _to_be(lead):
        return True
    so_far = UNTIL_NOW - {"now"} | {"since", "it"}
    if words[last - 1] in {"nights", "days"} and not so_far & set(words):
        return True
    return "for" in lead[-2:] and not UNTIL_NOW & set(words[:last])


def _up_to_link(words: list[str], lead: list[str], event: Event, first: int) -> list[str]:
    """ "Came to us when she could not cope, back in May": that "not" is about something else."""
    if event.at >= first or words[event.at] in MEANT:
        return lead
    link = next((i for i in range(event.at + 1, first) if words[i] in {"when", "because", "as"}), first)
    return lead[: len(lead) - (first - link)]


def _an_age(words: list[str], first: int, kind: str) -> bool:
    """ "He's 18 in March", "she is 8 months", "since he was 18 months"."""
    if kind == "month" and first and words[first - 1].isdigit() and words[first] in {"in", "on"}:
        return True
    lead = words[max(0, first - 3) : first] + [word for word in words[first : first + 3] if word in IS]
    return (
        kind == "bare" and bool(IS & set(lead[-1:])) and not {"that", "it", "this", "been", "have", "has"} & set(lead)
    )


def _to_be(lead: list[str]) -> bool:
    """ "could we have him a couple of weeks": how long it was to be."""
    return any(
        word in WOULD and nxt in {"i", "we", "you", "she", "he", "they"}
        for word, nxt in zip(lead, lead[1:], strict=False)
    )


def _named_children(told: Told, clause: Clause, words: list[str]) -> list[str]:
    """ "asked me to take Alfie": a name after "take" or "have" is the child."""
    takes = stay_words()["asked_to"] | stay_words()["keeps"] | TAKEN
    out = list(words)
    for i in range(1, len(words)):
        word = told.words[clause.first + i]
        if words[i - 1] in takes and i < len(words) and is_name(told, word) and words[i] not in DATED:
            out[i] = "him"
    return out


def _when_it_was(told: Told, each: Read) -> bool:
    """ "When my son was jailed in August his little girl came here": told, not asked."""
    ends = told.words[each.clause.last].text if each.clause.last < len(told.words) else ""
    return each.words[0] == "when" and each.words[1:2] != [] and each.words[1] in WHOSE and ends != "?"
