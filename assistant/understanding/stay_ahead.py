"""How long a stay is to last, read from what is said of its end: "he stays until he finishes school", "she'll go home in a week"."""

from __future__ import annotations

from functools import lru_cache

from assistant.understanding.matches import Match
from assistant.understanding.message_text import FOLDER, Told
from assistant.understanding.numbers import number
from kinship import yaml_text

LONG, SHORT = "twenty_eight_days_or_more", "under_28_days_and_meant_to_end"
UNITS = {"day": 1, "days": 1, "night": 1, "nights": 1, "week": 7, "weeks": 7, "fortnight": 14}
LONGER = {"month": 1, "months": 2, "year": 1, "years": 2, "terms": 2}
MONTH_OF_DAYS = 28


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    told = yaml_text.load((FOLDER / "stay_ahead.yml").read_text("utf-8"))
    return {name: frozenset(map(str, words)) for name, words in told.items()}


def stay_lengths(told: Told) -> list[Match]:
    """Matches of `stay_length`, from the end that is told of the stay."""
    known, out = _words(), []
    everywhere = {word.text for word in told.words}
    for clause in told.clauses:
        if clause.question:
            continue
        words = told.texts(clause)
        joined = f" {' '.join(words)} "
        value = LONG if any(f" {way} " in joined for way in known["ways"]) else None
        value = value or _until(words, everywhere) or _lasts(words)
        if value:
            out.append(Match("stay_length", value, clause.first, clause.last, clause))
    return out


def _until(words: list[str], everywhere: set[str]) -> str | None:
    """ "be here till he marries", "stays with me until his dad is out" of prison."""
    known = _words()
    at = next((i for i, word in enumerate(words) if word in {"until", "till"}), None)
    if at is None or known["other"] & set(words[:at]) or {"was", "were", "had"} & set(words[:at]):
        return None
    if at and not known["stays"] & set(words[:at]):
        return None
    tail = set(words[at + 1 : at + 8])
    if {"went", "came", "was", "college", "uni"} & (tail | set(words[:at])) - {"college", "uni"} | {
        "college",
        "uni",
    } & set(words[:at]):
        return None
    if tail & known["far_end"] and "hospital" not in tail:
        return LONG
    return LONG if tail & known["out"] and known["prison"] & everywhere and "hospital" not in everywhere else None


def _lasts(words: list[str]) -> str | None:
    """ "she'll stay two years", "be about ten days", "home again in a week"."""
    known = _words()
    if known["other"] & set(words):
        return None
    for i, word in enumerate(words):
        if word not in UNITS.keys() | LONGER.keys() or set(words[i + 1 : i + 2]) & {
            "old",
            "ago",
            "now",
            "later",
            "before",
            "a",
            "today",
            "in",
            "that",
            "since",
            "tomorrow",
        }:
            continue
        n = 1 if word == "fortnight" else _how_many(words, i)
        lead = set(words[:i])
        if n is None or known["past"] & set(words[: i + 2]):
            continue
        if word in LONGER:
            if lead & known["ahead"] and lead & known["stays"] and (n > 1 or word == "year"):
                return LONG
            continue
        days = n * UNITS[word]
        if days > MONTH_OF_DAYS and lead & known["ahead"] and lead & known["stays"]:
            return LONG
        if 1 < days < MONTH_OF_DAYS and _short(words, i, lead):
            return SHORT
    return None


def _short(words: list[str], i: int, lead: set[str]) -> bool:
    back = any(
        pair in {("back", "in"), ("home", "in"), ("out", "in"), ("again", "in")}
        for pair in zip(words[:i], words[1:i], strict=False)
    )
    brief = {"just", "only"} & lead or {"till", "until", "while", "max", "tops", "only"} & set(words[i + 1 : i + 2])
    return bool(back or brief or ({"be", "about"} <= lead))


def _how_many(words: list[str], i: int) -> int | None:
    for back in (1, 2, 3):
        word = words[i - back] if i >= back else ""
        if word in {"few", "several", "couple"}:
            return 2 if word == "couple" else 3
        if number(word):
            return number(word)
        if word == "a":
            return 1
        if word not in {"of", "or", "so", "good", "more", "whole", "full"}:
            return None
    return None
