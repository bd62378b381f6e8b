"""A stay dated by what befell the parents: "Mum went into hospital on 2 November … it just fell to me"."""

from __future__ import annotations

from assistant.understanding.dates_alone import LENGTHS, Read
from assistant.understanding.stay_events import CAME, HERE, OTHER
from assistant.understanding.stay_parts import stay_words
from assistant.understanding.when import Time

REACH = 4  # clauses after it in which the child is told to have come
NOT_HERS = {"i", "we"}
KEPT = {"had", "looks_after", "lived", "living", "stayed", "staying", "with"}
PAST_WORDS = {"went", "was", "got", "had", "fell", "took", "left", "lost", "broke", "were"}
FELL_TO_US = ("fell to me", "fell to us", "fell on me", "fell on us", "landed on me", "landed on us", "left to me")
NOT_THEN = {"not", "n't", "never", "if", "out", "back", "gets", "released", "free", "home", "could", "used"}


def befallen(read: list[Read]) -> tuple[int, Time] | None:
    """The clause and the date of what befell the parents, where the coming of the child is told just after it."""
    for n, told in enumerate(read):
        if told.clause.question:
            continue
        for time in told.times:
            if time[3] in LENGTHS | {"year"}:
                continue
            if _kept_until(told, time) or (_befell(told, time) and _taken_on(read, n, time)):
                return n, time
    return None


def _befell(told: Read, time: Time) -> bool:
    """ "Mum died in March", "she was sentenced in June": of somebody else than the carer, and it did happen."""
    known = stay_words()
    near = [e for e in told.events if e.kind == OTHER or told.words[e.at] in known["befell"]]
    lead = told.words[: time[0]]
    at = next((k for k in range(len(lead) - 1, -1, -1) if lead[k] in known["befell"]), None)
    if at is None or NOT_THEN & set(lead) or time[0] - at > 8:
        return False
    if any(at < e.at < time[0] and told.words[e.at] not in known["befell"] | known["places"] for e in near):
        return False
    if {("my", "mum"), ("my", "dad"), ("my", "nan")} & set(zip(lead, lead[1:], strict=False)):
        return False  # the carer's own mum
    doer = next((word for word in reversed(lead[:at]) if word in NOT_HERS | known["doer"]), "she")
    return doer not in NOT_HERS


def _kept_until(told: Read, time: Time) -> bool:
    """ "She had him till she went into a home in August": the stay with the carer begins where the other's ends."""
    lead = told.words[: time[0]]
    link = next((k for k, word in enumerate(lead) if word in {"till", "until"}), 0)
    kept = any(e.at < link and e.kind == HERE for e in told.events) or KEPT & set(lead[:link])
    past = any(word in PAST_WORDS or word.endswith("ed") or word in stay_words()["befell"] for word in lead[link:])
    return bool(link and kept and past) and not ({"i", "we", "us", "me"} & set(lead[:link]) and "us" not in lead[:link])


def _taken_on(read: list[Read], n: int, time: Time) -> bool:
    known, told = stay_words(), read[n]
    text = " ".join(word for each in read[n : n + 20] for word in each.words)
    rest = f" {' '.join(told.words[time[1] :])} "
    if any(phrase in text for phrase in FELL_TO_US) or any(f" {phrase} " in rest for phrase in known["fell"]):
        return True
    after = [e for e in told.events if e.at >= time[1] and e.kind != OTHER]
    if after:
        return after[0].kind in {CAME, HERE}
    for each in read[n + 1 : n + 1 + REACH]:
        if each.times or each.clause.sentence - told.clause.sentence > 1:
            return False
        joined = f" {' '.join(each.words)} "
        if any(f" {phrase} " in joined for phrase in known["fell"]):
            return True
        if each.clause.question or {"not", "n't", "never", "if", "want", "wants"} & set(each.words):
            continue
        same = each.clause.sentence == told.clause.sentence
        if any(e.kind == CAME or (same and e.kind == HERE) for e in each.events):
            return True
    return False
