"""Telling the duty supervisor of danger, again and again until a person owns it. By the worker, never in a carer's request.

First the step of the ladder that is due becomes a row for each way out; then each row is sent, with a lease and patience.
A row that is replaced by a later one of the same way, or whose danger was taken meanwhile, is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hub.channels import alerting
from hub.conversations import alert_steps, alert_words, ledger
from hub.conversations.models import Alert, Danger

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
WAITS = (5, 15, 30, 60, 120)  # seconds before the second, third … attempt
NOBODY = "nobody"
ALREADY_KNOWN = Q(danger__owner__isnull=False) | Q(danger__ended_at__isnull=False)


def ways() -> tuple[str, ...]:
    """The ways out that this installation has."""
    found = []
    if settings.KINSHIP_ALERT_EMAILS:
        found.append(Alert.EMAIL)
    if settings.KINSHIP_ALERT_WEBHOOK and alerting.is_allowed(settings.KINSHIP_ALERT_WEBHOOK):
        found.append(Alert.WEBHOOK)
    return tuple(found)


def warn() -> None:
    """Say in the log, at the start and each hour, that danger would be told to nobody."""
    if settings.KINSHIP_ALERT_WEBHOOK and not alerting.is_allowed(settings.KINSHIP_ALERT_WEBHOOK):
        logger.error("alerts.webhook_not_allowed: it must be https, or on this machine")
    if not ways():
        logger.warning(
            "alerts.%s: set KINSHIP_ALERT_EMAILS or KINSHIP_ALERT_WEBHOOK, so that somebody hears of danger", NOBODY
        )


def run(worker: str) -> int:
    """One look of the worker's: what is due becomes rows, and rows are sent. Returns how many were sent."""
    climb(timezone.now())
    sent = 0
    while (alert := claim_next(worker, timezone.now())) is not None:
        sent += _send(alert)
    return sent


def climb(now: datetime) -> int:
    """Take every danger that nobody owns to its next step, if that is due. Returns how many."""
    due = Danger.objects.filter(owner__isnull=True, ended_at__isnull=True, next_alert_at__lte=now)
    return sum(_step(number, now) for number in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _step(number: int, now: datetime) -> bool:
    due = Danger.objects.select_for_update(of=("self",)).filter(
        pk=number, owner__isnull=True, ended_at__isnull=True, next_alert_at__lte=now
    )
    row = due.select_related("conversation").first()
    if row is None:
        return False  # taken, ended or told by another worker at this very moment
    out = ways()
    step, row.alert_step, row.alerts_sent = row.alert_step, row.alert_step + 1, row.alerts_sent + bool(out)
    row.next_alert_at = alert_steps.due(row.urgency, row.alert_step, row.alerts_from, now)
    row.save()
    Alert.objects.filter(danger=row, state=Alert.QUEUED).update(state=Alert.DROPPED)  # this one says the same, later
    for way in out:
        escalated = alert_steps.escalated(row.urgency, step)
        Alert.objects.create(
            danger=row, number=row.alerts_sent, way=way, escalated=escalated, made_at=now, next_attempt_at=now
        )
    if not out:
        logger.error(
            "alerts.%s ref=%s danger=%s urgency=%s step=%s", NOBODY, row.conversation.ref, row.kind, row.urgency, step
        )
    event = {"danger": row.kind, "urgency": row.urgency, "step": step, "ways": len(out)}
    ledger.record(
        [{"kind": "danger.alerted", "for_contact": False, "data": event}],
        [("worker", "danger_alerted", {"danger": row.pk, "step": step, "ways": list(out)})],
        row.conversation,
        now,
    )
    return True


def claim_next(worker: str, now: datetime) -> Alert | None:
    """Take the next row that may go, or None. Two workers never take the same; one whose worker died is taken again."""
    if not Alert.objects.filter(state__in=Alert.OPEN).exists():
        return None  # nearly always: no write lock is taken for it each second
    Alert.objects.filter(ALREADY_KNOWN, state=Alert.QUEUED).update(state=Alert.DROPPED)
    with transaction.atomic():
        may_go = Q(state=Alert.QUEUED, next_attempt_at__lte=now) | Q(state=Alert.SENDING, lease_until__lt=now)
        row = Alert.objects.filter(may_go).order_by("next_attempt_at").first()
        if row is None:
            return None
        taken = Alert.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
            state=Alert.SENDING, attempts=F("attempts") + 1, worker=worker, lease_until=now + LEASE
        )
    if not taken:
        return None
    return Alert.objects.select_related("danger__conversation").defer("danger__conversation__story").get(pk=row.pk)


def _send(alert: Alert) -> bool:
    try:
        SENDERS[alert.way](alert)
    except alerting.NotSent as failure:
        _again(alert, failure.error)
        return False
    except Exception as fault:  # a slip in the words, an address that is none: the alert must not be lost for it
        _again(alert, type(fault).__name__[:60])
        return False
    _still_ours(alert).update(state=Alert.SENT, sent_at=timezone.now(), lease_until=None, error_code="")
    logger.warning("alerts.sent ref=%s way=%s number=%s", alert.danger.conversation.ref, alert.way, alert.number)
    return True


def _again(alert: Alert, error: str) -> None:
    wait = WAITS[min(alert.attempts, len(WAITS)) - 1]
    _still_ours(alert).update(
        state=Alert.QUEUED, next_attempt_at=timezone.now() + timedelta(seconds=wait), lease_until=None, error_code=error
    )
    ref = alert.danger.conversation.ref
    logger.error("alerts.not_sent ref=%s way=%s attempt=%s error=%s", ref, alert.way, alert.attempts, error)


def _still_ours(alert: Alert):
    return Alert.objects.filter(pk=alert.pk, state=Alert.SENDING, attempts=alert.attempts)


def _by_email(alert: Alert) -> None:
    to = [*settings.KINSHIP_ALERT_EMAILS, *(settings.KINSHIP_ALERT_ESCALATION_EMAILS if alert.escalated else ())]
    alerting.email(list(dict.fromkeys(to)), *alert_words.email(alert), reference(alert))


def _by_webhook(alert: Alert) -> None:
    alerting.post(settings.KINSHIP_ALERT_WEBHOOK, payload(alert), reference(alert))


SENDERS: dict[str, Callable[[Alert], None]] = {Alert.EMAIL: _by_email, Alert.WEBHOOK: _by_webhook}


def reference(alert: Alert) -> str:
    """The same at each attempt to send this row."""
    return f"danger-{alert.danger_id}-{alert.number}-{alert.way}"


def payload(alert: Alert) -> dict[str, object]:
    """What the webhook gets: codes, times and the reference."""
    danger = alert.danger
    return {
        "event": "danger",
        "reference": danger.conversation.ref,
        "kind": danger.kind,
        "urgency": danger.urgency,
        "heard_by": danger.net,
        "at": danger.at.isoformat(),
        "last_at": danger.last_at.isoformat(),
        "alert": alert.number,
        "escalated": alert.escalated,
    }
