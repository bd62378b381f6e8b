"""Sayings as data: regular expressions over a message's words, with lists by name, and the words each one covers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import FOLDER, Told
from kinship import yaml_text

AUXILIARY = frozenset("is are was were do does did can could will would should has have had shall may am".split())


@lru_cache(maxsize=8)
def sayings_file(name: str) -> dict[str, Any]:
    """A file of sayings, as written."""
    return yaml_text.load((FOLDER / name).read_text("utf-8"))


def compiled(words: str, lists: dict[str, str]) -> re.Pattern[str]:
    """One saying, {name} standing for a list; it begins and ends where words do, and any word (\\S+) is no full stop."""
    written = words.format(**{k: f"(?:{v})" for k, v in lists.items()}).replace(r"\S+", r"[^\s.!?;]+")
    return re.compile(rf"(?<!\S)(?:{written})(?![^\s])")


class Line:
    """The message's words as one line, with a way back from places in it to words."""

    def __init__(self, words: list[str]) -> None:
        self.text = " ".join(words)
        self._starts, at = [], 0
        for word in words:
            self._starts.append(at)
            at += len(word) + 1

    def places(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """First and last word (last not included) of each place the saying stands in."""
        for match in pattern.finditer(self.text):
            if match.end() > match.start():
                yield bisect_right(self._starts, match.start()) - 1, bisect_right(self._starts, match.end() - 1)


def in_question(told: Told, first: int, reach: int) -> bool:
    """Does word `first` stand near the beginning of a question? "When she died I took him" asks nothing."""
    clause = next((c for c in told.clauses if c.first <= first < c.last), None)
    if clause is None or not clause.question:
        return False
    words = told.words
    lead = [w.text for w in words[clause.first : clause.first + 2]]
    if lead[0] in {"when", "since", "while", "after"} and not AUXILIARY & set(lead[1:]):
        return False
    return first - clause.first < reach
