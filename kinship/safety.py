"""Hears danger in what a carer or a child writes, before anything else does, and finds the words to answer with.

The same message always gets the same answer. When in doubt it hears danger: a person looks, and no harm is done.
Why first, and what is said: Working Together to Safeguard Children (2023); Children Act 1989 ss.17 and 47.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from kinship.danger_features import YOUNG, Part, parts, plain
from kinship.danger_net import CUT_APART, DangerNet, Reading, crowd, net
from kinship.safety_calls import is_call
from kinship.safety_hits import Hit, clause, hits
from kinship.safety_phrases import Book, book
from kinship.safety_text import Token, clean, read
from kinship.safety_words import SafetyWords, words

__all__ = ["Concern", "SafetyWords", "screen", "words"]

logger = logging.getLogger(__name__)
URGENCIES = ("emergency", "soon")
# Score for a phrase to speak, and how much more it needs as a message grows: of many parts, one sounds like danger by
# chance; but never more than the weights give to what is as likely danger as not. Chosen with the thresholds (docs/decisions/0014).
LEAST, LEAST_EACH_MORE = -2.5, 1.0
LONGEST_JOINED = 40  # words of this message and those just before it, weighed as one
READ_TOGETHER = 4  # how many earlier messages are read with this one: people split a sentence over several texts
WRITER = "young_person_writing"
CALL = "threats"  # the kind of a bare call for help: only the likeliest, so its words fit any


class Concern(NamedTuple):
    """A danger heard. `kind` and `urgency` are codes (design section 6); `matched` is what the person wrote.

    `told`: where a young person writes, the kind they told of, if there is one; it chooses the words. `sure` is False
    where the kind is only the likeliest, so that the words must fit any.
    """

    kind: str
    urgency: str
    matched: str
    told: str | None = None
    sure: bool = True


def screen(text: str, recent: Sequence[str] = ()) -> Concern | None:
    """The most urgent danger in `text`, or None. Never raises for any text.

    `recent` holds the messages just before it, oldest first; they are read with it, and count only where this
    message takes part. Phrases are asked first; the learned weights hear what no phrase was written for; a bare call for
    help ("999") tells neither what nor who.
    """
    heard = by_phrases(text, recent) or by_weights(text, recent)
    return heard if heard and heard.urgency == URGENCIES[0] else by_call(text) or heard


def by_call(text: str) -> Concern | None:
    """A whole message that only calls for help."""
    return Concern(CALL, URGENCIES[0], clean(str(text)).strip(), sure=False) if is_call(str(text)) else None


def _learned() -> DangerNet | None:
    try:
        return net()
    except (OSError, ValueError, KeyError):
        logger.exception("safety.weights_unreadable")
        return None


def by_weights(text: str, recent: Sequence[str] = ()) -> Concern | None:
    """What the learned net hears. Without its weights it hears nothing, and says so in the log."""
    learned = _learned()
    if learned is None:
        return None
    spelling = book().spelling
    cleaned = clean(str(text))
    tokens = read(cleaned, spelling)
    raised = learned.read(tokens)
    if raised is not None and raised.score < learned.threshold:
        raised, tokens, cleaned = _with_those_before(tokens, cleaned, recent, learned)
    if raised is None or raised.score < learned.threshold:
        return None
    matched = cleaned[tokens[raised.first].start : tokens[raised.last - 1].end]
    if raised.kind != WRITER and any(YOUNG in plain(read(clean(each), spelling)) for each in [*recent, text]):
        return Concern(WRITER, raised.urgency, matched, raised.kind if raised.sure else None)
    return Concern(raised.kind, raised.urgency, matched, sure=raised.sure)


def _with_those_before(
    tokens: Sequence[Token], cleaned: str, recent: Sequence[str], learned: DangerNet
) -> tuple[Reading | None, Sequence[Token], str]:
    """This message and those just before it weighed as one, and their words; no reading where it takes no part in the danger."""
    before = _just_before(tokens, recent)
    if not before:
        return None, tokens, cleaned
    joined = clean(" ".join(before)) + " " + cleaned
    together = read(joined, book().spelling)
    score = learned.score(plain(together))
    if score <= learned.score(plain(together[: -len(tokens)])) + learned.TAKES_PART:
        return None, tokens, cleaned
    return Reading(score - CUT_APART, *learned.label(plain(together)), 0, len(together)), together, joined


def _just_before(tokens: Sequence[Token], recent: Sequence[str]) -> list[str]:
    """As many of the messages just before as are short enough to be one sentence cut in parts with this one."""
    near: list[str] = []
    words = len(tokens)
    for earlier in reversed([str(each) for each in recent]):
        words += len(earlier.split())
        if words > LONGEST_JOINED:
            break
        near.insert(0, earlier.rstrip(" .!?\n\r\t\u2026"))
    return near


def by_phrases(text: str, recent: Sequence[str] = ()) -> Concern | None:
    """What the phrases hear, unless the weights are all but certain of the contrary."""
    known = book()
    cleaned = clean(str(text))
    tokens = read(cleaned, known.spelling)
    here = {(hit.phrase.kind, hit.phrase.urgency): (hit, tokens, cleaned) for hit in reversed(_meant(tokens, known))}
    earlier = [clean(str(message)) for message in list(recent)[-READ_TOGETHER:]]
    if earlier:
        # A sentence cut in two by the phone has no full stop in the middle, so the parts are joined without one.
        before = " ".join(part.rstrip(" .!?\n\r\t\u2026") for part in earlier) + " "
        together = read(before + cleaned, known.spelling)
        found = _meant(together, known)
        told = [hit for hit in found if together[hit.last - 1].end <= len(before)]  # heard when it was written
        for hit in reversed(found):
            again = hit.phrase.beside and any(old.last > hit.first for old in told)
            if together[hit.last - 1].end > len(before) and not again:
                here.setdefault((hit.phrase.kind, hit.phrase.urgency), (hit, together, before + cleaned))
        writing = any(
            hit.phrase.kind == WRITER for part in earlier for hit in _meant(read(part, known.spelling), known)
        )
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


def _meant(tokens: Sequence[Token], known: Book) -> list[Hit]:
    """The phrases in these words that were meant as danger, in the order they stand.

    One speaks unless the weights are all but certain of the contrary, of every part it stands in and of its own clause.
    """
    found = hits(tokens, known)
    learned = _learned() if found else None
    if learned is None:
        return found
    scores = [(part, learned.score(part.words)) for part in parts(tokens)]
    weight = lru_cache(lambda first, last: _weight(first, last, tokens, scores, learned))
    least = min(0.0, LEAST + LEAST_EACH_MORE * crowd(part for part, _ in scores))
    return [hit for hit in found if weight(*clause(tokens, hit.first, hit.last, known)) >= least]


def _weight(
    first: int, last: int, tokens: Sequence[Token], scores: Sequence[tuple[Part, float]], learned: DangerNet
) -> float:
    """The best score of a clause and of any part it stands in."""
    around = [score for part, score in scores if part.first < last and first < part.last]
    return max([*around, learned.score(plain(tokens[first:last]))])
