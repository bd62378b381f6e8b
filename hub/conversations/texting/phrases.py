"""Whole messages that mean one thing, read against the phrases of phone.yml: whoever edits them needs no Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from hub.conversations.words import phone_words
from kinship.reply import normalise

_MARK = re.compile(r"\{(\w+)\}")
_GREETING = re.compile(r"\A(?:hi|hello|hey|hiya|sorry|um|er|erm|oh|ok|no)\s+(?=\S)")


def folded(text: str) -> str:
    """Small letters and digits with single spaces: no marks, no apostrophes, no emoji."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "").replace("‘", "")
    return re.sub(r"[^\w]+|_+", " ", plain).strip()


@lru_cache(maxsize=8192)
def _phrase(text: str) -> str:
    """A phrase of the content, folded once. Never a carer's message: nothing they wrote may stay in a cache."""
    return folded(text)


def without_greeting(text: str) -> str:
    """Folded, and without a hello or sorry in front."""
    return _GREETING.sub("", folded(text), count=1)


def as_reply(text: str) -> str:
    """Folded as a reply to a menu is: "please", "thanks" and lead-ins are gone as well."""
    return folded(normalise(text))


def part(block: str) -> Mapping[str, Any]:
    """One block of phone.yml."""
    return phone_words()[block]


def one_of(text: str, phrases: Iterable[str]) -> bool:
    """Is the whole message one of these? With or without a greeting in front, "please" behind, capitals and marks."""
    said = {folded(text), without_greeting(text), as_reply(text)} - {""}
    return bool(said) and not said.isdisjoint({_phrase(each) for each in phrases})


def begins(text: str, phrases: Iterable[str]) -> bool:
    """Does the message begin with one of these, as whole words?"""
    said = without_greeting(text) + " "
    return any(said.startswith(_phrase(each) + " ") for each in phrases)


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Does one of these stand anywhere in it, as whole words?"""
    said = f" {folded(text)} "
    return any(f" {_phrase(each)} " in said for each in phrases)


def filled(phrases: Iterable[str], lists: Mapping[str, Iterable[str]]) -> list[str]:
    """Each phrase with every word of a list in the place of its {name}. Raises KeyError for a list that is not there."""
    done = []
    for phrase in phrases:
        names = _MARK.findall(phrase)
        for words in product(*(lists[name] for name in names)):
            done.append(phrase.format(**dict(zip(names, words, strict=True))))
    return done
