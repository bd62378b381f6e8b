"""Hears danger in what a carer or a child writes, before anything else does, and finds the words to answer with.

The same message always gets the same answer. When in doubt it hears danger: a person looks, and no harm is done.
Why first, and what is said: Working Together to Safeguard Children (2023); Children Act 1989 ss.17 and 47.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kinship.safety_phrases import Book, Phrase, book
from kinship.safety_text import BOUNDARY, Token, clean, read
from kinship.safety_words import SafetyWords, words

__all__ = ["Concern", "SafetyWords", "screen", "words"]

URGENCIES = ("emergency", "soon")
READ_TOGETHER = 4  # how many earlier messages are read with this one: people split a sentence over several texts
WORDS_BEFORE = 3  # how far before a phrase a denial still reaches it
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
    matched = cleaned[tokens[hit.first].start:tokens[hit.last - 1].end]
    if writing or WRITER in kinds:
        # Whatever else is told, a child is answered as a child; what would be grave for anyone is urgent for a child.
        urgency = "emergency" if urgency == "emergency" or kinds & known.grave else urgency
        kind = WRITER
    return Concern(kind, urgency, matched)


def _hits(tokens: Sequence[Token], known: Book) -> list[Hit]:
    """Every phrase that holds, in the order the person wrote them."""
    words = [token.word for token in tokens]
    for _, first, last in _found(words, known.harmless):
        if words[first] != BOUNDARY:
            words[first:last] = ["_"] * (last - first)
    present = set(words)
    stems = {stem for stem in known.stems for word in present if word.startswith(stem[:-1])}
    present |= stems
    possible = {id(phrase): phrase for word in present for phrase in known.by_word.get(word, ())}
    likely = [phrase for phrase in possible.values() if all(not need.isdisjoint(present) for need in phrase.needs)]
    if not likely:
        return []
    line = _line(words)
    hits = [Hit(phrase, first, last) for phrase, first, last in _found(words, likely)
            if not _denied(words, first, known)
            and (phrase.even_if_past or not _over(words, first, last, phrase, known))
            and not any(search.search(line) for search in phrase.unless)]
    return sorted(hits, key=lambda hit: hit.first)


def _line(words: Sequence[str]) -> str:
    return " " + " ".join(words) + " "


def _found(words: Sequence[str], phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, int, int]]:
    line = _line(words)
    starts, at = [], 1
    for word in words:
        starts.append(at)
        at += len(word) + 1
    for phrase in phrases:
        for match in phrase.search.finditer(line):
            first = bisect_right(starts, match.start()) - 1
            yield phrase, first, bisect_right(starts, match.end() - 1)


def _denied(words: Sequence[str], first: int, known: Book) -> bool:
    """True where the phrase is said not to be so: "no one is hurt", "i am not saying he hits her"."""
    sets = known.words
    if words[first] in sets["negators"]:
        return False
    before = list(words[max(0, first - WORDS_BEFORE):first])
    while BOUNDARY in before:
        before = before[before.index(BOUNDARY) + 1:]
    if words[first] in sets["new_thought"]:
        return len(before) >= 2 and before[-1] in sets["denial_said"] and not sets["negators"].isdisjoint(before[:-1]) \
            or before[-1:] == ["that"] and not sets["denial_said"].isdisjoint(before) \
            and not sets["negators"].isdisjoint(before)
    for place, word in reversed(list(enumerate(before))):
        if word in sets["negators"]:
            return not sets["not_a_denial"].intersection(before[place + 1:])
        if word in sets["new_thought"]:
            return False
    return False


def _over(words: Sequence[str], first: int, last: int, phrase: Phrase, known: Book) -> bool:
    """True where the sentence says it is long past or put right, and nothing in it says that it goes on."""
    start, end = first, last
    while start > 0 and words[start - 1] != BOUNDARY:
        start -= 1
    while end < len(words) and words[end] != BOUNDARY:
        end += 1
    sentence = _line(words[max(start, first - 15):min(end, last + 15)])
    if not known.past.search(sentence):
        return False
    goes_on = known.words["still"].intersection(known.still_cleared_by.sub(" ", sentence).split())
    return not goes_on
