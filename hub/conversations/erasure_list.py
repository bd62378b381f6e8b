"""What was deleted, who said STOP and what must be kept, outside the database: so that a restore can do it again.

One line each in KINSHIP_HOME/erased.log: a time, what, and ids or keyed hashes; never a word or a number. It is written, and on
the disk, before the transaction it belongs to commits: a deletion that is known and did not happen is done after a restore,
and its carer had asked for it; one that happened and is not known would come back.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

logger = logging.getLogger(__name__)
NAME = "erased.log"
ERASED, OPTED_OUT, OPTED_IN, HELD, RELEASED, BACKUP = "erased", "opted_out", "opted_in", "held", "released", "backup"
FORGOTTEN, MOVED, DELETE_ASKED, FORMS = "forgotten", "moved", "delete_asked", "forms"
LENGTHS = {ERASED: 2, OPTED_OUT: 2, OPTED_IN: 2, HELD: 2, RELEASED: 1, BACKUP: 1}  # how many values follow
LENGTHS |= {FORGOTTEN: 1, MOVED: 1, DELETE_ASKED: 1, FORMS: 3}
OF_CONVERSATIONS = (ERASED, HELD, RELEASED, FORGOTTEN, MOVED, DELETE_ASKED, FORMS)  # the first value is their id
NONE = "-"  # no hash to tell


@dataclass(frozen=True)
class Line:
    """`what` happened `at` a time, to these."""

    at: datetime
    what: str
    values: tuple[str, ...]


def erased(conversation_id: UUID, channel: str, now: datetime) -> None:
    _add(now, ERASED, str(conversation_id), channel)


def forms(conversation_id: UUID, tokens: Iterable[str], keys: Iterable[str], now: datetime) -> None:
    """What the pages of an erased web chat carried, as hashes: a phone that still shows one must get no words from it later."""
    _add(now, FORMS, str(conversation_id), ",".join(tokens) or NONE, ",".join(keys) or NONE)


def forgotten(conversation_id: UUID, now: datetime) -> None:
    """The words so far were blanked on the carer's wish, and the talk goes on."""
    _add(now, FORGOTTEN, str(conversation_id))


def moved(conversation_id: UUID, now: datetime) -> None:
    """Carried on elsewhere: pages from before open it no more."""
    _add(now, MOVED, str(conversation_id))


def delete_asked(conversation_id: UUID, now: datetime) -> None:
    """The carer wants it deleted, and it must be kept for now."""
    _add(now, DELETE_ASKED, str(conversation_id))


def opted(channel: str, address_hash: str, now: datetime, *, out: bool) -> None:
    _add(now, OPTED_OUT if out else OPTED_IN, channel, address_hash)


def held(conversation_id: UUID, until: date, now: datetime) -> None:
    _add(now, HELD, str(conversation_id), until.isoformat())


def released(conversation_id: UUID, now: datetime) -> None:
    _add(now, RELEASED, str(conversation_id))


def backed_up(backup: str, now: datetime) -> None:
    """From here on the list is known to hold what happened after this backup. Raises OSError."""
    _write(now, BACKUP, backup)


def lines(path: Path | None = None) -> Iterator[Line]:
    """All that can be read, oldest first; a line that was cut by a power failure is left out. Raises OSError, none where none is."""
    path = path or settings.KINSHIP_HOME / NAME
    if not path.exists():
        return
    for text in path.read_text("ascii", errors="replace").splitlines():
        at, _, rest = text.partition(" ")
        what, *values = rest.split() or [""]
        try:
            if len(values) != LENGTHS.get(what):
                continue
            if what in OF_CONVERSATIONS:
                UUID(values[0])
            if what == HELD:
                date.fromisoformat(values[1])
            line = Line(datetime.fromisoformat(at), what, tuple(values))
        except ValueError:
            continue
        yield line


def _add(now: datetime, what: str, *values: str) -> None:
    """A full or read-only disk must not stand between a carer and their deletion: then it is told, and goes on."""
    try:
        _write(now, what, *values)
    except OSError as fault:
        logger.error("erasure_list.not_written what=%s fault=%s", what, type(fault).__name__)


def _write(now: datetime, what: str, *values: str) -> None:
    path = settings.KINSHIP_HOME / NAME
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line break first: what a power failure cut short stays a line of its own. One write, so that processes do not mix.
        os.write(handle, f"\n{now.isoformat()} {what} {' '.join(values)}\n".encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
