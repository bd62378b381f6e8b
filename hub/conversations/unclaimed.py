"""Telling the duty supervisor that somebody waits and nobody has taken them: once each step, and never who or why.

Urgent ones by the clock; the others in opening time, because nobody is expected at night. Information waits without it. Where
a danger is open that nobody owns, its own ladder (alerts) tells of it, and this one is silent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hub.channels import alerting
from hub.conversations import alerts, hours, unclaimed_words
from hub.conversations.models import Conversation, Danger, WaitAlert
from hub.conversations.states import WAITING

logger = logging.getLogger(__name__)

EVERY = 15  # seconds
URGENT_STEPS = (3, 10)  # minutes on the clock
NORMAL_STEPS = (15, 45)  # minutes of the advisers' time
URGENT, NORMAL = 1, 2  # priorities: up to the first one is urgent
LEASE = timedelta(seconds=60)
WAITS = (5, 15, 30, 60, 120)  # seconds before the second, third … attempt
GIVE_UP = timedelta(hours=2)  # a telling that could not go for so long says nothing any more

TOLD_AS_DANGER = Exists(Danger.objects.filter(conversation=OuterRef("pk"), owner__isnull=True, ended_at__isnull=True))


def run() -> int:
    """One look of the worker's: the steps that are due become rows, and rows are sent. Returns how many were sent."""
    climb(timezone.now())
    sent = 0
    while (row := _claim_next(timezone.now())) is not None:
        sent += _send(row)
    return sent


def climb(now: datetime) -> int:
    """Take each wait to the step that is due. A step that was missed is not told beside the next. Returns how many rows."""
    made = 0
    for chat, since, priority in _waiting().values_list("pk", "state_since", "priority"):
        urgent = priority <= URGENT
        step = _due(urgent, since, now)
        if step:
            made += _make(chat, since, urgent, step, now)
    return made


def waiting_now(*, urgent: bool) -> int:
    """How many wait now whom nobody has taken."""
    rows = Conversation.objects.filter(state=WAITING, erased_at__isnull=True)
    return rows.filter(priority__lte=URGENT).count() if urgent else rows.filter(priority=NORMAL).count()


def _waiting():
    rows = Conversation.objects.filter(~TOLD_AS_DANGER, state=WAITING, erased_at__isnull=True, priority__lte=NORMAL)
    return rows.order_by("state_since")


def _due(urgent: bool, since: datetime, now: datetime) -> int:
    """The number of the step that is due, from 1; 0 before the first."""
    minutes = (now - since) / timedelta(minutes=1) if urgent else hours.minutes_open(since, now)
    return sum(minutes >= each for each in (URGENT_STEPS if urgent else NORMAL_STEPS))


def _make(chat, since: datetime, urgent: bool, step: int, now: datetime) -> int:
    told = WaitAlert.objects.filter(conversation=chat, since=since, urgent=urgent, step__gte=step)
    if told.exists():
        return 0
    ways = alerts.ways()
    if not ways:
        logger.error("unclaimed.%s urgent=%s step=%s", alerts.NOBODY, urgent, step)
    try:
        with transaction.atomic():
            WaitAlert.objects.filter(conversation=chat, state=WaitAlert.QUEUED).update(state=WaitAlert.DROPPED)
            for way in ways or (alerts.NOBODY,):
                WaitAlert.objects.create(
                    conversation_id=chat,
                    since=since,
                    urgent=urgent,
                    step=step,
                    way=way,
                    state=WaitAlert.QUEUED if ways else WaitAlert.DROPPED,
                    made_at=now,
                    next_attempt_at=now,
                )
    except IntegrityError:
        return 0  # another worker made it at this very moment
    return len(ways)


def _claim_next(now: datetime) -> WaitAlert | None:
    """The next row that may go; two workers never take the same. What was taken meanwhile is not told."""
    may_go = Q(state__in=(WaitAlert.QUEUED, WaitAlert.SENDING), next_attempt_at__lte=now)
    while (row := WaitAlert.objects.filter(may_go).order_by("next_attempt_at", "pk").first()) is not None:
        same = WaitAlert.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts)
        waits = Conversation.objects.filter(pk=row.conversation_id, state=WAITING, state_since=row.since)
        if not waits.exists() or now - row.made_at > GIVE_UP:
            same.update(state=WaitAlert.DROPPED)
            continue
        # Until the lease ends nobody else takes it: the next attempt is then due.
        if same.update(state=WaitAlert.SENDING, attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
            row.attempts += 1
            return row
    return None


def _send(row: WaitAlert) -> bool:
    try:
        SENDERS[row.way](row)
    except alerting.NotSent as failure:
        _again(row, failure.error)
        return False
    except Exception as fault:  # a slip in the words must not lose it
        _again(row, type(fault).__name__[:60])
        return False
    _still_ours(row).update(state=WaitAlert.SENT, sent_at=timezone.now(), error_code="")
    logger.warning("unclaimed.sent way=%s urgent=%s step=%s", row.way, row.urgent, row.step)
    return True


def _again(row: WaitAlert, error: str) -> None:
    wait = timedelta(seconds=WAITS[min(row.attempts, len(WAITS)) - 1])
    _still_ours(row).update(state=WaitAlert.QUEUED, next_attempt_at=timezone.now() + wait, error_code=error)
    logger.error("unclaimed.not_sent way=%s attempt=%s error=%s", row.way, row.attempts, error)


def _still_ours(row: WaitAlert):
    return WaitAlert.objects.filter(pk=row.pk, state=WaitAlert.SENDING, attempts=row.attempts)


def _by_email(row: WaitAlert) -> None:
    second = settings.KINSHIP_ALERT_ESCALATION_EMAILS if row.step > 1 else ()
    to = list(dict.fromkeys([*settings.KINSHIP_ALERT_EMAILS, *second]))
    minutes = (URGENT_STEPS if row.urgent else NORMAL_STEPS)[row.step - 1]
    told = unclaimed_words.email(waiting_now(urgent=row.urgent), urgent=row.urgent, minutes=minutes)
    alerting.email(to, *told, reference(row))


def _by_webhook(row: WaitAlert) -> None:
    told = {"event": "waiting", "urgent": row.urgent, "waiting": waiting_now(urgent=row.urgent), "step": row.step}
    alerting.post(settings.KINSHIP_ALERT_WEBHOOK, told, reference(row))


SENDERS: dict[str, Callable[[WaitAlert], None]] = {"email": _by_email, "webhook": _by_webhook}


def reference(row: WaitAlert) -> str:
    """The same at each attempt to send this row."""
    return f"waiting-{row.pk}"
