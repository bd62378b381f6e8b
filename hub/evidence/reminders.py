"""Telling owners that a review is near: at 60, 30 and 7 days, by e-mail, once a stage and entry, also with two workers.

A row is marked as sent before the mail server has it, and taken back only when it says no: somebody told twice stops reading.
What is due to one address goes in one e-mail. No word of a carer is near this.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hub.channels import alerting
from hub.conversations import councils
from hub.conversations.words import shelf
from hub.evidence import reminder_words
from hub.evidence.models import Reminder
from kinship import ageing
from kinship.ageing import Dated

logger = logging.getLogger(__name__)
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


def addresses(owner: str) -> tuple[str, ...]:
    """Who is written to for an owner: the addresses set for that role, or those set for everybody."""
    told: dict[str, list[str]] = {}
    for part in settings.KINSHIP_REVIEW_EMAILS:
        role, _, address = part.rpartition("=")
        told.setdefault(role.strip().casefold(), []).append(address.strip())
    return tuple(told.get(owner.casefold()) or told.get("", ()))


def run(now: datetime, today: date) -> int:
    """Queue what is due, then send it. Returns how many e-mails went."""
    if not settings.KINSHIP_REVIEW_EMAILS:
        return 0  # the desk's page on ageing shows all of it
    due = list(ageing.dated(shelf(), today))
    queue(due, now, today)
    return send({each.key: each for each in due}, now, today)


def queue(due: Iterable[Dated], now: datetime, today: date) -> int:
    """A row for each stage that has come and has none yet; a later stage takes the place of one not sent."""
    made, known = 0, set(Reminder.objects.filter(council=councils.current()).values_list("entry", "review_by", "stage"))
    for each in due:
        stage = ageing.stage(each.review_by, today) if each.review_by else None
        if stage is None or (each.key, each.review_by, stage) in known:
            continue
        row = {"council": councils.current(), "entry": each.key, "review_by": each.review_by}
        Reminder.objects.filter(**row, state=Reminder.QUEUED).update(state=Reminder.DROPPED)
        _, new = Reminder.objects.get_or_create(**row, stage=stage, defaults={"made_at": now, "next_attempt_at": now})
        made += new
    return made


def send(known: dict[str, Dated], now: datetime, today: date) -> int:
    """One e-mail an address, with all that is due to it."""
    for_whom: dict[tuple[str, ...], list[tuple[Reminder, Dated]]] = {}
    for row, entry in _claim(known, now):
        for_whom.setdefault(addresses(entry.owner), []).append((row, entry))
    return sum(_send(to, rows, now, today) for to, rows in for_whom.items())


def _claim(known: dict[str, Dated], now: datetime) -> list[tuple[Reminder, Dated]]:
    """The rows that are ours to send: each is marked as sent by one worker only. What was reviewed meanwhile is dropped."""
    taken = []
    rows = Reminder.objects.filter(council=councils.current(), state=Reminder.QUEUED, next_attempt_at__lte=now)
    for row in rows.order_by("review_by", "entry"):
        entry = known.get(row.entry)
        still_due = entry is not None and entry.review_by == row.review_by and addresses(entry.owner)
        state = Reminder.SENT if still_due else Reminder.DROPPED
        with transaction.atomic():
            ours = Reminder.objects.filter(pk=row.pk, state=Reminder.QUEUED).update(
                state=state, sent_at=now if still_due else None, attempts=F("attempts") + 1
            )
        if ours and still_due:
            taken.append((row, entry))
    return taken


def _send(to: tuple[str, ...], rows: list[tuple[Reminder, Dated]], now: datetime, today: date) -> bool:
    subject, text = reminder_words.email([entry for _, entry in rows], today)
    try:
        alerting.email(to, subject, text, f"review-{min(row.pk for row, _ in rows)}-{today}")
    except alerting.NotSent as failure:
        for row, _ in rows:
            wait = WAITS[min(row.attempts, len(WAITS) - 1)]
            Reminder.objects.filter(pk=row.pk).update(
                state=Reminder.QUEUED, sent_at=None, next_attempt_at=now + wait, error_code=failure.error
            )
        logger.error("evidence.not_reminded entries=%s error=%s", len(rows), failure.error)
        return False
    logger.info("evidence.reminded entries=%s", len(rows))
    return True


def told_on(council: str) -> dict[tuple[str, date], datetime]:
    """(entry, review date) and when its owner was last told."""
    rows = Reminder.objects.filter(council=council, state=Reminder.SENT).order_by("sent_at")
    return {(row.entry, row.review_by): row.sent_at for row in rows}
