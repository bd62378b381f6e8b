"""A long text cut where a reader would pause: between paragraphs, then lines, then sentences, then words, then anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

# How many letters of a text, from its start, may stand in one part.
Reach = Callable[[str], int]

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AFTER_SENTENCE = re.compile(r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<=[.!?]) (?=[^a-z\d\s])")
# A phone number is never torn ("0808 2000 247"), and the "- " of a list stays with its line.
_BETWEEN_WORDS = re.compile(r"(?<!\d)(?<!^-)(?<!\n-)\s|(?<=\d)\s(?!\d)")
_PAUSES = (re.compile(r"\n\n"), re.compile(r"\n"), _AFTER_SENTENCE, _BETWEEN_WORDS)
_LEAST = 2  # a pause counts in the last half of what would fit: else a part of few words would leave


def tidy(text: str) -> str:
    """One kind of line end, one blank line at most, no runs of spaces and none at the ends of lines."""
    lines = (_SPACES.sub(" ", line).strip() for line in _LINE_ENDS.sub("\n", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def cut(text: str, reach: Reach) -> list[str]:
    """The parts of a tidied text, in order. Nothing is lost but the whitespace at the cuts. `reach` must give 1 at least."""
    parts: list[str] = []
    rest = text.strip()
    while (most := reach(rest)) < len(rest):
        at = _last_pause(rest, most)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _last_pause(text: str, most: int) -> int:
    """Where the part ends: a pause may be the letter after it, for it is not sent."""
    for least in (most // _LEAST, 1):
        for pause in _PAUSES:
            found = (each.start() for each in pause.finditer(text, 0, most + 2))
            places = [place for place in found if max(least, 1) <= place <= most and not _goes_on(text[:place])]
            if places:
                return places[-1]
    spaces = [place for place in range(1, most + 1) if text[place].isspace()]
    return spaces[-1] if spaces else most


def _goes_on(before: str) -> bool:
    """ "(Monday to Friday. Wednesday until 7pm)" stays in one text, where it can, and "Do this first:" with what to do."""
    return before.count("(") > before.count(")") or before.rstrip().endswith(":")


def last_sentence(text: str) -> str:
    """What stands after the last end of a sentence or a line; all of it where there is none."""
    ends = [found.end() for pause in (_PAUSES[1], _AFTER_SENTENCE) for found in pause.finditer(text)]
    return text[max(ends, default=0) :]
