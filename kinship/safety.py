"""Hears danger in what a carer or a child writes, before anything else does, and finds the words to answer with.

The same message always gets the same answer. When in doubt it hears danger: a person looks, and no harm is done.
Why first, and what is said: Working Together to Safeguard Children (2023); Children Act 1989 ss.17 and 47.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    """A danger heard. `kind` and `urgency` are codes (design section 6); `matched` is what the person wrote."""

    kind: str
    urgency: str
    matched: str


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
        for hit in reversed(_hits(together, known)):
            if together[hit.last - 1].end > len(before):
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
        kind = WRITER
    return Concern(kind, urgency, matched)


def _hits(tokens: Sequence[Token], known: Book) -> list[Hit]:
    """Every phrase that holds, in the order the person wrote them."""
    words = [token.word for token in tokens]
    around = Around(tokens, words, known)
    for phrase, first, last in list(_found(words, known.harmless)):
        if words[first] != BOUNDARY:
            if phrase.written[-2:-1] == "~":  # what it is about is set aside, up to the next clause and no further
                last = min(last, around.end_of_clause(first))
            words[first:last] = ["_"] * (last - first)
    hits = [
        Hit(phrase, first, last)
        for phrase, first, last in _found(words, known.danger)
        if not around.denied(first)
        and not around.over(first, last, phrase)
        and not around.excused(first, last, phrase)
        and not (phrase.own and around.told_of_another(first))
    ]
    return sorted(hits, key=lambda hit: hit.first)


def _found(words: Sequence[str], shelf: Shelf) -> Iterator[tuple[Phrase, int, int]]:
    """Each phrase of the shelf in the words, with its first word and the one after its last.

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
                    first = bisect_right(starts, match.start()) - 1
                    yield phrase, first, bisect_right(starts, match.end() - 1)


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
