"""Spelling and text-speak undone word by word, before facts and intents are read. A word that is known is never touched.

It undoes spelling, not meaning. The danger screen has a repair of its own (kinship/safety_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kinship import yaml_text

FOLDER = Path(__file__).parent
LEXICON = FOLDER / "lexicon.txt"  # made by lexicon_fit.py
SHORT_FORMS = FOLDER / "spelling_short_forms.yml"
SHORTEST, LONGEST = 4, 24  # letters of a word that may be repaired
TWO_SLIPS = 8  # letters from which a word may have two slips
# How common a word must be before another is taken for it: with one slip, with one in four letters, with two, and as half of two glued words.
SEEN, SEEN_SHORT, SEEN_TWO_SLIPS, SEEN_HALF = 3, 40, 12, 25
GLUED = 7  # letters from which a word may be two that lost their space
TITLES = 0.6  # share of words with a capital from which capitals say nothing
ENGLISH = 0.35  # share of known words below which a text is in another language
STARTS = ("re", "un", "over", "out")
ENDINGS = ("s", "ed", "ing", "er", "ers", "ly", "able")
LITTLE = frozenset(
    "a i am as at be by do go he if in is it me my no of on or so to up us we".split()
)  # may be half of two glued words
NEIGHBOURS = {
    letter: frozenset(near)
    for letter, near in (
        pair.split(":")
        for pair in """
        q:was w:qeasd e:wrsdf r:etdfg t:ryfgh y:tughj u:yihjk i:uojkl o:ipkl p:ol a:qwsz s:awedxz d:serfcx f:drtgvc
        g:ftyhbv h:gyujnb j:huikmn k:jiolm l:kop z:asx x:zsdc c:xdfv v:cfgb b:vghn n:bhjm m:njk
    """.split()
    )
}
# Written as a name, they are no names: a slip in them is mended all the same.
CAPITALS = frozenset(
    """
    january february march april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday england scotland wales british
""".split()
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))
_RUNS = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)  # a run with one is left whole
_PIECES = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*")
_TIES = frozenset("/_\\")
DRAWL = re.compile(r"(.)\1{2,}")
_SENTENCE_END = re.compile(r"[.!?\n…:;>•*-]\s*$|^\s*$")


class Change(NamedTuple):
    """What was typed from `start` to `end` of a text, and the word or words meant by it."""

    start: int
    end: int
    meant: str


class Lexicon(NamedTuple):
    """Words with how often they are written, and those that may be meant: by first letter and length, the common by length."""

    seen: dict[str, int]
    meant: dict[tuple[str, int], list[str]]
    common: dict[int, list[str]]


@lru_cache(maxsize=1)
def short_forms() -> dict[str, str]:
    """Text-speak and the commonest misspellings: as typed, without apostrophes, to what is meant."""
    return {str(k): str(v) for k, v in yaml_text.load(SHORT_FORMS.read_text("utf-8")).items()}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The known words: lines of lexicon.txt, "word count"; a word without a count is real but never meant."""
    lines = (line.split() for line in LEXICON.read_text("utf-8").splitlines() if not line.startswith("#"))
    return lexicon_of({line[0]: int(line[1]) if len(line) > 1 else 0 for line in lines if line})


def lexicon_of(seen: dict[str, int]) -> Lexicon:
    """A lexicon with these words, less those the table of short forms reads as something else."""
    short = short_forms()
    seen = {word: times for word, times in seen.items() if word not in short}
    told = Lexicon(seen, {}, {})
    for word in sorted(word for word, times in seen.items() if times >= SEEN and word.isalpha()):
        told.meant.setdefault((word[0], len(word)), []).append(word)
        if seen[word] >= SEEN_SHORT:
            told.common.setdefault(len(word), []).append(word)
    return told


def mended(word: str) -> str:
    """The word meant, in small letters: itself if it is known or nothing is near. It may be two ("alot": "a lot")."""
    low = word.lower().translate(_APOSTROPHES)
    return _mended(low) if len(low) <= LONGEST else low


def mended_words(words: Iterable[str]) -> list[str]:
    """Each word as it was meant; where one was two glued together there are two."""
    typed = list(words)
    return [meant for word in typed for meant in _in_company(word, len(typed)).split() or [word]]


