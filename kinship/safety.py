"""Hears danger in what a carer or a child writes, before anything else does, and finds the words to answer with.

The same message always gets the same answer. When in doubt it hears danger: a person looks, and no harm is done.
Why first, and what is said: Working Together to Safeguard Children (2023); Children Act 1989 ss.17 and 47.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from typing import NamedTuple

from kinship.danger_features import YOUNG, parts, plain
from kinship.danger_net import CUT_APART, DangerNet, Reading, net
from kinship.safety_calls import is_call
from kinship.safety_hits import Hit, clause, hits
from kinship.safety_joined import joined
from kinship.safety_phrases import Book, book
from kinship.safety_text import Token, clean, read
from kinship.safety_words import SafetyWords, words

__all__ = ["Concern", "SafetyWords", "screen", "words"]

logger = logging.getLogger(__name__)
URGENCIES = ("emergency", "soon")
# Score for a phrase to speak: of a sentence or stretch it stands in; of its own clause, and of that if it is short; and of messages it reaches
# across that each stand by themselves. Chosen with the thresholds (docs/decisions/0028).
LEAST, LEAST_OF_CLAUSE, LEAST_OF_SHORT, LEAST_ACROSS = -2.0, 0.5, 2.2, 0.0
SHORT, SHORTEST = 5, 3  # words of a clause: a shorter one must sound plainly of danger; the shortest tells nothing
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
    whole = clean(" ".join(before)) + " " + cleaned
    together = read(whole, book().spelling)
    score = learned.score(plain(together))
    if score <= learned.score(plain(together[: -len(tokens)])) + learned.TAKES_PART:
        return None, tokens, cleaned
    return Reading(score - CUT_APART, *learned.label(plain(together)), 0, len(together)), together, whole


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
    earlier = [str(message) for message in list(recent)[-READ_TOGETHER:]]
    if earlier:
        whole = joined([*earlier, cleaned], known)
        before = len(whole.text) - len(cleaned)
        together = read(whole.text, known.spelling)
        found = _meant(together, known, whole.apart)
        told = [hit for hit in found if together[hit.last - 1].end <= before]  # heard when it was written
        for hit in reversed(found):
            again = hit.phrase.beside and any(old.last > hit.first for old in told)
            if together[hit.last - 1].end > before and not again:
                here.setdefault((hit.phrase.kind, hit.phrase.urgency), (hit, together, whole.text))
        writing = any(
            hit.phrase.kind == WRITER for part in earlier for hit in _meant(read(clean(part), known.spelling), known)
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


def _meant(tokens: Sequence[Token], known: Book, apart: Sequence[int] = ()) -> list[Hit]:
    """The phrases in these words that were meant as danger, in the order they stand.

    One speaks unless the weights know better of every sentence and stretch that its clause stands in, or where they hear danger in a clause of
    it that tells something. Where it reaches across a place (`apart`, in characters) between messages that each stand by themselves, words
    of two tellings met, and the weights must agree with it.
    """
    found = hits(tokens, known)
    learned = _learned() if found else None
    if learned is None:
        return found
    scores = [(part, learned.score(part.words)) for part in parts(tokens) if part.alone]

    def meant(hit: Hit) -> bool:
        begin, end = tokens[hit.first].start, tokens[hit.last - 1].end
        if any(begin < place < end for place in apart):
            begin = max((place for place in apart if place <= begin), default=0)
            end = min((place for place in apart if place >= end), default=tokens[-1].end)
            return learned.score(plain([token for token in tokens if begin <= token.start < end])) >= LEAST_ACROSS
        first, last = clause(tokens, hit.first, hit.last, known)
        if max((score for part, score in scores if part.first < last and first < part.last), default=LEAST) >= LEAST:
            return True
        least = LEAST_OF_SHORT if last - first < SHORT else LEAST_OF_CLAUSE
        return last - first >= SHORTEST and learned.score(plain(tokens[first:last])) >= least

    return [hit for hit in found if meant(hit)]
