"""Danger is heard on every message, in every state, before anything else and without the assistant."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from hub.conversations.words import shelf, words
from kinship import safety

logger = logging.getLogger(__name__)
PRIORITY = {"emergency": 0, "soon": 1}


@dataclass(frozen=True)
class Danger:
    """What was heard (codes) and the fixed words to answer it with. `screened` is false when the screen itself failed."""

    kind: str
    urgency: str
    text: str
    screened: bool = True


def heard(text: str, channel: str, recent: Sequence[str] = ()) -> Danger | None:
    """The danger in a message and what to say, or None. Never raises: a slip of ours must not silence it."""
    try:
        concern = safety.screen(text, recent)
    except Exception:
        logger.exception("danger.screen_failed")  # words that can no longer be screened are met with the numbers
        return Danger("not_screened", "soon", _last_resort(), screened=False)
    if concern is None:
        return None
    try:
        said = "\n".join(safety.words(concern, channel, shelf()).lines)
    except Exception:
        logger.exception("danger.words_unreadable")
        said = _last_resort()
    return Danger(concern.kind, concern.urgency, said)


def _last_resort() -> str:
    return "\n".join(words()["danger_last_resort"])
