"""Orders a message names as made, those told to have ended, and plain words that there is none. The words are in order_words.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from assistant.understanding.matches import Match
from assistant.understanding.message_text import FOLDER, Told
from kinship import yaml_text

FACT = "order_in_force"
CAO = "child_arrangements_order"
THE_OTHERS = (["for", "the", "other"], ["on", "the", "other"], ["for", "the", "others"], ["on", "the", "others"])
YEARS = {str(year) for year in range(1995, 2027)}
FIRST = {"first", "originally", "initially", "previously"}
SOUGHT = {
    "get",
    "getting",
    "want",
    "wants",
    "put",
    "trying",
    "apply",
    "applied",
    "asked",
    "wanting",
    "if",
    "until",
    "till",
}
YOUNG = re.compile(r"\bi (?:live|lived|stay|am living|am staying) with my\b|\bi am 1[0-7]\b|\blooks_after me\b")
EARS = {"test", "tests", "aid", "aids", "loss", "loop", "problem", "problems", "clinic", "impairment", "impaired"}
NEAR = 9  # words before an order's name in which "want" or "no" still rules it


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    told = yaml_text.load((FOLDER / "order_words.yml").read_text("utf-8"))
    return {name: each if isinstance(each, dict) else frozenset(map(str, each)) for name, each in told.items()}


def orders(told: Told) -> list[Match]:
    """Matches of `order_in_force`: each order named as made, and "none" where a clause denies papers, court and judge."""
    out: list[Match] = []
    for clause in told.clauses:
        if clause.question:
            continue
        words = told.texts(clause)
        for i, word in enumerate(words):
            value = _words()["orders"].get(word)
            if value and _made(words, i):
                out.append(Match(FACT, value, clause.first + i, clause.first + i + 1, clause))
        denied = _denied(words)
        if denied:
            out.append(Match(FACT, "none", clause.first + denied[0], clause.first + denied[1] + 1, clause))
    return out


def _made(words: list[str], i: int) -> bool:
    known = _words()
    lead = words[max(0, i - NEAR) : i]
    after = words[i + 1 : i + 7]
    if (
        known["not_yet"] - {"for"} & set(lead)
        or known["refused"] & set(after)
        or after[:1]
        and after[0] in known["other_thing"]
    ):
        return False
    if lead[-1:] == ["for"] or lead[-2:-1] == ["for"]:
        return False  # "went for an SGO"
    whose = lead[-2:] if lead[-1:] == ["'s"] else lead[-3:-1] if lead[-2:-1] == ["'s"] else []
    return not (whose and whose[0] in known["others"])


def _denied(words: list[str]) -> tuple[int, int] | None:
    """ "we never bothered with courts", "not got anything from a judge": first and last word, or nothing."""
    known = _words()
    if known["none_but"] & set(words):
        return None
    for i, word in enumerate(words):
        if word in known["refusing"]:
            reach, needs = 6, frozenset()
        elif word in {"not", "n't"} and "to" not in words[i + 1 : i + 2]:
            reach, needs = 7, known["did_not"]
        else:
            continue
        end = next((j for j in range(i + 1, min(len(words), i + 1 + reach)) if words[j] in known["none_of"]), None)
        if end is not None and words[end - 1] == "in" and "been" not in words[:end]:
            continue  # "nothing in court": whether a hearing comes, not whether there is an order
        if end is not None and (not needs or needs & set(words[max(0, i - 2) : end])) and _no_more(words, end):
            return i, end
    return None


def _no_more(words: list[str], end: int) -> bool:
    """Not "no court order says so", "no judge would": what follows tells nothing more of it."""
    return not {"says", "said", "would", "will", "to", "can", "could"} & set(words[end + 1 : end + 3])


def settled(told: Told, matches: list[Match]) -> list[Match]:
    """Of the orders found, those that still stand: not one that led to another, not one told to have ended."""
    known = _words()
    final = {m.value for m in matches if m.fact == FACT and m.value in known["final"]}
    out = []
    for match in matches:
        if match.fact == FACT and match.value in known["leads_to"] and final:
            if known["earlier"] & set(told.texts(match.clause)):
                continue
        if match.fact == FACT and match.value == CAO and final - {CAO} and FIRST & set(told.texts(match.clause)):
            continue  # "residence order first off, then the special guardianship"
        if match.fact == FACT and match.value in known["orders"].values() and _only_sought(told, match):
            continue
        if _of_something_else(told, match):
            continue
        out.append(match)
    return out + [Match(FACT, "order_ended", m.first, m.last, m.clause) for m in out if _has_ended(told, m)]


def _of_something_else(told: Told, match: Match) -> bool:
    """ "Nothing legal to stop him smoking", "a hearing test", "I was in care as a kid", "I don't want an order"."""
    inside = [w.text for w in told.words[match.first : match.last]]
    after = [w.text for w in told.words[match.last : match.last + 4]]
    before = [w.text for w in told.words[max(match.clause.first, match.first - 2) : match.first]]
    if match.fact == FACT and match.value == "none":
        stops = after[:1] == ["to"] and after[1:2] and after[1] in {"stop", "make", "keep", "prevent", "force"}
        return bool(stops) or bool({"want", "wants", "need", "needs", "needed", "smoking"} & set(inside + after[:2]))
    near = [*inside, *after]
    if match.fact in {FACT, "order_names_carer"} and any(near[i : i + 3] in THE_OTHERS for i in range(len(near))):
        return True  # "their dad's got a residence order for the other two"
    if match.fact == FACT and match.value in _words()["orders"].values():
        return bool(_words()["refused"] & set(after)) or ("'s" in before[-1:] and before[0] in _words()["others"])
    if match.fact == "court_in_progress":
        been = {"went", "attended", "came"} & {w.text for w in told.words[match.clause.first : match.first]}
        return "hearing" in inside and bool(
            EARS & set(inside + after)
            or (been and YEARS & {w.text for w in told.words[match.first : match.clause.last]})
        )
    if match.fact == "looked_after_before_order" and match.value == "yes":
        own = [*before, *inside]
        at = own.index("i") if "i" in own[: len(before) + 1] else -2
        grown = not YOUNG.search(" ".join(w.text for w in told.words))
        return grown and at >= 0 and own[at + 1 : at + 2] in (["was"], ["were"])
    return False


def _only_sought(told: Told, match: Match) -> bool:
    """ "They're going for an ICO", "a care order being applied for"."""
    words = [
        w.text for w in told.words[max(match.clause.first, match.first - 3) : min(match.clause.last, match.last + 6)]
    ]
    pairs = set(zip(words, words[1:], strict=False))
    return bool(pairs & {("going", "for"), ("being", "applied"), ("applying", "for"), ("go", "for"), ("goes", "for")})


def _has_ended(told: Told, match: Match) -> bool:
    known = _words()
    if match.fact != FACT or match.value in {"none", "order_ended"}:
        return False
    at = told.clauses.index(match.clause)
    words = [w.text for w in told.words[match.first + 1 : match.clause.last]]
    if SOUGHT & {w.text for w in told.words[match.clause.first : match.first]}:
        return False
    spans: list[list[str]] = [words]
    for clause in told.clauses[at + 1 : at + 4]:
        if clause.sentence - match.clause.sentence > 1 or clause.question:
            break
        spans.append(told.texts(clause))
    return any(_ends(words, n == 0) for n, words in enumerate(spans)) and not known["no_end"] & set(sum(spans[:2], []))


def _ends(words: list[str], same: bool) -> bool:
    known = _words()
    for i, word in enumerate(words):
        over = word in known["ended"] or words[i : i + 2] in (["ran", "out"], ["run", "out"], ["ran", "its"])
        if over and set(words[i + 1 : i + 4]) & known["orders"].keys():
            return False  # "made the SGO and discharged the care order"
        if over and not {"not", "n't", "never", "until", "till"} & set(words[max(0, i - 3) : i]):
            return same and i < 3 or bool(known["it"] & set(words[max(0, i - 4) : i]) or "it" in words[i + 1 : i + 2])
    return False
