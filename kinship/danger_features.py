"""What the learned net reads of a message: its parts, and of each part the words, letter groups and signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kinship.danger_groups import group_of
from kinship.danger_signs import signs
from kinship.safety_text import BOUNDARY, Token

LONG, WINDOW, STEP = (
    26,
    16,
    8,
)  # words: a run without a full stop is read in stretches, or one sentence of danger drowns
LONGEST_WHOLE = 60  # words of a message that is also read as one
MOST_READ = 60  # sentences of one message
GROUPS = (3, 4, 5)  # letters
GROWN_UP = 18  # years
WRITER = (("i", "am"), ("i", "am", "only"))
YOUNG, GROWN, NUMBER = "_young", "_grown", "_9"


class Part(NamedTuple):
    """Words read together, from token `first` up to, not including, token `last`. `alone`: as the writer parted them."""

    words: tuple[str, ...]
    first: int
    last: int
    alone: bool


def parts(tokens: Sequence[Token]) -> list[Part]:
    """Each sentence (a long one also in stretches), each with the one after it, and the whole of a short message."""
    sentences = list(_sentences(tokens))
    if len(sentences) > MOST_READ:  # the first and the last: danger is told at the end
        sentences = sentences[: MOST_READ // 2] + sentences[-MOST_READ // 2 :]
    spans = [(first, last, True) for first, last in sentences]
    for first, last in sentences:
        if last - first > LONG:
            spans += [(begin, min(begin + WINDOW, last), True) for begin in range(first, last - STEP, STEP)]
    spans += [
        (one[0], two[1], False)
        for one, two in zip(sentences, sentences[1:], strict=False)
        if two[1] - one[0] <= LONGEST_WHOLE
    ]
    if len(sentences) > 2 and sentences[-1][1] - sentences[0][0] <= LONGEST_WHOLE:
        spans.append((sentences[0][0], sentences[-1][1], False))
    return [Part(plain(tokens[first:last]), first, last, alone) for first, last, alone in spans]


def _sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    first = 0
    for place, token in enumerate(tokens):
        if token.word == BOUNDARY:
            if place > first:
                yield first, place
            first = place + 1
    if first < len(tokens):
        yield first, len(tokens)


def plain(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words of tokens; numbers are one sign, but who says "I am 13" is told apart from who says "I am 19"."""
    words = [token.word for token in tokens if token.word != BOUNDARY]
    out: list[str] = []
    for place, word in enumerate(words):
        if not word.isdigit():
            out.append(word)
        elif any(tuple(words[place - len(said) : place]) == said for said in WRITER if place >= len(said)):
            out.append(YOUNG if 5 <= int(word[:4]) < GROWN_UP else GROWN)
        else:
            out.append(NUMBER)
    return tuple(out)


def features(words: Sequence[str]) -> dict[str, list[str]]:
    """Every feature of a part, view by view. `words` as `plain` gives them."""
    pairs = [f"{one} {after}" for one, after in zip(words, words[1:], strict=False)]
    return {
        "words": [*words, *pairs],
        "letters": [group for word in words for group in letter_groups(word)],
        "signs": signs(words),
        "groups": groups(words),
    }


VIEWS = ("words", "letters", "signs", "groups")


def groups(words: Sequence[str]) -> list[str]:
    """Each word as the group it is of, and each two that follow each other."""
    known = group_of()
    named = [known.get(word, word) for word in words]
    return [*named, *(f"{one} {after}" for one, after in zip(named, named[1:], strict=False))]


def labelling(words: Sequence[str]) -> list[str]:
    """The few features that tell kind and urgency: single words, and signs."""
    return [*words, *(f"#{sign}" for sign in signs(words))]


@lru_cache(maxsize=2048)  # everyday words; each new spelling would stay with the process for good, 1.6 kB each
def letter_groups(word: str) -> tuple[str, ...]:
    """Groups of three to five letters, the edges of the word marked by a blank."""
    edged = f" {word} "
    return tuple(edged[at : at + size] for size in GROUPS for at in range(max(1, len(edged) - size + 1)))
