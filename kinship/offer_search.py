"""Searching the offer, for the children of one conversation: by words and topic as at the desk, or by a carer's own message.

Which piece serves whom is decided as it is for the carer (`local_offer`): by the arrangements still possible and what is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log
from typing import Any

from kinship.arrangement import decide
from kinship.local_offer import Offered, Shelf
from kinship.story import Story

STEM = 6  # letters: "complain" and "complaint" are one
_IN_TITLE, _AS_CARERS_SAY, _IN_BODY = 4, 2, 1
NEAR = 0.42  # likeness in meaning from which a piece is worth offering, where no word tells
LITTLE = frozenset(
    "the and for you are with that this have has had her his him she they them their can get got from what when how who why not but "
    "any all one our out was were will your mine just like about there been come came asked said into than then".split()
)
_WORDS_ENOUGH, _MEANING = 8.0, 30.0  # weight of words that alone make a piece worth offering; of meaning beside words


_LITTLE_STEMS = frozenset(word[:STEM] for word in LITTLE) | {
    "my",
    "me",
    "it",
    "is",
    "in",
    "on",
    "to",
    "do",
    "be",
    "we",
    "he",
    "of",
    "or",
    "at",
    "so",
    "no",
    "if",
    "up",
    "where",
}


@dataclass(frozen=True)
class Piece:
    """An entry of the offer. `children`: which of the conversation's children it may serve, by number; () for none of them."""

    topic: str
    offered: Offered
    children: tuple[int, ...]

    @property
    def name(self) -> str:
        """Its area and entry, which are unique within a topic."""
        return _name(self.offered)

    @property
    def key(self) -> str:
        """The same for as long as the entry stands in its file."""
        return f"{self.topic}/{self.name}"


def search(
    shelf: Shelf, story: Story, as_of: date, *, words: str = "", topic: str = "", others: bool = False
) -> list[Piece]:
    """The pieces in which every word is found, the likeliest first; all of a topic, or of all topics, where no words are given.

    `others`: those that serve none of the children come after the rest. A topic that we do not have holds nothing.
    """
    topics = [each for each in shelf.topics() if topic in ("", each)]
    found = [piece for each in topics for piece in _of_topic(shelf, story, each, as_of, others)]
    wanted = _words(words)
    weighed = [(piece, _weight(shelf, piece, wanted) if wanted else 0) for piece in found]
    kept = [(piece, weight) for piece, weight in weighed if weight or not wanted]
    return [piece for piece, weight in sorted(kept, key=lambda pair: (not pair[0].children, -pair[1]))]


def nearest(shelf: Shelf, story: Story, as_of: date, text: str, near: Mapping[str, float]) -> list[Piece]:
    """The pieces for these children that come nearest to a message in a carer's own words, best first; those far off are left out.

    `near`: likeness in meaning by key, -1 to 1, where somebody could tell it; words alone serve without.
    """
    pieces = search(shelf, story, as_of)
    wanted = set(_words(text)) - _LITTLE_STEMS
    told = [_hits(shelf, piece, wanted) for piece in pieces]
    common = Counter(word for hits in told for word in hits)
    weighed = []
    for piece, hits in zip(pieces, told, strict=True):
        words = sum(weight * log(len(pieces) / common[word]) for word, weight in hits.items())
        meaning = near.get(piece.key, 0.0)
        if meaning >= NEAR or (not near and words >= _WORDS_ENOUGH):
            weighed.append((words + _MEANING * meaning, piece))
    return [piece for _, piece in sorted(weighed, key=lambda pair: -pair[0])]


def in_few_words(shelf: Shelf, piece: Piece) -> str:
    """A piece as its title and what carers call the need: what a message is compared with."""
    entry, topic = piece.offered.entry, shelf.topics()[piece.topic]
    said = (topic.get("carers_say") or {}).get(entry["need"], ())
    return ". ".join(
        [str(entry["title"]), str((topic.get("needs") or {}).get(entry["need"], "")), ", ".join(map(str, said))]
    )


def by_key(shelf: Shelf, story: Story, as_of: date, key: str) -> Piece | None:
    """One piece by its key, whomever it serves."""
    topic = key.partition("/")[0]
    if topic not in shelf.topics():
        return None
    return next((each for each in _of_topic(shelf, story, topic, as_of, True) if each.key == key), None)


def _of_topic(shelf: Shelf, story: Story, topic: str, as_of: date, others: bool) -> list[Piece]:
    """In the order of the shelf: what serves the first child, then what serves only the next ones, then all else."""
    serving: dict[str, tuple[Offered, list[int]]] = {}
    for child in range(len(story.children)):
        facts = story.facts_of(child)
        decision = decide(facts, as_of)
        possible = [each.key for each in decision.arrangements]
        for offered in shelf.find(topic, possible, facts, decision.flags, as_of).entries:
            serving.setdefault(_name(offered), (offered, []))[1].append(child)
    pieces = [Piece(topic, offered, tuple(children)) for offered, children in serving.values()]
    if others:
        everything = shelf.find(topic, (), {}, (), as_of).entries
        pieces += [Piece(topic, each, ()) for each in everything if _name(each) not in serving]
    return pieces


def _name(offered: Offered) -> str:
    return f"{offered.area}/{offered.entry['id']}"


def _weight(shelf: Shelf, piece: Piece, wanted: Sequence[str]) -> int:
    """How well a piece answers the words: 0 where one of them is not in it."""
    places = _places(shelf, piece)
    weights = [
        max((weight for weight, there in places if any(each.startswith(word) for each in there)), default=0)
        for word in wanted
    ]
    return sum(weights) if all(weights) else 0


def _hits(shelf: Shelf, piece: Piece, wanted: Set[str]) -> dict[str, int]:
    """Which of the words stand in a piece, each with the weight of the best place it stands in."""
    found: dict[str, int] = {}
    for weight, there in _places(shelf, piece):  # the weightiest place comes first
        for word in wanted & there:
            found.setdefault(word, weight)
    return found


def _places(shelf: Shelf, piece: Piece) -> tuple[tuple[int, frozenset[str]], ...]:
    """Where a word may stand in a piece, and what it weighs there."""
    entry, topic = piece.offered.entry, shelf.topics()[piece.topic]
    need = entry["need"]
    said = (
        topic.get("title", ""),
        (topic.get("needs") or {}).get(need, ""),
        *(topic.get("carers_say") or {}).get(need, ()),
    )
    body = (entry["what"], entry["who"], entry["how"], entry["provides"])
    return (_IN_TITLE, _cut(entry["title"])), (_AS_CARERS_SAY, _cut(*said)), (_IN_BODY, _cut(*body))


@lru_cache(maxsize=32768)  # texts of the offer only, three an entry: what a carer wrote is kept nowhere
def _cut(*texts: Any) -> frozenset[str]:
    return frozenset(_words(" ".join(map(str, texts))))


def _words(text: str) -> list[str]:
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    return [word[:STEM] for word in re.findall(r"[a-z0-9]{2,}", plain)]
