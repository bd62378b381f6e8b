"""Looking through the whole offer in one's own words, for somebody of whom we know nothing: spelling is forgiven.

A word that stands nowhere in the offer is read as the nearest one that does; what was read is told, so that nobody wonders.
Pieces with all of the words come first; where no piece has them all, those that have the most.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from math import log

from kinship.local_offer import Offered, Shelf
from kinship.offer_search import LITTLE

LONGEST = 100  # letters that are looked at
MOST_WORDS = 8
STEM = 6  # letters: "complain" and "complaint" are one
_TITLE, _CARERS_SAY, _TOPIC, _BODY = 6, 5, 3, 1
_EXACT = 1.5  # more for the very word than for one that begins like it
_NAMED = 30  # for a title that is asked for word for word
_SHORT = 4  # letters: a shorter word has too many neighbours to be read as another
_NEAR, _NEAR_SHORT = 0.8, 0.72  # likeness, 0 to 1, of a word that is read as another; of one of 5 letters or fewer
_WORD = re.compile(r"[a-z0-9]+")
_LITTLE = LITTLE | frozenset(
    "thi hi a an i my me it is in on to do be we he of or at so no if up am as by us im ive need want help please about some".split()
)
_BODY_FIELDS = ("what", "who", "how", "provides")


@dataclass(frozen=True)
class Piece:
    """An entry under its topic."""

    topic: str
    offered: Offered


@dataclass(frozen=True)
class Looked:
    """What was found, best first. `read_as`: the words that were looked for, where one was read as another; else "".

    `whole`: whether the pieces have all of the words.
    """

    pieces: tuple[Piece, ...]
    read_as: str
    whole: bool


def look(shelf: Shelf, text: str, as_of: date) -> Looked:
    """The pieces for these words, whomever they serve."""
    typed = _words(text[:LONGEST])[:MOST_WORDS]
    wanted = [word for word in typed if word not in _LITTLE] or typed
    pieces = [Piece(topic, each) for topic in shelf.topics() for each in shelf.find(topic, (), {}, (), as_of).entries]
    if not wanted or not pieces:
        return Looked((), "", True)
    weights = [_weights(shelf, piece) for piece in pieces]
    vocabulary = Counter(word for each in weights for word in each)
    stems = _by_stem(vocabulary)
    taken = [_taken(word, vocabulary, stems) for word in wanted]
    asked = [word for word in taken if word]
    scored = [
        (_score(each, asked, len(pieces), vocabulary), piece) for each, piece in zip(weights, pieces, strict=True)
    ]
    every = [(score, piece) for (score, hits), piece in scored if hits == len(set(asked)) and hits]
    some = every or [(score, piece) for (score, hits), piece in scored if hits]
    best = max((score for score, _ in some), default=0.0)
    kept = [(score, piece) for score, piece in some if every or score >= best / 2]
    ordered = tuple(piece for _, piece in sorted(kept, key=lambda pair: -pair[0]))
    changed = any(one is None or one[:STEM] != other[:STEM] for one, other in zip(taken, wanted, strict=True))
    return Looked(ordered, " ".join(asked) if changed and ordered else "", bool(every) and None not in taken)


def _weights(shelf: Shelf, piece: Piece) -> dict[str, int]:
    """Each word of a piece and what it weighs where it stands best."""
    entry, topic = piece.offered.entry, shelf.topics()[piece.topic]
    said = (topic.get("carers_say") or {}).get(entry["need"], ())
    places: Iterable[tuple[int, str]] = (
        (_BODY, " ".join(str(entry[field]) for field in _BODY_FIELDS)),
        (_TOPIC, f"{topic.get('title', '')} {(topic.get('needs') or {}).get(entry['need'], '')}"),
        (_CARERS_SAY, " ".join(map(str, said))),
        (_TITLE, str(entry["title"])),
    )
    found: dict[str, int] = {}
    for weight, text in places:
        for word in _words(text):
            found[word] = max(weight, found.get(word, 0))
    return found


def _score(weights: Mapping[str, int], asked: list[str], many: int, vocabulary: Counter[str]) -> tuple[float, int]:
    """How well a piece answers, and how many of the words it has. A word that few pieces have counts more."""
    score, hits = 0.0, 0
    for word in set(asked):
        stem = word[:STEM]
        here = [(weight, each) for each, weight in weights.items() if each.startswith(stem)]
        if here:
            weight, each = max((weight * (_EXACT if each == word else 1), each) for weight, each in here)
            score += weight * (1 + log(many / vocabulary[each]))
            hits += 1
    in_title = [word for word, weight in weights.items() if weight == _TITLE and word not in _LITTLE]
    named = sum(word in asked for word in in_title) / len(in_title) if in_title else 0
    return score + _NAMED * named, hits


def _by_stem(vocabulary: Counter[str]) -> Mapping[str, list[str]]:
    stems: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        stems[word[:STEM]].append(word)
    return stems


def _taken(word: str, vocabulary: Counter[str], stems: Mapping[str, list[str]]) -> str | None:
    """The word as it is looked for: itself where the offer has it or a word that begins with it; else the nearest."""
    if word in vocabulary or any(each.startswith(word) for each in vocabulary):
        return word
    nearest = _nearest(word, vocabulary)
    if word[:STEM] in stems:
        return nearest or word
    return nearest


def _nearest(word: str, vocabulary: Counter[str]) -> str | None:
    """The word of the offer that this one is most like; the commoner of two. None where none is near."""
    if len(word) < _SHORT or word.isdigit():
        return None
    best, found = (_NEAR_SHORT if len(word) <= 5 else _NEAR), None
    for each, times in vocabulary.items():
        if abs(len(each) - len(word)) > 3 or len(each) < _SHORT:
            continue
        like = SequenceMatcher(None, word, each, autojunk=False)
        if like.real_quick_ratio() < best or like.quick_ratio() < best:
            continue
        likeness = like.ratio() + 0.03 * (each[0] == word[0]) + 0.01 * min(times, 10) / 10
        if likeness > best:
            best, found = likeness, each
    return found


def _words(text: str) -> list[str]:
    """The words of a text, each without the s of more than one."""
    found = _WORD.findall(text.casefold().replace("'", "").replace("\u2019", ""))
    return [word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in found]
