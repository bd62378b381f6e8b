"""Taking in what somebody says of the offer: masked, without a link to them, for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.conversations import councils, screen_log
from hub.conversations.danger import Danger
from hub.conversations.words import shelf
from hub.having_a_say.models import Said
from kinship.masking import masked

LONGEST = 2000  # letters
DOOR = "door"  # the net that heard it, as screen_log names it


def keep(words: str, *, topic: str = "", who: str = "", heard: Danger | None = None) -> None:
    """Keep what was said. A topic or a kind of person that we do not know is left out. `heard`: the danger in it, if any."""
    now = timezone.now()
    with transaction.atomic():
        Said.objects.create(
            month=timezone.localdate(now).replace(day=1),
            council=councils.current(),
            topic=topic if topic in shelf().topics() else "",
            who=who if who in Said.WHO else "",
            words=masked(words[:LONGEST]),
            danger=heard is not None,
        )
        if heard is not None and heard.screened:
            screen_log.note(now, DOOR, heard.kind, heard.urgency, heard.matched)


def purge(now: datetime, dry_run: bool) -> int:
    """What was said so long ago that it is deleted: counted from the end of its month."""
    last = (timezone.localdate(now) - timedelta(days=settings.KEPT_DAYS_SAID)).replace(day=1)
    due = Said.objects.filter(month__lt=last)
    return due.count() if dry_run else due.delete()[0]
