"""What a message speaks of, as signs the learned net can weigh: words of one meaning are one sign, alone and in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from kinship import yaml_text
from kinship.safety_phrases import book
from kinship.safety_text import clean, read

SIGNS_FILE = Path(__file__).with_name("danger_signs.yml")
NEAR = 9  # words: signs this near to each other make a pair
LONGEST_STEM = 3


class Lexicon:
    """Single words, beginnings of words, and phrases, each with its signs. Entries are read as messages are read."""

    def __init__(self, told: dict[str, list[str]]) -> None:
        self.words: dict[str, set[str]] = {}
        self.stems: dict[str, list[tuple[str, str]]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], bool, str]]] = {}
        spelling = book().spelling
        for sign, entries in told.items():
            for entry in entries:
                open_end = str(entry).endswith("*")
                words = (
                    [str(entry)[:-1]]
                    if open_end and " " not in str(entry)
                    else [token.word for token in read(clean(str(entry).rstrip("*")), spelling)]
                )
                if len(words) > 1:
                    self.phrases.setdefault(words[0], []).append((tuple(words[1:]), open_end, sign))
                elif open_end:
                    self.stems.setdefault(words[0][:LONGEST_STEM], []).append((words[0], sign))
                else:
                    self.words.setdefault(words[0], set()).add(sign)

    @lru_cache(maxsize=8192)  # noqa: B019 - one lexicon a process
    def of_word(self, word: str) -> tuple[str, ...]:
        """The signs of one word, in order of name."""
        signs = set(self.words.get(word, ()))
        for end in range(1, LONGEST_STEM + 1):
            signs.update(sign for stem, sign in self.stems.get(word[:end], ()) if word.startswith(stem))
        return tuple(sorted(signs))

    def placed(self, words: Sequence[str]) -> list[tuple[int, str]]:
        """Each sign in the words and where it stands, in order."""
        out: list[tuple[int, str]] = []
        for place, word in enumerate(words):
            here = list(self.of_word(word))
            for rest, open_end, sign in self.phrases.get(word, ()):
                if sign not in here and _follows(words, place + 1, rest, open_end):
                    here.append(sign)
            out += [(place, sign) for sign in here]
        return out


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The signs of danger_signs.yml, read once."""
    return Lexicon(yaml_text.load(SIGNS_FILE.read_text("utf-8")))


def signs(words: Sequence[str]) -> list[str]:
    """Every sign in the words of a part, then every pair of different signs near each other, in the order they stand."""
    placed = lexicon().placed(words)
    pairs = {
        f"{first}+{second}"
        for (at, first), (then, second) in combinations(placed, 2)
        if then - at <= NEAR and first != second
    }
    return [sign for _, sign in placed] + sorted(pairs)


def _follows(words: Sequence[str], place: int, rest: tuple[str, ...], open_end: bool) -> bool:
    if tuple(words[place : place + len(rest)]) == rest:
        return True
    last = place + len(rest) - 1
    return open_end and last < len(words) and words[last].startswith(rest[-1]) and tuple(words[place:last]) == rest[:-1]
