"""Puts a message together with those just before it, so that a sentence cut in parts by the phone is read whole.

Two messages are one sentence where the first breaks off ("i want", "he has got a") or the second goes on ("to end it", "and take him").
Elsewhere each stands by itself, and words that they happen to hold together mostly tell of nothing ("her mum is on drugs", then "she
has a brother too"). Who asks for more before hearing a danger across such a place has to know where it is (docs/decisions/0028).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kinship.safety_phrases import Book
from kinship.safety_text import BOUNDARY, clean, read

ENDS = " .!?\n\r\t\u2026"
LEFT_OPEN = (",", "\u2026", "..", "-")


class Joined(NamedTuple):
    """Several messages as one text without a full stop between them. `apart`: where in it (characters) one ends that stands by itself."""

    text: str
    apart: Sequence[int]


def joined(messages: Sequence[str], known: Book) -> Joined:
    """The cleaned messages, oldest first, run together. The last one stands at the end as it is."""
    text, before, open_end, apart = "", [], False, []
    for message in map(clean, messages):
        words = [token.word for token in read(message, known.spelling) if token.word != BOUNDARY]
        text = text.rstrip(ENDS) + " " if text else ""
        if before and words and not (open_end or _goes_on(before, words, known)):
            apart.append(len(text))
        text += message
        if words:
            before, open_end = words, message.rstrip().endswith(LEFT_OPEN)
    return Joined(text, apart)


def _goes_on(before: Sequence[str], words: Sequence[str], known: Book) -> bool:
    """Do these words go on with the sentence of those before them?"""
    sets = known.words
    if words[0] in sets["goes_on"]:
        return True
    return before[-1] in sets["breaks_off"] and words[0] not in sets["starts_anew"] and before[0] not in sets["answers"]
