"""Lays the danger phrases over the words of a message: which are there, and mean what they say."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from kinship.safety_context import Around
from kinship.safety_phrases import Book, Phrase, Shelf
from kinship.safety_text import BOUNDARY, Token

CLAUSE = 20  # words


class Hit(NamedTuple):
    """One phrase found, from word `first` up to, not including, word `last`."""

    phrase: Phrase
    first: int
    last: int


def hits(tokens: Sequence[Token], known: Book) -> list[Hit]:
    """Every phrase that holds, in the order the person wrote them, the longer first."""
    words = [token.word for token in tokens]
    around = Around(tokens, words, known)
    for phrase, first, last, _ in list(_found(words, known.harmless)):
        if words[first] != BOUNDARY:
            if phrase.written[-2:-1] == "~":  # what it is about is set aside, up to the next clause and no further
                last = min(last, around.end_of_clause(first))
            words[first:last] = ["_"] * (last - first)
    hits = [
        Hit(phrase, first, last)
        for phrase, first, last, heads in _found(words, known.danger)
        if not any(around.denied(head) for head in heads)
        and not around.over(first, last, phrase)
        and not around.excused(first, last, phrase)
        and not (phrase.own and around.told_of_another(first))
    ]
    return sorted(hits, key=lambda hit: (hit.first, -hit.last, hit.phrase.written))


def clause(tokens: Sequence[Token], first: int, last: int, known: Book) -> tuple[int, int]:
    """The stretch around the words `first` up to `last` that no comma, joining word or end of sentence cuts, CLAUSE words each way at most."""
    joins = known.words["joins"] | {"but"}
    begin, end = max(0, first - CLAUSE), min(len(tokens), last + CLAUSE)
    while (
        first > begin
        and tokens[first - 1].word not in joins
        and tokens[first - 1].word != BOUNDARY
        and not tokens[first].pause
    ):
        first -= 1
    while last < end and tokens[last].word not in joins and tokens[last].word != BOUNDARY and not tokens[last].pause:
        last += 1
    return first, last


def _found(words: Sequence[str], shelf: Shelf) -> Iterator[tuple[Phrase, int, int, Sequence[int]]]:
    """Each phrase of the shelf in the words: its first word, the one after its last, and where each part begins.

    A phrase is looked for only near its rarest word: a long message holds the common words of nearly every phrase.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
        for stem in shelf.stems.get(word[:2], ()):
            if word.startswith(stem[:-1]):
                places[stem].append(place)
    present = set(places)
    near: dict[int, tuple[Phrase, list[int]]] = {}
    for word in present.intersection(shelf.by_word):
        for phrase in shelf.by_word[word]:
            near.setdefault(id(phrase), (phrase, []))[1].extend(places[word])
    line = " " + " ".join(words) + " "
    starts = list(accumulate((len(word) + 1 for word in words), initial=1))
    for phrase, spots in near.values():
        if not any(need.isdisjoint(present) for need in phrase.needs):
            for begin, end in _windows(sorted(spots), phrase.reach, len(words)):
                for match in phrase.search.compiled.finditer(line, starts[begin] - 1, starts[end]):
                    part = bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1)
                    parts = _gathered(phrase, part, words, line, starts) if phrase.beside else [part]
                    if parts:
                        yield phrase, min(parts)[0], max(last for _, last in parts), [first for first, _ in parts]


def _gathered(
    phrase: Phrase, anchor: tuple[int, int], words: Sequence[str], line: str, starts: Sequence[int]
) -> list[tuple[int, int]]:
    """The parts of a phrase written in any order: the anchor, and each other part where it stands nearest to it."""
    begin, end = anchor
    while begin > 0 and anchor[1] - begin < phrase.reach and (phrase.across or words[begin - 1] != BOUNDARY):
        begin -= 1
    while end < len(words) and end - anchor[0] < phrase.reach and (phrase.across or words[end] != BOUNDARY):
        end += 1
    parts = [anchor]
    for search in phrase.beside:
        places = [
            (bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1))
            for match in search.compiled.finditer(line, starts[begin] - 1, starts[end])
        ]
        free = [one for one in places if all(one[1] <= first or one[0] >= last for first, last in parts)]
        if not free:
            return []
        parts.append(min(free, key=lambda one: abs(one[0] - anchor[0])))
    return parts


def _windows(spots: Sequence[int], reach: int, length: int) -> Iterator[tuple[int, int]]:
    """The stretches of words within `reach` of the spots, those that overlap made one."""
    begin = end = -1
    for spot in spots:
        if end < 0 or spot - reach > end:
            if end >= 0:
                yield begin, end
            begin = max(0, spot - reach)
        end = min(length, spot + reach + 1)
    if end >= 0:
        yield begin, end
