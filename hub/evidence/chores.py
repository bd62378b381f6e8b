"""What the worker does for the evidence by the clock. Each may run twice or late without harm; links are asked by command only."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from hub.evidence import reminders, words_asked

EVERY = 6 * 3600  # seconds


def run() -> None:
    now = timezone.now()
    words_asked.collect(now)
    reminders.run(now, today())


def today() -> date:
    return date.fromisoformat(settings.KINSHIP_AS_OF) if settings.KINSHIP_AS_OF else timezone.localdate()
