"""What a line speaks of, as signs the net can learn from: words of one meaning are one sign, alone and in pairs."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from pathlib import Path

import yaml

SIGNS_FILE = Path(__file__).with_name("danger_signs.yml")
NEAR = 9  # words: signs this near to each other make a pair
LONGEST_STEM = 3


class _Lexicon:
    """Single words, beginnings of words, and phrases of up to four words, each with its signs."""

    def __init__(self, told: dict[str, list[str]]) -> None:
        self.words: dict[str, set[str]] = {}
        self.stems: dict[str, list[tuple[str, str]]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], bool, str]]] = {}
        for sign, entries in told.items():
            for entry in entries:
                words, open_end = str(entry).rstrip("*").split(), str(entry).endswith("*")
                if len(words) > 1:
                    self.phrases.setdefault(words[0], []).append((tuple(words[1:]), open_end, sign))
                elif open_end:
                    self.stems.setdefault(words[0][:LONGEST_STEM], []).append((words[0], sign))
                else:
                    self.words.setdefault(words[0], set()).add(sign)

    @lru_cache(maxsize=4096)  # noqa: B019 - one lexicon a process
    def of_word(self, word: str) -> frozenset[str]:
        signs = set(self.words.get(word, ()))
        for end in range(1, LONGEST_STEM + 1):
            signs.update(sign for stem, sign in self.stems.get(word[:end], ()) if word.startswith(stem))
        return frozenset(signs)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    return _Lexicon(yaml.safe_load(SIGNS_FILE.read_text("utf-8")))


def signs(plain: str) -> list[str]:
    """Every sign in a plain line, then every pair of different signs near each other, in the order they stand."""
    words, lexicon, placed = plain.split(), _lexicon(), []
    for place, word in enumerate(words):
        here = set(lexicon.of_word(word))
        for rest, open_end, sign in lexicon.phrases.get(word, ()):
            if _follows(words, place + 1, rest, open_end):
                here.add(sign)
        placed += [(place, sign) for sign in sorted(here)]
    pairs = {
        f"{first}+{second}"
        for (at, first), (then, second) in combinations(placed, 2)
        if then - at <= NEAR and first != second
    }
    return [sign for _, sign in placed] + sorted(pairs)


def _follows(words: list[str], place: int, rest: tuple[str, ...], open_end: bool) -> bool:
    if tuple(words[place : place + len(rest)]) == rest:
        return True
    last = place + len(rest) - 1
    return open_end and last < len(words) and words[last].startswith(rest[-1]) and tuple(words[place:last]) == rest[:-1]
