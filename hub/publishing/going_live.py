"""What is approved goes live: at once, or on its day by the worker's clock; each change exactly once, whoever asks first.

The file is written inside the transaction that says so: if that fails, the change is still approved, and the next try finds the
words in the file already. Two workers meet at the lock of the council's folder.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from hub.publishing import folder, kinds
from hub.publishing.days import today
from hub.publishing.drafts import note
from hub.publishing.entries import BothChanged, differences, merged
from hub.publishing.models import Draft
from hub.publishing.states import APPROVED, ENDED, LIVE, REPLACED, WAITING
from kinship.content_files import UnreadableContent
from kinship.local_offer import shelf
from kinship.offer_writing import CannotWrite, without_entry

logger = logging.getLogger(__name__)
EVERY = 20  # seconds


def run(on: date | None = None) -> int:
    """Everything that is due: changes whose day has come, then entries whose last day has passed. How many."""
    on = on or today()
    due = Draft.objects.filter(state=APPROVED).exclude(live_on__gt=on).order_by("live_on", "approved_at", "pk")
    past = Draft.objects.filter(state=LIVE, last_day__lt=on).order_by("pk")
    done = 0
    for number in list(due.values_list("pk", flat=True)):
        done += _safely(number, on)
    for number in list(past.values_list("pk", flat=True)):
        done += _safely(number, on, ends=True)
    return done


def chore() -> int:
    """The same for the worker's table of chores."""
    return run()


def publish(number: int, on: date | None = None) -> bool:
    """Make an approved change live if its day has come. False: it was not due, is live already, or could not be merged.

    Raises folder.NotWritable: it stays approved, and is tried again.
    """
    on = on or today()
    council = Draft.objects.filter(pk=number).values_list("council", flat=True).first()
    if council is None:
        return False
    with folder.held(council), transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=number)
        if draft.state != APPROVED or (draft.live_on and draft.live_on > on):
            return False
        return _goes_live(draft, on)


def _goes_live(draft: Draft, on: date) -> bool:
    text = folder.text_of(draft.council, draft.topic)
    now = folder.entry_of(draft.council, draft.topic, draft.entry_id)
    try:
        entry = merged(draft.base, draft.entry, now)
        after = _written(text, draft, entry)
        if faults := _faults(draft, text, after, on):
            return _held_up(draft, " ".join(faults[:3]))
    except BothChanged as fault:
        return _held_up(draft, ", ".join(fault.fields))
    except (CannotWrite, UnreadableContent) as fault:
        return _held_up(draft, str(fault))
    if differences(entry, draft.entry):
        note(draft, "merged", None, fields=differences(draft.base, now))
    of_it = Draft.objects.filter(council=draft.council, topic=draft.topic, entry_id=draft.entry_id, state=LIVE)
    for each in of_it.exclude(pk=draft.pk):
        each.state = REPLACED
        each.save(update_fields=["state"])
        note(each, "replaced", None)
    draft.was, draft.entry, draft.live_at = now, entry, timezone.now()
    draft.state = LIVE if entry else ENDED
    draft.save()
    if after != text:
        folder.write(draft.council, draft.topic, after)
    note(draft, "live", None, fields=differences(now, entry), **_served(draft, after))
    return True


def _ends(number: int, on: date) -> bool:
    """Take an entry out whose last day has passed."""
    council = Draft.objects.filter(pk=number).values_list("council", flat=True).first()
    with folder.held(council), transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=number)
        if draft.state != LIVE or draft.last_day is None or draft.last_day >= on:
            return False
        text = folder.text_of(draft.council, draft.topic)
        draft.state = ENDED
        draft.save(update_fields=["state"])
        note(draft, "ended", None)
        after = without_entry(text, draft.topic, draft.entry_id)
        if after != text:
            folder.write(draft.council, draft.topic, after)
        return True


def _written(text: str, draft: Draft, entry: dict) -> str:
    return kinds.of(draft.topic).written(text, draft.topic, draft.entry_id, entry)


def _faults(draft: Draft, text: str, after: str, on: date) -> list[str]:
    """What the file would have wrong that it has not wrong now."""
    return [
        f"{each.fault} {each.mend}"
        for each in kinds.of(draft.topic).new_faults(folder.root(), draft.council, draft.topic, text, after, on)
    ]


def _held_up(draft: Draft, why: str) -> bool:
    """It cannot go live as it was approved: back to people, who see both versions."""
    draft.state, draft.approved_by, draft.approved_at = WAITING, None, None
    draft.save()
    note(draft, "held_up", None, why)
    return False


def _served(draft: Draft, text: str) -> dict[str, str]:
    """For the audit: the file as it is now, read back as the assistant reads it, with no restart between."""
    offer = shelf(draft.council, root=folder.root())
    there = kinds.of(draft.topic).served(offer, draft.topic, draft.entry_id, today())
    as_it_should = there == [draft.entry] if draft.entry else not there
    return {"file": hashlib.sha256(text.encode()).hexdigest()[:12], "served": "yes" if as_it_should else "no"}


def _safely(number: int, on: date, *, ends: bool = False) -> int:
    try:
        return int(_ends(number, on) if ends else publish(number, on))
    except folder.NotWritable as fault:
        logger.error("offer.not_written change=%s why=%s", number, fault.why)
    except (CannotWrite, UnreadableContent) as fault:
        logger.error("offer.not_written change=%s why=%s", number, type(fault).__name__)
    return 0


def next_days(council: str) -> list[tuple[date, int]]:
    """The days on which something goes live, and how much."""
    days: dict[date, int] = {}
    for on in Draft.objects.filter(
        council=council, state=APPROVED, live_on__gt=today() - timedelta(days=1)
    ).values_list("live_on", flat=True):
        days[on] = days.get(on, 0) + 1
    return sorted(days.items())
