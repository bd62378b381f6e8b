"""What stands around a danger phrase: whether it is denied, long past or put right, and which clause it stands in.

Only the clause or sentence of the phrase itself is looked at. A long message holds much that is ordinary; none of it
may silence a danger told somewhere else in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from re import Pattern

from kinship.safety_phrases import Book, Phrase
from kinship.safety_text import BOUNDARY, Token

WORDS_BEFORE = 3  # how far before a phrase a denial still reaches it
NEAR = 15  # how far from a phrase, in words, its own sentence is read: many people write without full stops
SHORT = 4  # a clause this short only opens the next one: "two years ago, he ..."


class Around:
    """The words of one message, and where its sentences and clauses begin. Danger phrases are looked at one by one."""

    def __init__(self, tokens: Sequence[Token], words: Sequence[str], known: Book) -> None:
        self.words = words
        self._known = known
        self._breaks = _breaks(tokens, words, known)

    def denied(self, first: int) -> bool:
        """True where the phrase is said not to be so: "no one is hurt", "i am not saying he hits her"."""
        sets = self._known.words
        if self.words[first] in sets["negators"]:
            return False
        before = list(self.words[max(0, first - WORDS_BEFORE) : first])
        while BOUNDARY in before:
            before = before[before.index(BOUNDARY) + 1 :]
        if self.words[first] in sets["new_thought"]:
            return (
                len(before) >= 2
                and before[-1] in sets["denial_said"]
                and not sets["negators"].isdisjoint(before[:-1])
                or before[-1:] == ["that"]
                and not sets["denial_said"].isdisjoint(before)
                and not sets["negators"].isdisjoint(before)
            )
        for place, word in reversed(list(enumerate(before))):
            if word in sets["negators"]:
                return not sets["not_a_denial"].intersection(before[place + 1 :])
            if word in sets["new_thought"]:
                return False
        return False

    def over(self, first: int, last: int, phrase: Phrase) -> bool:
        """True where the clause says it is long past, or the sentence goes on to say that it was put right.

        What a person wants, is or will do is never past, whatever is told beside it.
        """
        if phrase.even_if_past or self._present(first, last):
            return False
        if self._says(self._known.past, *self._clause(first, last)):
            return True
        return self._says(self._known.settled, last, self._sentence(first, last)[1])

    def excused(self, first: int, last: int, phrase: Phrase) -> bool:
        """True where the words around the phrase show that it means something else (`unless`)."""
        places = (
            (phrase.unless, self._clause),
            (phrase.unless_in_sentence, self._sentence),
            (phrase.unless_in_message, lambda *_: (0, len(self.words))),
        )
        for searches, part in places:
            if searches:
                line = self._line(*part(first, last))
                if any(search.compiled.search(line) for search in searches):
                    return True
        return False

    def told_of_another(self, first: int) -> bool:
        """True where the nearest person before the phrase, in its sentence, is not the writer: "mum can not cope"."""
        sets = self._known.words
        if self.words[first] in sets["self"]:
            return False
        start, _ = self._sentence(first, first)
        for place in range(first - 1, start - 1, -1):
            word = self.words[place]
            if word in sets["self"]:
                return False
            if (
                word in sets["others"]
                or word in sets["people"]
                and (place + 1 == first or self.words[place + 1] in sets["verbs"])
            ):
                return True
        return False

    def end_of_clause(self, place: int) -> int:
        """Where the clause that the word at `place` stands in ends at the latest (the first word after it)."""
        joins = self._known.words["joins"]
        return next(
            (at for at in range(place + 1, len(self.words)) if at in self._breaks or self.words[at] in joins),
            len(self.words),
        )

    def _present(self, first: int, last: int) -> bool:
        sets = self._known.words
        return any(
            word in sets["present"]
            and not (word == "is" and place + 1 < len(self.words) and self.words[place + 1] in sets["belongs"])
            for place, word in enumerate(self.words[first:last], first)
        )

    def _says(self, search: Pattern[str], start: int, end: int) -> bool:
        line = self._line(start, end)
        if not search.search(line):
            return False
        return self._known.words["still"].isdisjoint(self._known.still_cleared_by.sub(" ", line).split())

    def _line(self, start: int, end: int) -> str:
        return " " + " ".join(self.words[start:end]) + " "

    def _sentence(self, first: int, last: int) -> tuple[int, int]:
        start, end = first, last
        while start > 0 and first - start < NEAR and self.words[start - 1] != BOUNDARY:
            start -= 1
        while end < len(self.words) and end - last < NEAR and self.words[end] != BOUNDARY:
            end += 1
        return start, end

    def _clause(self, first: int, last: int) -> tuple[int, int]:
        opens, closes = self._sentence(first, last)
        start, end = first, last
        while start > opens and start not in self._breaks:
            start -= 1
        while end < closes and end not in self._breaks:
            end += 1
        return start, end


def _breaks(tokens: Sequence[Token], words: Sequence[str], known: Book) -> frozenset[int]:
    """The places where a clause begins: after a comma, at "but", at "and he", "so i" and the like."""
    joins, subjects = known.words["joins"], known.words["subjects"]
    found, opened = [], 0
    for place, word in enumerate(words):
        if word == BOUNDARY:
            opened = place + 1
        elif (
            word == "but"
            or tokens[place].pause
            or (word in joins and place + 1 < len(words) and words[place + 1] in subjects)
        ):
            if place - opened > SHORT or place > 0 and word in joins:
                found.append(place)
                opened = place
    return frozenset(found)
