"""When the child came, until when it is meant to last, and the year an order was made."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.understanding.clauses import Clause
from assistant.understanding.matches import another_family
from assistant.understanding.message_text import Told
from assistant.understanding.when import times

CAME = frozenset(
    """
    came arrived moved landed come brought dropped placed took taken turned left got collected delivered knocked
    rang moving
""".split()
)
STAYED = frozenset(
    """
    with here living live lived lives had have take keep looks_after been staying stayed stopping got raising kept
""".split()
)
TEMPORARY = {"reg_24", "temporarily", "temporary"}
WITH = {"me", "us", "here", "mine", "ours"}
CHILDREN = frozenset(
    """
    him her them grandson granddaughter grandchildren grandkids nephew nephews niece nieces kids boys girls boy girl
    baby lad children both em she he they grandsons cousin brother godson goddaughter daughter son great_niece
    great_nephew great_grandson great_granddaughter stepson great_grandchild one brothers sisters sister twins
    grandchild old
""".split()
)
ORDERS = frozenset(
    """
    sgo cao ico care_order interim_cao special_guardian order residency residence adoption_order
""".split()
)
ELSEWHERE = frozenset(
    """
    died hearing court panel prison hospital complaint complained applied application work worked job married
    excluded school born social_worker's assessment allowance payment money closed stopped retired pregnant due
    funeral review clean complain expelled cut stroke operation accident birthday appointment meeting letter email
    solicitor benefits
""".split()
)


def stays(told: Told, as_of: date) -> list[dict[str, Any]]:
    """Entities `stay_started`, `approval_started` and `order_made`, dated from `as_of`; the first told stands."""
    out: list[dict[str, Any]] = []
    previous: Clause | None = None
    for clause in told.clauses:
        if not clause.question:
            words = told.texts(clause)
            for first, last, value, kind in times(words, as_of):
                fact = _fact(words, first, kind, told, previous, clause)
                if fact:
                    out.append(_entity(told, clause, first, last, fact, value))
        previous = clause
    return out


def _entity(told: Told, clause: Clause, first: int, last: int, fact: str, value: str) -> dict[str, Any]:
    return {
        "entity": fact,
        "value": value,
        "start": told.words[clause.first + first].start,
        "end": told.words[clause.first + last - 1].end,
    }


def _fact(words: list[str], first: int, kind: str, told: Told, previous: Clause | None, clause: Clause) -> str | None:  # noqa: C901
    lead, all_words = set(words[:first]), set(words)
    if kind == "until":
        return None
    if (
        not all_words & (CAME | STAYED)
        and previous
        and len(words) <= 8
        and words[0] in {"that", "it", "this", "about", "since", "for", "in", "last", "on", "over", "from"}
        and clause.first - previous.last <= 2
    ):
        same = previous.sentence == clause.sentence and words[0] in {"since", "from", "in", "on", "last"}
        said = (
            [c for c in told.clauses if c.sentence == clause.sentence and c.first < clause.first]
            if same
            else [previous]
        )
        lead = {w for c in said for w in told.texts(c)} | lead  # "… in their pyjamas. That was five weeks ago."
        if "not" in lead:
            return None
    if {"not", "never", "n't", "until", "till", "if", "will", "want"} & lead:
        return None
    near = set(words[max(0, first - 9) : first])
    if lead & TEMPORARY and kind in {"date", "month", "ago", "span"}:
        return (
            "approval_started" if lead & {"started", "approved", "approval", "reg_24", "since", "from", "on"} else None
        )
    if lead & ORDERS:
        if another_family(words[:first], []):
            return None
        return (
            "order_made"
            if kind in {"year", "month", "date"}
            and not {"waiting", "hearing", "apply", "applied", "ended", "runs", "run", "out", "ran"} & lead
            else None
        )
    after_it = set(words[first:])
    if kind == "ago" and CAME & after_it and CHILDREN & after_it and after_it & (WITH | {"with"}):
        return "stay_started"  # "I work nights and three weeks ago my nephew came to us"
    if lead & ELSEWHERE or (
        words[first - 1 : first] and near & {"social_worker"} and not all_words & WITH | (CHILDREN & all_words)
    ):
        return None
    if words[0] in CAME and previous and previous.sentence == clause.sentence:
        lead |= {w.text for w in told.words[max(0, clause.first - 6) : clause.first]} & CHILDREN or (
            {"he"} if any(told.words[i].text.isdigit() for i in range(previous.first, previous.last)) else set()
        )  # "her sister Beth, 12, came last week"
    if "turned" in words and any(word.isdigit() and words[i - 1] == "turned" for i, word in enumerate(words) if i):
        return None  # "she turned 18 last week"
    if "rang" in words and words[max(0, words.index("rang") - 1)] in {"i", "we", "rang"}:
        return None  # "I rang last week"
    came = CAME & lead and ((CHILDREN | WITH) & lead or "with" in words[first:] and CHILDREN & set(words[first:]))
    stayed = (lead & WITH and STAYED & lead) or (
        STAYED & lead
        and CHILDREN & lead
        and lead & {"had", "have", "looks_after", "got", "with", "living", "raising", "kept", "take", "keep", "asked"}
        and kind != "ago"
    )
    been = "been" in lead and (CHILDREN & lead) and (WITH | {"living", "staying", "with"}) & all_words
    after = words[first:] and (WITH & set(words) and (STAYED | CAME) & set(words) and CHILDREN & set(words))
    here = lead <= {"been", "here", "with", "us", "me", "since", "and"} and "been" in lead
    return "stay_started" if came or stayed or been or after or here else None
