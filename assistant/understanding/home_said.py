"""A home told in full, "I live in York", whatever the place is called: no list of places is needed."""

from __future__ import annotations

from typing import Any

from assistant.understanding.message_text import Told

STOP = frozenset(
    """
    a an the my our his her their one two three small council sheltered private rented different another same flat
    house fear england uk and but hope temporary with overcrowded town village country city london's foster_care
    care it this that here not limbo poverty debt squalor peace supported housing association mum sin hiding refuge
    bits nothing nan over rural
""".split()
)
NAME_ENDS = frozenset(
    """
    and but with so do does is are my i we has have had council area now looks_after since for because who where
    which can if he she they the at what how though not did got near it in as there placed
""".split()
)
HOMES = {"flat", "house", "home", "bungalow", "place", "maisonette", "terrace"}
BETWEEN = frozenset("am are from in over up down here 's both just based resident only".split())
COUNTRIES = frozenset(
    """
    nigeria ghana jamaica poland romania pakistan india bangladesh ireland scotland wales spain france ukraine syria
    somalia kenya uganda zimbabwe africa europe universal credit january february march april may june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday reception year
    church facebook whatsapp lockdown covid christmas easter home england britain uk asda tesco morrisons aldi greggs
    court hospital
""".split()
)
LEADS = {"both", "all", "now", "still", "am", "are", "actually", "do", "live", "living", "based", "reside"}
LIVES = {"live", "living", "based", "reside"}


def home_said(told: Told, words: list[str]) -> dict[str, Any] | None:
    """Entity `home_council` after "I live in", "we are from", "we have a flat in"; None when not told so."""
    for i, word in enumerate(words[:-2]):
        if word not in {"i", "we"}:
            continue
        stated = _at_home(told, words, i)
        if stated:
            return stated
        j = i + 1
        while j < len(words) and words[j] in LEADS and j - i < 4:
            j += 1
        if (
            not LIVES & set(words[i + 1 : j])
            or words[j : j + 1] not in (["in"], ["at"])
            or {"used", "if", "when"} & set(words[max(0, i - 2) : i])
        ):
            continue
        name = []
        for k in range(j + 1, min(j + 5, len(words))):
            if words[k] in NAME_ENDS or not words[k].replace("-", "").isalpha():
                break
            name.append(words[k])
        if name and not set(name) & STOP and len(name) <= 3 and (words[j] == "in" or _capital(told, j + 1)):
            return _entity(told, j + 1, j + 1 + len(name), name)
    return None


def _at_home(told: Told, words: list[str], i: int) -> dict[str, Any] | None:
    """ "I'm in Wigan, 61", "we have a three bedroom flat in Croydon": only a place written with a capital."""
    j = i + 1
    if words[j] in {"am", "are", "is"}:
        while j < len(words) and words[j] in BETWEEN and words[j] not in {"in", "from"}:
            j += 1
        if words[j : j + 1] not in (["in"], ["from"]):
            return None
    elif words[j] in {"have", "live", "rent", "own"}:
        near = words[j : j + 16]
        stop = next((k for k, word in enumerate(near) if word in {".", "?", "!", "\n"}), len(near))
        at = next((k for k in range(1, stop) if near[k] == "in" and near[k - 1] in HOMES), None)
        if at is None:
            return None
        j += at
    else:
        return None
    first = last = j + 1
    while last < len(words) and last - first < 3 and _capital(told, last):
        last += 1
    name = words[first:last]
    if not name or set(name) & (STOP | NAME_ENDS | COUNTRIES) or not all(word.isalpha() for word in name):
        return None
    if {"if", "used", "when", "court"} & set(words[max(0, i - 2) : i]):
        return None
    return _entity(told, first, last, name)


def _capital(told: Told, i: int) -> bool:
    return told.text[told.words[i].start : told.words[i].end].istitle()


def _entity(told: Told, first: int, last: int, name: list[str]) -> dict[str, Any]:
    start, end = told.words[first].start, told.words[last - 1].end
    return {"entity": "home_council", "value": " ".join(name), "start": start, "end": end}
