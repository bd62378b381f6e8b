"""Hears danger in what a carer or a child writes, before anything else does, and finds the words to answer with.

The same message always gets the same answer. When in doubt it hears danger: a person looks, and no harm is done.
Why first, and what is said: Working Together to Safeguard Children (2023); Children Act 1989 ss.17 and 47.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from kinship.safety_context import Around
from kinship.safety_phrases import Book, Phrase, Shelf, book
from kinship.safety_text import BOUNDARY, Token, clean, read
from kinship.safety_words import SafetyWords, words

__all__ = ["Concern", "SafetyWords", "screen", "words"]

URGENCIES = ("emergency", "soon")
READ_TOGETHER = 4  # how many earlier messages are read with this one: people split a sentence over several texts
WRITER = "young_person_writing"


class Concern(NamedTuple):
    """A danger heard. `kind` and `urgency` are codes (design section 6); `matched` is what the person wrote.

    `told`: where a young person writes, the kind they told of, if there is one; it chooses the words.
    """

    kind: str
    urgency: str
    matched: str
    told: str | None = None


class Hit(NamedTuple):
    """One phrase found, from word `first` up to, not including, word `last`."""

    phrase: Phrase
    first: int
    last: int


def screen(text: str, recent: Sequence[str] = ()) -> Concern | None:
    """The most urgent danger in `text`, or None. Never raises for any text.

    `recent` holds the messages just before it, oldest first; they are read with it, and count only where this
    message takes part.
    """
    known = book()
    cleaned = clean(str(text))
    tokens = read(cleaned, known.spelling)
    here = {(hit.phrase.kind, hit.phrase.urgency): (hit, tokens, cleaned) for hit in reversed(_hits(tokens, known))}
    earlier = [clean(str(message)) for message in list(recent)[-READ_TOGETHER:]]
    if earlier:
        # A sentence cut in two by the phone has no full stop in the middle, so the parts are joined without one.
        before = " ".join(part.rstrip(" .!?\n\r\t\u2026") for part in earlier) + " "
        together = read(before + cleaned, known.spelling)
        found = _hits(together, known)
        told = [hit for hit in found if together[hit.last - 1].end <= len(before)]  # heard when it was written
        for hit in reversed(found):
            again = hit.phrase.beside and any(old.last > hit.first for old in told)
            if together[hit.last - 1].end > len(before) and not again:
                here.setdefault((hit.phrase.kind, hit.phrase.urgency), (hit, together, before + cleaned))
        writing = any(hit.phrase.kind == WRITER for part in earlier for hit in _hits(read(part, known.spelling), known))
    else:
        writing = False
    if not here:
        return None
    kinds = {kind for kind, _ in here}
    kind, urgency = min(here, key=lambda found: (URGENCIES.index(found[1]), known.kinds.index(found[0])))
    hit, tokens, cleaned = here[kind, urgency]
    matched = cleaned[tokens[hit.first].start : tokens[hit.last - 1].end]
    if writing or WRITER in kinds:
        # Whatever else is told, a child is answered as a child; what would be grave for anyone is urgent for a child.
        urgency = "emergency" if urgency == "emergency" or kinds & known.grave else urgency
        told = min(kinds - {WRITER}, key=lambda each: _rank(each, here, known), default=None)
        return Concern(WRITER, urgency, matched, told)
    return Concern(kind, urgency, matched)


def _rank(kind: str, here: Container[tuple[str, str]], known: Book) -> tuple[bool, int]:
    return (kind, URGENCIES[0]) not in here, known.kinds.index(kind)


def _hits(tokens: Sequence[Token], known: Book) -> list[Hit]:
    """Every phrase that holds, in the order the person wrote them."""
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
    return sorted(hits, key=lambda hit: hit.first)


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
                for match in phrase.search.finditer(line, starts[begin] - 1, starts[end]):
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
            for match in search.finditer(line, starts[begin] - 1, starts[end])
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
