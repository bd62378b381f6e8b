"""Which lines of a menu a whole message picks. Pure: the words and the menu in, its lines out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from hub.conversations.texting.menus import Entry
from hub.conversations.texting.number_questions import asks_for_number
from kinship import reply
from kinship.reply import NO, NOT_SURE, NUMBER_WORDS, OKAY, SEVERAL, YES, Choice, normalise

# A letter too few is never guessed away in a menu where one of these stands.
_EXACT = ("safeguarding", "financial_support", "tell_concern", "danger")
_UP, _DOWN = "\U0001f44d", "\U0001f44e"
_LONGEST_NUMBER = 2  # digits: a year is no line of a menu
_ALSO_YES = {"yes yes", "yes ok", "yes okay", "ok yes", "sure", "go on", "go ahead"}


def picked(text: str, menu: Sequence[Entry]) -> list[Entry]:
    """The lines that the message picks, in the order it names them; [] where it is no answer to this menu."""
    choices = [Choice(str(each["id"]), str(each["label"]), str(each.get("short") or "")) for each in menu]
    exact = any(part in choice.id for choice in choices for part in _EXACT)
    words = _thumb(text) or text
    ids = reply.read(words, choices, fuzzy=not exact, numbered=not asks_for_number(menu))
    ids = ids or _yes_or_no(words, choices)
    return [next(each for each in menu if each["id"] == one) for one in ids]


def is_no_line(text: str, menu: Sequence[Entry]) -> bool:
    """Is the message a number, or several, of which one at least this menu does not have?"""
    if asks_for_number(menu):
        return False
    plain = normalise(text)
    if SEVERAL.match(plain):
        return True  # else it would have picked
    if is_number(text):
        return not 0 < int(plain) <= len(menu)
    return len(plain) > 3 and NUMBER_WORDS.get(plain, 0) > len(menu)


def is_number(text: str) -> bool:
    """Is it a short number and nothing else?"""
    plain = normalise(text)
    return plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_NUMBER


def is_yes_or_no(text: str) -> bool:
    """Is it a plain yes, no, not sure or ok? Such an answer is to what was said last, and not to a menu before it."""
    plain = normalise(_thumb(text) or text)
    return plain in YES | NO | NOT_SURE | OKAY | _ALSO_YES


def is_thumb(text: str) -> bool:
    """Is it a thumb and nothing else? On WhatsApp that may be put on a text by a slip."""
    return bool(_thumb(text))


def _thumb(text: str) -> str:
    """Yes for a thumb up, no for a thumb down, whatever the colour of its skin."""
    plain = re.sub("[\\s\U0001f3fb-\U0001f3ff]", "", "".join(
        letter for letter in text if unicodedata.category(letter) not in ("Cf", "Mn")
    ))  # fmt: skip
    return {_UP: "yes", _DOWN: "no"}.get(plain[:1], "") if plain and len(set(plain)) == 1 else ""


def _yes_or_no(text: str, choices: Sequence[Choice]) -> list[str]:
    """Yes and no by what stands on the line: of the hub's own questions the ids do not say it. "Ok" is a yes there."""
    plain = normalise(text)
    for words, label, code in ((YES | OKAY | _ALSO_YES, "yes", "yes"), (NO, "no", "no")):
        if plain in words:
            fitting = [
                each.id for each in choices if normalise(each.label) == label or each.id.partition("=")[2] == code
            ]
            return fitting if len(fitting) == 1 else []
    return []
