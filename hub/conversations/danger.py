"""Danger is heard on every message, in every state, before anything else and without the assistant."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hub.conversations.bank_holidays import bank_holidays
from hub.conversations.models.danger import EMERGENCY, NOT_SCREENED, SOON
from hub.conversations.words import shelf, words
from kinship import safety
from kinship.story import Story

logger = logging.getLogger(__name__)
PRIORITY = {EMERGENCY: 0, SOON: 1}


@dataclass(frozen=True)
class Danger:
    """What was heard (codes) and the fixed words to answer it with. `screened` is false when the screen itself failed.

    `matched` is what the carer wrote: it goes nowhere but, masked, to the log of screens.
    """

    kind: str
    urgency: str
    text: str
    screened: bool = True
    matched: str = ""


def heard(text: str, channel: str, recent: Sequence[str] = (), story: Any = None) -> Danger | None:
    """The danger in a message and what to say, or None. Never raises: a slip of ours must not silence it.

    `story`: what the conversation knows so far, for parents and young people have words of their own.
    """
    try:
        concern = safety.screen(text, recent)
    except Exception:
        logger.exception("danger.screen_failed")  # words that can no longer be screened are met with the numbers
        return Danger(NOT_SCREENED, SOON, _last_resort(), screened=False)
    if concern is None:
        return None
    try:
        now, holidays = timezone.now(), bank_holidays()  # the council's number that is answered now comes first
        writer = Story.from_json(story).facts_of(0).get("writer")
        said = "\n".join(safety.words(concern, channel, shelf(), now=now, holidays=holidays, writer=writer).lines)
    except Exception:
        logger.exception("danger.words_unreadable")
        said = _last_resort()
    return Danger(concern.kind, concern.urgency, said, matched=concern.matched)


def _last_resort() -> str:
    return "\n".join(words()["danger_last_resort"])