def repaired(text: str) -> str:
    """The text with its words mended; signs, blanks, names and capitals stay as they were."""
    out, at = [], 0
    for change in changes(text):
        out += [text[at : change.start], change.meant]
        at = change.end
    return "".join([*out, text[at:]])


def changes(text: str) -> Iterator[Change]:
    """What a repair changes in a text, in order."""
    found = [
        piece
        for run in _RUNS.finditer(text)
        if not _ADDRESS.search(run[0])
        for piece in _PIECES.finditer(text, *run.span())
    ]
    if _other_tongue([piece[0].lower().translate(_APOSTROPHES) for piece in found]):
        return
    shouted, titled = _capitals([piece[0] for piece in found])
    for piece in found:
        typed = piece[0]
        if len(typed) < SHORTEST and _tied(text, piece):
            continue
        if typed.islower() or (shouted and typed.isupper()):
            meant = _in_company(typed, len(found))
        elif typed.isupper() and len(typed) > 1:
            continue  # "DWP", "SEND"
        elif titled or _SENTENCE_END.search(text, max(0, piece.start() - 3), piece.start()):
            meant = _at_the_start(typed, len(found))
        else:
            meant = _inside(typed)
        if meant != typed.lower().translate(_APOSTROPHES):
            yield Change(piece.start(), piece.end(), _written_as(typed, meant))


def _other_tongue(words: list[str]) -> bool:
    """Are most words none we know? Then this is not English, and its words mean no English ones."""
    words = [word for word in words if word.isalpha()]
    seen, short = lexicon().seen, short_forms()
    return len(words) > 3 and sum(word in seen or word in short for word in words) / len(words) < ENGLISH


def _capitals(words: list[str]) -> tuple[bool, bool]:
    """Is it all written in capitals; does every word begin with one?"""
    longer = [word for word in words if len(word) > 1 and word.isalpha()]
    if len(longer) < 3:
        return False, False
    shouted = sum(word.isupper() for word in longer) / len(longer)
    return shouted > TITLES, sum(word[0].isupper() for word in longer) / len(longer) > TITLES


def _tied(text: str, piece: re.Match[str]) -> bool:
    """Does a sign tie a piece to what stands beside it ("s/w", "n/a")?"""
    return text[max(0, piece.start() - 1) : piece.start()] in _TIES or text[piece.end() : piece.end() + 1] in _TIES


def _in_company(word: str, words: int) -> str:
    return word if len(word) == 1 and words < 2 else mended(word)  # "n" alone may be a no


def _at_the_start(typed: str, words: int) -> str:
    """A capital may only be that of the sentence: mended unless a name could be meant."""
    meant = _in_company(typed, words)
    low = typed.lower()
    sure = low in short_forms() or len(low) > 5 and lexicon().seen.get(meant, 0) >= SEEN_SHORT
    return meant if sure or "'" in meant else low


def _inside(typed: str) -> str:
    """A capital inside a sentence is a name's, if it is not a misspelt month or day."""
    low = typed.lower().translate(_APOSTROPHES)
    meant = mended(typed)
    bare = low.replace("'", "")
    return meant if meant in CAPITALS or low == "i" or (bare in short_forms() and "'" in meant) else low


