"""One pattern as it is written in the facts' files ("@council asked *2 me"), and where it stands in the words of a clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.understanding.message_text import words_file


@dataclass(frozen=True)
class Part:
    """One place of a pattern: one of some words, or up to `most` words of any kind (`words` empty)."""

    words: frozenset[str]
    least: int
    most: int


@dataclass(frozen=True)
class Written:
    """A pattern read: its parts, and what may not stand around it."""

    parts: tuple[Part, ...]
    whole: bool
    not_after: frozenset[str]
    not_before: frozenset[str]

    @cached_property
    def needed(self) -> list[frozenset[str]]:
        """The places that must be filled, each with the words that may fill it."""
        return [part.words for part in self.parts if part.least]

    def spans(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """Every first and last word (last not included) between which the pattern stands."""
        head = self.parts[0]
        for start, word in enumerate(words):
            if head.least and word not in head.words:
                continue
            for end in self._ends(words, start):
                if end > start:
                    yield start, end

    def _ends(self, words: list[str], start: int) -> set[int]:
        ends = {start}
        for part in self.parts:
            reached: set[int] = set()
            for at in ends:
                if part.words:
                    if at < len(words) and words[at] in part.words:
                        reached.add(at + 1)
                    if not part.least:
                        reached.add(at)
                else:
                    reached.update(range(at, min(at + part.most, len(words)) + 1))
            if not reached:
                return reached
            ends = reached
        return ends


def written(pattern: str) -> Written:
    """Read one pattern; the notation is told in patterns.py."""
    whole = pattern.startswith("^ ")
    places = pattern.removeprefix("^ ").split()
    not_after = one_of(places.pop(0)[1:]) if places[0][0] == "!" else frozenset()
    not_before = one_of(places.pop()[1:]) if places[-1][0] == "!" else frozenset()
    return Written(tuple(_part(place) for place in places), whole, not_after, not_before)


def _part(place: str) -> Part:
    if place[0] == "*" and place[1:].isdigit():
        return Part(frozenset(), 0, int(place[1:]))
    if place.endswith("?") and len(place) > 1:
        return Part(one_of(place[:-1]), 0, 1)
    return Part(one_of(place), 1, 1)


def one_of(place: str) -> frozenset[str]:
    """The words one place of a pattern may hold: "a|b|@list"."""
    lists = words_file()["lists"]
    return frozenset(
        str(word) for piece in place.split("|") for word in (lists[piece[1:]] if piece[0] == "@" else [piece])
    )
