"""Reads a message the way people really type, into plain words that the danger phrases can be laid over.

Nothing here knows what danger is. It undoes spelling, not meaning: "hes" and "he's" both become "he is".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

BOUNDARY = "."  # the word that stands for the end of a sentence; no phrase reaches across it
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4\u2032\u02b9\uff07", "'"))
LETTERS_WITHOUT_PARTS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i"})
PIECES = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|[.!?;\n\r\u2026\u3002\u061f]+|&")
PAUSE = re.compile(r"[,:()\[\]]|\s[-\u2013\u2014]|[\u2013\u2014]")
DIGITS_APART = re.compile(r"\d+|[^\d]+")
THREE_OR_MORE = re.compile(r"(.)\1{2,}")
LONGEST_WORD = 40  # a longer run of letters is not a word; it is kept, cut short, so that no step grows with it


class Token(NamedTuple):
    """One plain word, where it stood in the cleaned text (characters from 0), and whether a comma stood before it."""

    word: str
    start: int
    end: int
    pause: bool = False


class Spelling(NamedTuple):
    """What is needed to read a message: short forms, the words danger is told in, and words never to repair."""

    short_forms: Mapping[str, str]
    known: frozenset[str]
    nearly: Mapping[str, str]

    @classmethod
    def of(cls, short_forms: Mapping[str, str], danger_words: frozenset[str], real_words: frozenset[str]) -> Spelling:
        """Build the table of near misses once: each word with one letter left out, two for words of nine or more."""
        nearly: dict[str, str] = {}
        for word in sorted(danger_words, key=lambda word: (len(word), word)):
            if len(word) >= 5 and word.isascii():
                for shorter in _with_letters_left_out(word, 2 if len(word) >= 9 else 1):
                    nearly.setdefault(shorter, word)
        return cls(short_forms, danger_words | real_words, nearly)


def clean(text: str) -> str:
    """The text in one form of each letter, without invisible marks. Any text will do; never raises."""
    text = unicodedata.normalize("NFKC", text).translate(APOSTROPHES)
    kept = (
        letter if not unicodedata.category(letter).startswith("C") or letter in "\n\r\t" else _gap(letter)
        for letter in text
    )
    return "".join(kept)


def _gap(letter: str) -> str:
    """Format marks (zero-width and the like) vanish; control characters and lone surrogates become a space."""
    return "" if unicodedata.category(letter) == "Cf" else " "


def read(cleaned: str, spelling: Spelling) -> list[Token]:
    """The plain words of a cleaned text in order, sentence ends marked. Time grows with the length of the text."""
    tokens: list[Token] = []
    end = 0
    for piece in PIECES.finditer(cleaned):
        pause = PAUSE.search(cleaned, end, piece.start()) is not None
        start, end = piece.span()
        written = piece.group()
        if written[0] in ".!?;\n\r\u2026\u3002\u061f":
            tokens.append(Token(BOUNDARY, start, end))
            continue
        for word in _plain(written[:LONGEST_WORD], spelling):
            tokens.append(Token(word, start, end, pause))
            pause = False
    return tokens


def _plain(written: str, spelling: Spelling) -> Sequence[str]:
    return _plain_once(written, id(spelling.nearly), _Holder(spelling))


@lru_cache(maxsize=4096)  # single words, and no more of them than are written every day
def _plain_once(written: str, _table_id: int, holder: _Holder) -> Sequence[str]:
    spelling = holder.held
    word = unicodedata.normalize("NFD", written.casefold())
    word = "".join(letter for letter in word if not unicodedata.combining(letter)).translate(LETTERS_WITHOUT_PARTS)
    for form in (word, word.replace("'", "")):
        if form in spelling.short_forms:
            return spelling.short_forms[form].split()
    bare = word.replace("'", "")
    if word.endswith("'s") and len(bare) > 2:
        return (bare[:-1], "is")  # "dad's hitting him"; "dad's house" reads oddly but does no harm
    words: list[str] = []
    for part in DIGITS_APART.findall(bare):
        part = _without_drawl(part, spelling)
        repaired = part if part in spelling.known or part.isdigit() else _repair(part, spelling)
        words.extend(spelling.short_forms.get(repaired, repaired).split())
    return words


def _without_drawl(word: str, spelling: Spelling) -> str:
    if word.isdigit() or not THREE_OR_MORE.search(word):
        return word
    twice, once = THREE_OR_MORE.sub(r"\1\1", word), THREE_OR_MORE.sub(r"\1", word)
    return twice if twice in spelling.known or twice in spelling.short_forms else once


def _repair(word: str, spelling: Spelling) -> str:
    """A misspelt word of five letters or more becomes the word of danger it nearly is. The first letter must agree."""
    if not 5 <= len(word) <= 20 or not word.isascii():
        return word
    return _nearest(word, spelling.nearly)


class _Holder:
    """Lets the spelling ride along with a cached call without being part of the key."""

    def __init__(self, held: Spelling) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


def _nearest(word: str, nearly: Mapping[str, str]) -> str:
    for shorter in _with_letters_left_out(word, 2 if len(word) >= 9 else 1):
        meant = nearly.get(shorter)
        if meant and meant[0] == word[0] and _near(word, meant):
            return meant
    return word


def _with_letters_left_out(word: str, most: int) -> list[str]:
    forms, latest = [word], [word]
    for _ in range(most):
        latest = list(dict.fromkeys(form[:i] + form[i + 1 :] for form in latest for i in range(1, len(form))))
        forms.extend(latest)
    return forms


def _near(word: str, meant: str) -> bool:
    """One slip of the finger for short words, two for words of nine letters or more (swapped neighbours are one)."""
    limit = 2 if len(meant) >= 9 else 1
    before, row = [], list(range(len(meant) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and word[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1] <= limit
