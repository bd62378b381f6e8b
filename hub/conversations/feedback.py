"""Did you get what you needed? Kept apart from the conversation: no link, only the month."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from hub.conversations.models import Feedback

LONGEST = 1000  # characters


def give(answer: str, words: str = "") -> bool:
    """Keep one answer. False when it is not one of yes, partly, no."""
    if answer not in Feedback.ANSWERS:
        return False
    Feedback.objects.create(
        month=timezone.localdate().replace(day=1),
        council=settings.KINSHIP_COUNCIL,
        answer=answer,
        words=words.strip()[:LONGEST],
    )
    return True
