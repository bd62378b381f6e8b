"""What the council says of it: written by a manager, shown only once it is released, taken back at any time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.conversations import councils
from hub.conversations.ledger import record
from hub.conversations.words import shelf
from hub.having_a_say.models import Done, Said

LONGEST = 600  # letters of each part
_RUN = 6  # words in a row that would be somebody's own
_WORD = re.compile(r"[^\W_]+")


class Incomplete(ValueError):
    """Something is missing or cannot be shown. `field`: which. `reason`: missing, too_long, their_words."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class NoSuchAnswer(LookupError):
    """There is none of that number, or it is not of this council."""


def write(user, *, topic: str, said: str, did: str) -> Done:
    """Write what was said and done, for nobody to see yet. Raises Incomplete."""
    said, did = _clean(said), _clean(did)
    for field, text in (("said", said), ("did", did)):
        if not text:
            raise Incomplete(field, "missing")
        if len(text) > LONGEST:
            raise Incomplete(field, "too_long")
        if _is_theirs(text, Said.objects.filter(council=councils.current()).values_list("words", flat=True)):
            raise Incomplete(field, "their_words")
    topic = topic if topic in shelf().topics() else ""
    with transaction.atomic():
        row = Done.objects.create(
            council=councils.current(),
            topic=topic,
            said=said,
            did=did,
            written_at=timezone.now(),
            written_by=user,
        )
        _recorded(user, "say_written", row)
    return row


def release(user, number: int) -> None:
    """Show it to everybody. Raises NoSuchAnswer."""
    _set(user, number, "say_released", released_at=timezone.now(), released_by=user, withdrawn_at=None)


def withdraw(user, number: int) -> None:
    """Take it back. Raises NoSuchAnswer."""
    _set(user, number, "say_withdrawn", withdrawn_at=timezone.now())


def shown() -> QuerySet[Done]:
    """What everybody may read, the newest first."""
    return every().filter(released_at__isnull=False, withdrawn_at__isnull=True).order_by("-released_at")


def every() -> QuerySet[Done]:
    """All that was written for this council, the newest first."""
    return Done.objects.filter(council=councils.current()).order_by("-written_at")


def heard() -> QuerySet[Said]:
    """What was said, the newest first; what the screen heard danger in comes before the rest."""
    return Said.objects.filter(council=councils.current()).order_by("-danger", "-month", "-pk")


def _set(user, number: int, action: str, **changes: object) -> None:
    with transaction.atomic():
        row = every().select_for_update().filter(pk=number).first()
        if row is None:
            raise NoSuchAnswer(number)
        Done.objects.filter(pk=row.pk).update(**changes)
        _recorded(user, action, row)


def _recorded(user, action: str, row: Done) -> None:
    record([], [(f"user:{user.pk}", action, {"answer": row.pk})], None, timezone.now())


def _is_theirs(text: str, said: Iterable[str]) -> bool:
    """Whether it repeats somebody's own words: as many in a row as nobody else would happen to write."""
    ours = _runs(text)
    return bool(ours) and any(ours & _runs(words) for words in said)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
