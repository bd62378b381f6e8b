"""Text messages in the GSM 03.38 alphabet (GSM-7): folded to it, counted and split as the networks do.

One letter outside it turns a whole message into UCS-2, of 70 letters a part; so everything is folded before it leaves. Folded as
GOV.UK Notify folds, but for Welsh letters, which become their base letters too. The table is the published one, by `gsm0338`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from gsm0338 import Codec

from hub.channels.cutting import cut, tidy

SINGLE, PART = 160, 153  # septets of a message alone, and of each part of a longer one
LOST = "?"

_CODEC = Codec()
_EXTENDED = frozenset("^{}\\[~]|€")  # sent as an escape and a letter: 2 septets
_NOT_WORDS = frozenset("\x1b\x0c\r")  # in the alphabet, but no letters: an escape alone would change the next one
_BETTER = {
    **dict.fromkeys("–—‑‐‒―−→⁃•·●▪‣", "-"),
    **dict.fromkeys("‘’‚‛′`´ʼʹ‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict(zip("×÷⁄∕łŁđĐðÐıħĦµμ¦ẞ", "x///lLdDdDihHuu|ß", strict=True)),
    **dict(zip("…œŒþÞŋŊ©®", "... oe OE th Th ng Ng (c) (R)".split(), strict=True)),
}
_EMOJI = "[\u2190-\u2bff\U0001f000-\U0001faff]"
# What is seen as one: a flag, or an emoji with its colours and what is joined to it. So a family is one "?" and not four.
_GLYPH = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_EMOJI}(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d{_EMOJI})*|.", re.DOTALL
)
_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")


def fold(text: str) -> str:
    """The text in GSM-7: straight quotes and dashes, accents it has not taken off, spaces tidied, anything else "?"."""
    return tidy("".join(LOST if folded is None else folded for _, folded in _glyphs(text)))


def lost(text: str) -> list[str]:
    """What becomes "?", each once, in the order it is met: to show a writer before they send."""
    return list(dict.fromkeys(glyph for glyph, folded in _glyphs(text) if folded is None))


def septets(text: str) -> int:
    """How many septets leave, once folded."""
    return sum(map(_width, fold(text)))


def segments(text: str) -> int:
    """How many messages the network carries and charges, once folded: an escape and its letter never stand in two parts.

    An empty one counts as one. (Septets by 153 is too few where such a pair stands at a boundary.)
    """
    folded = fold(text)
    return 1 if sum(map(_width, folded)) <= SINGLE else -(-_padded(folded) // PART)


def fits(text: str, most: int) -> bool:
    """Is it, once folded, at most so many septets (306: two parts), with what is wasted where an escape meets a boundary?"""
    folded = fold(text)
    return _reach(folded, most) == len(folded)


def split(text: str, most: int) -> list[str]:
    """Folded, in parts of at most `most` septets (2 or more), cut where a reader pauses. [] for an empty text."""
    return cut(fold(text), lambda rest: _reach(rest, most))


def _glyphs(text: str) -> list[tuple[str, str | None]]:
    composed = unicodedata.normalize("NFC", _FRACTION.sub(" ", text.replace("\r\n", "\n")))
    return [(glyph, _folded(glyph)) for glyph in _GLYPH.findall(composed)]


@lru_cache(maxsize=4096)
def _folded(glyph: str) -> str | None:
    """The glyph in GSM-7; "" where nothing is to be seen of it; None where there is nothing for it."""
    if glyph in _BETTER:
        return _BETTER[glyph]
    if _is_gsm(glyph):
        return glyph
    if glyph.isspace() or unicodedata.category(glyph[0]) in ("Zl", "Zp"):
        return "\n" if glyph in "\r\v\f\x85\x1c\x1d\x1e\u2028\u2029" else " "
    if unicodedata.category(glyph[0]) in ("Cc", "Cf", "Mn", "Me"):
        return ""  # no width: direction marks, joiners, an accent that found no letter
    digit = unicodedata.decimal(glyph, None) if len(glyph) == 1 else None
    if digit is not None:
        return str(digit)
    apart = unicodedata.normalize("NFKD", glyph)
    letters = [_BETTER.get(each, each) for each in apart if unicodedata.category(each) not in ("Mn", "Me", "Cf")]
    found = "".join(letters)
    return found if found and all(map(_is_gsm, found)) else None


def _is_gsm(letter: str) -> bool:
    if letter in _NOT_WORDS:
        return False
    try:
        _CODEC.encode(letter)
    except UnicodeEncodeError:
        return False
    return True


def _width(letter: str) -> int:
    return 2 if letter in _EXTENDED else 1


def _padded(folded: str, start: int = 0) -> int:
    """Septets with those left empty at the end of a part, so that no escape is torn from its letter."""
    used = start
    for letter in folded:
        used += _width(letter) + (letter in _EXTENDED and used % PART == PART - 1)
    return used


def _reach(folded: str, most: int) -> int:
    used = 0
    for place, letter in enumerate(folded):
        used += _width(letter) + (most > SINGLE and letter in _EXTENDED and used % PART == PART - 1)
        if used > most:
            return place
    return len(folded)
