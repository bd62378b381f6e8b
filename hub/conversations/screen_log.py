"""What the nets heard, kept for the safeguarding lead: masked, without a link to the conversation, for 90 days."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.conversations.ledger import record
from hub.conversations.models import PhraseProposal, ScreenLog
from hub.conversations.models.danger import URGENCIES
from kinship.safety_phrases import book

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
MOST_WORDS = 30
LONGEST_PROPOSAL = 500  # characters
HIDDEN, NUMBER = "\u2026", "#"
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def note(now: datetime, net: str, kind: str, urgency: str, words: str, *, near_miss: bool = False) -> None:
    """Write down what was heard. A slip here must not stop the answer to danger."""
    try:
        shape = masked(words)
    except Exception:
        logger.exception("screen_log.not_masked")
        shape = ""
    hour = now.replace(minute=0, second=0, microsecond=0)  # nearer would point to one conversation
    ScreenLog.objects.create(at=hour, net=net, kind=kind, urgency=urgency, masked=shape, near_miss=near_miss)


def masked(words: str) -> str:
    """The shape of what was written: words of our own lists of phrases stay, every other is hidden, no number is shown."""
    known, begins = _lexicon()
    shape: list[str] = []
    for word in _WORD.findall(words.lower().replace("\u2019", "'")):
        plain = word.replace("'", "")
        if any(letter.isdigit() for letter in word):
            shown = NUMBER
        else:
            shown = word if plain in known or plain.startswith(begins) else HIDDEN
        if not (shown in (HIDDEN, NUMBER) and shape[-1:] == [shown]):
            shape.append(shown)
    return " ".join(shape[:MOST_WORDS])


def _lexicon() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of the phrases, and the beginnings of words (longer than three letters: a shorter one fits names)."""
    phrases = book()
    needed = {part for phrase in phrases.phrases for need in phrase.needs for part in need}
    begins = {part[:-1] for part in needed if part.endswith("*") and len(part) > 4}
    return frozenset(phrases.spelling.known | {part for part in needed if not part.endswith("*")}), tuple(
        sorted(begins)
    )


def newest(most: int) -> QuerySet[ScreenLog]:
    """The newest screens; what nobody has marked comes first."""
    return ScreenLog.objects.order_by("mark", "-id")[:most]


def mark(number: int, verdict: str, user) -> bool:
    """A person says whether the screen was right. False when there is no such screen or verdict."""
    if verdict not in ScreenLog.MARKS:
        return False
    with transaction.atomic():
        marked = ScreenLog.objects.filter(pk=number).update(mark=verdict, marked_by=user, marked_at=timezone.now())
        if marked:
            record(
                [], [(f"user:{user.pk}", "screen_marked", {"screen": number, "mark": verdict})], None, timezone.now()
            )
    return bool(marked)


def kinds() -> tuple[str, ...]:
    """The kinds of danger there are."""
    return tuple(book().kinds)


def propose(user, kind: str, urgency: str, words: str, why: str) -> bool:
    """Keep a phrase that should be heard. False when something is missing or is none of our codes."""
    words, why = words.strip()[:LONGEST_PROPOSAL], why.strip()[:LONGEST_PROPOSAL]
    if kind not in kinds() or urgency not in URGENCIES or not words or not why:
        return False
    now = timezone.now()
    with transaction.atomic():
        row = PhraseProposal.objects.create(at=now, by=user, kind=kind, urgency=urgency, words=words, why=why)
        record([], [(f"user:{user.pk}", "phrase_proposed", {"proposal": row.pk})], None, now)
    return True


def purge(now: datetime, dry_run: bool) -> int:
    """Screens that have been kept long enough."""
    due = ScreenLog.objects.filter(at__lte=now - KEPT)
    return due.count() if dry_run else due.delete()[0]
