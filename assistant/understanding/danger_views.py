"""What the danger net sees of a line: its words, its letter groups and its signs, each weighed by how rare it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix

from assistant.understanding.danger_signs import signs
from assistant.understanding.intent_text import plain

SEEN_IN = {"words": 1, "letters": 2, "signs": 1}  # a feature is kept if at least so many lines have it
VIEWS = tuple(SEEN_IN)
GROUPS = (3, 4, 5)  # letters
GROWN_UP = 18
_WRITER_AGE = re.compile(r"\b(i'?m|i’m|i am|im only|i'?m only|i am only)\s+(\d{1,2})\b", re.IGNORECASE)


def spelt(text: str) -> str:
    """The text as the net reads it: plain, but who says "im 13" is told apart from who says "im 19"."""
    return plain(_WRITER_AGE.sub(_age, text))


def _age(told: re.Match[str]) -> str:
    return f"{told[1]} {'young' if int(told[2]) < GROWN_UP else 'grownup'}"


def features(words_of: str) -> dict[str, list[str]]:
    """Every feature of a spelt line, view by view."""
    words = words_of.split()
    pairs = [f"{one} {next_one}" for one, next_one in zip(words, words[1:], strict=False)]
    return {
        "words": words + pairs,
        "letters": [group for word in words for group in letter_groups(word)],
        "signs": signs(words_of),
    }


@lru_cache(maxsize=8192)
def letter_groups(word: str) -> tuple[str, ...]:
    """Groups of three to five letters, the edges of the word marked by a blank."""
    edged = f" {word} "
    return tuple(edged[at : at + size] for size in GROUPS for at in range(max(1, len(edged) - size + 1)))


class View:
    """One view: which features are known, and how rare each is."""

    def __init__(self, names: Sequence[str], rarity: np.ndarray) -> None:
        self.names, self.rarity = list(names), rarity
        self._place = {name: place for place, name in enumerate(self.names)}

    @classmethod
    def learn(cls, lines: Sequence[Sequence[str]], seen_in: int) -> View:
        lines_with = Counter(feature for line in lines for feature in set(line))
        names = sorted(name for name, times in lines_with.items() if times >= seen_in)
        times = np.array([lines_with[name] for name in names], dtype=float)
        return cls(names, np.log((1 + len(lines)) / (1 + times)) + 1)

    def row(self, line: Iterable[str]) -> tuple[list[int], np.ndarray]:
        """Places of the known features of a line, and their weights: repeated ones count little more, the length is one."""
        place = self._place
        counted = Counter(place[name] for name in line if name in place)
        places = list(counted)
        weights = self.rarity[places] * (1 + np.log(np.fromiter(counted.values(), float, len(places))))
        length = float(np.sqrt(weights @ weights))
        return places, weights / length if length else weights


def matrix(views: dict[str, View], lines: Sequence[dict[str, list[str]]]) -> csr_matrix:
    """All lines as one sparse matrix, the views side by side."""
    places, weights, ends = [], [], [0]
    for line in lines:
        start = 0
        for name in VIEWS:
            at, each = views[name].row(line[name])
            places += [start + place for place in at]
            weights.append(each)
            start += len(views[name].names)
        ends.append(len(places))
    width = sum(len(views[name].names) for name in VIEWS)
    return csr_matrix((np.concatenate(weights) if weights else [], places, ends), shape=(len(lines), width))
