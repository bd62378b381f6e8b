"""An age, a date or a name that was typed as the whole message, where there is nothing to tap."""

from __future__ import annotations

import re
from datetime import datetime

from kinship import reply

_AGE = re.compile(
    r"(?:(?:s?he(?:'s| is)|they(?:'re| are)|aged?|now) )?(?P<years>\d{1,2})(?: ?(?:years?|yrs?|yo|y/o)(?: old)?)?(?: now)?"
)
_UNDER_1 = re.compile(r"(?:(?:less than|not yet|under) (?:1|one)|\d{1,2} (?:weeks?|months?)(?: old)?)")
_ON = re.compile(r"^(?:on |in |since )?(?:the )?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
# How people in England write a day or a month, with its year; and what is kept of each.
_WHOLE = (
    ("%d %B %Y", "%Y-%m-%d"),
    ("%d %b %Y", "%Y-%m-%d"),
    ("%d/%m/%Y", "%Y-%m-%d"),
    ("%d/%m/%y", "%Y-%m-%d"),
    ("%d.%m.%Y", "%Y-%m-%d"),
    ("%Y-%m-%d", "%Y-%m-%d"),
    ("%B %Y", "%Y-%m"),
    ("%b %Y", "%Y-%m"),
    ("%m/%Y", "%Y-%m"),
    ("%Y", "%Y"),
)
_TIME = re.compile(
    r"\d|january|february|march|april|may|june|july|august|september|october|november|december|yesterday|today|tomorrow"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:week|month|year)s?\b|easter|christmas|summer|winter|spring|autumn"
)
_IN = re.compile(r"^(?:(?:i|we) )?(?:live |living )?(?:in |near |at )?(?:the )?")
_COUNCIL = re.compile(r"\b(?:(?:city|county|borough|district)(?: of)?|council|area)\b")
_LONGEST = {"date": 6, "name": 4}  # words


def free_answer(kind: str, text: str) -> str | None:
    """The answer to a question of this kind (age, date, name), or None where the message is more, or something else.

    A date without its year stays in the words it was said in.
    """
    plain = reply.normalise(text)
    if not plain or "?" in text or plain in reply.YES | reply.NO | reply.OKAY | reply.NOT_SURE:
        return None
    if kind == "age":
        return _age(plain)
    found = _date(plain, text) if kind == "date" else _name(plain)
    return found if found and len(found.split()) <= _LONGEST[kind] else None


def _age(plain: str) -> str | None:
    if _UNDER_1.fullmatch(plain):
        return "0"
    found = _AGE.fullmatch(plain)
    return str(int(found["years"])) if found else None


def _date(plain: str, text: str) -> str | None:
    said = " ".join(_ORDINAL.sub("", _ON.sub("", plain)).replace(",", " ").replace(" of ", " ").split())
    for written, kept in _WHOLE:
        try:
            return datetime.strptime(said, written).strftime(kept)
        except ValueError:
            continue
    return " ".join(text.split()) if _TIME.search(plain) else None


def _name(plain: str) -> str | None:
    name = " ".join(_COUNCIL.sub("", _IN.sub("", plain)).split())
    return name.title() if name and name.replace(" ", "").replace("-", "").replace("'", "").isalpha() else None
