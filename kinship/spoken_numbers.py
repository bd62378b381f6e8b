"""Phone numbers as they are read: aloud in groups of two to four digits, and on paper never parted by the end of a line."""

from __future__ import annotations

import re

LONGEST_GROUP = 4  # digits
_NUMBER = re.compile(r"(?<![\d£])0\d{2,4}(?: \d{3,6}){1,3}(?!\d)")
NO_BREAK = "\u00a0"  # a space at which no line ends


def grouped(number: str) -> str:
    """The number with its long runs parted: "01632 960110" is "01632 960 110". Its area code stays whole."""
    first, *others = number.split()
    if not others and len(first) > LONGEST_GROUP + 1:  # nobody parted it: five digits, then the rest
        first, others = first[:5], [first[5:]]
    return " ".join([first, *(part for run in others for part in _parts(run))])


def unbroken(text: str) -> str:
    """The text, with each phone number in it kept on one line."""
    return _NUMBER.sub(lambda number: number[0].replace(" ", NO_BREAK), str(text))


def _parts(run: str) -> list[str]:
    """Threes; a rest of four stays together, since one digit alone is lost."""
    parts = []
    while len(run) > LONGEST_GROUP:
        parts.append(run[:3])
        run = run[3:]
    return [*parts, run]