def _written_as(typed: str, meant: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant


@lru_cache(maxsize=4096)  # single words, and no more of them than are written every day
def _mended(word: str) -> str:
    short = short_forms()
    told = lexicon()
    if word in short or word in told.seen:
        return short.get(word, word)
    if word.endswith("'s"):
        owner = _mended(word[:-2])
        return word if " " in owner or "'" in owner else owner + "'s"
    bare = word.replace("'", "")
    if bare in short:
        return short[bare]
    if DRAWL.search(bare):
        return _without_drawl(word)
    if "'" in word or len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    if known(told.seen, word):
        return word
    return word + "g" if word.endswith("in") and known(told.seen, word + "g") else nearest_in(told, word)


def known(seen: Mapping[str, int], word: str) -> bool:
    """Is this a word, or a known word with a regular ending?"""
    return (
        word in seen
        or any(
            word.startswith(start) and word[len(start) :] in seen and len(word) - len(start) >= SHORTEST
            for start in STARTS
        )
        or _ended(seen, word)
    )


def _ended(seen: Mapping[str, int], word: str) -> bool:
    return any(
        stem in seen
        for ending in ENDINGS
        if word.endswith(ending)
        for stem in _stems(word[: -len(ending)], ending)
        if len(stem) >= SHORTEST
    )


def _stems(left: str, ending: str) -> list[str]:
    """What may stand before an ending: "visit-ed", "plug(g)-ing", "rak(e)-ing", "tid(y)-ied"; not "stop-ed", "come-ing", "family-s"."""
    if len(left) < SHORTEST - 1:
        return []
    if ending in {"s", "ly"}:
        plain = [left] if left[-1] not in "sy" or ending == "ly" else []
        sibilant = [left[:-1]] if ending == "s" and left.endswith(("se", "xe", "ze", "che", "she")) else []
        return [*plain, *sibilant, *([left[:-2] + "y"] if ending == "s" and left.endswith("ie") else [])]
    closed = left[-1] not in "aeiouwxy" and left[-2] in "aeiou" and left[-3] not in "aeiou"
    plain = [] if closed or left[-1] == "e" or (left[-1] == "y" and ending != "ing") else [left]
    doubled = [left[:-1]] if left[-1] == left[-2] else []
    return [*plain, *doubled, left + "e", *([left[:-1] + "y"] if left[-1] == "i" else [])]


def _without_drawl(word: str) -> str:
    """ "soooo", "pleeease": a letter held down is let go."""
    short, seen = short_forms(), lexicon().seen
    if len(set(word)) == 1:
        return word  # "xxx"
    for kept in (r"\1", r"\1\1"):
        less = DRAWL.sub(kept, word)
        if less in short or less in seen:
            return short.get(less, less)
    return word


def nearest_in(told: Lexicon, word: str) -> str:
    """What an unknown word was meant to be: one slip away, two words glued, or two slips away; or the word itself."""
    return (
        near(told, word, 1)
        or _apart(told.seen, word)
        or (near(told, word, 2) if len(word) >= TWO_SLIPS else "")
        or word
    )


def near(told: Lexicon, word: str, slips: int) -> str:
    """The likeliest word so many slips away, or nothing."""
    lengths = range(max(SHORTEST, len(word) - slips), len(word) + slips + 1)
    within = [(told.meant.get((word[0], length), ()), _least(word, length, slips)) for length in lengths]
    if slips == 1:
        within.append((told.meant.get((word[1], len(word)), ()), SEEN))  # only two letters swapped come this near
        if len(word) > SHORTEST + 1:
            within += [(told.common.get(length, ()), SEEN_SHORT) for length in lengths]
    found = [
        (other[0] == word[0], _likeness(word, other), told.seen[other], other)
        for others, least in within
        for other, distance, _ in process.extract(word, others, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if distance == slips and told.seen[other] >= least and _fits(word, other)
    ]
    return max(found)[-1] if found else ""


def _least(word: str, length: int, slips: int) -> int:
    """How common the word meant must be: more so where less of what was typed speaks for it."""
    return SEEN_TWO_SLIPS if slips == 2 else SEEN_SHORT if min(len(word), length) <= SHORTEST else SEEN


def _fits(word: str, other: str) -> bool:
    """In four letters one wrong letter says too little, if it is not the key beside."""
    return min(len(word), len(other)) > SHORTEST or word[0] == other[0] and _likeness(word, other) > 0


def _likeness(word: str, other: str) -> int:
    """2: the same letters, swapped or doubled; 1: one left out or added, or the key beside; 0: another letter."""
    if _swapped(word, other) or undoubled(word) == undoubled(other):
        return 2
    if len(word) != len(other):
        return 1
    unlike = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    return int(all(b in NEIGHBOURS.get(a, "") for a, b in unlike))


def _swapped(word: str, other: str) -> bool:
    return len(word) == len(other) and sorted(word) == sorted(other)


def undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _apart(seen: dict[str, int], word: str) -> str:
    """ "grandsonlives": two words where the space was lost, both of them common."""
    if len(word) < GLUED:
        return ""
    found = [
        (min(seen[a], seen[b]), f"{a} {b}")
        for a, b in ((word[:cut], word[cut:]) for cut in range(1, len(word)))
        if min(seen.get(a, 0), seen.get(b, 0)) >= SEEN_HALF
        and all(len(half) > 2 or half in LITTLE for half in (a, b))
        and max(len(a), len(b)) >= SHORTEST
    ]
    return max(found)[1] if found else ""
