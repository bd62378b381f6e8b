"""Hiding who somebody is in what they wrote: words that everybody uses stay, all others go.

A list of names would always lack one; so the list is of words that may stay (everyday_words.yml), and what is not on it, a
name, a street, a number, an address, is hidden. Better a word too many hidden than one name kept.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kinship import yaml_text

WORDS = Path(__file__).with_name("everyday_words.yml")
HIDDEN, NUMBER = "\u2026", "#"
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b\w+(?:\.\w+)*\.(?:uk|org|com|net|example)\b\S*", re.I)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)
_DIGITS = re.compile(r"[+(]?\d[\d\s()./:-]*\d|\d")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SHORT_NUMBER = re.compile(r"\d{1,2}")  # an age, a number of weeks: tells nobody who somebody is
_AGAIN = re.compile(r"(?:\u2026[ \t,]*){2,}")


def masked(text: str) -> str:
    """The text with every word hidden that is not an everyday one, and every number of more than two digits."""
    text = _ADDRESS.sub(HIDDEN, text)
    text = _POSTCODE.sub(HIDDEN, text)
    text = _DIGITS.sub(lambda found: found.group() if _SHORT_NUMBER.fullmatch(found.group()) else NUMBER, text)
    text = _WORD.sub(lambda found: found.group() if _stays(found.group()) else HIDDEN, text)
    return _AGAIN.sub(f"{HIDDEN} ", text).strip()


def _stays(word: str) -> bool:
    plain = word.casefold().replace("'", "").replace("\u2019", "")
    known = everyday()
    return plain in known or any(plain.endswith(end) and plain[: -len(end)] in known for end in ("s", "ing", "ed"))


@cache
def everyday() -> frozenset[str]:
    """The words that may stay."""
    return frozenset(str(yaml_text.load(WORDS.read_text("utf-8"))["words"]).split())
