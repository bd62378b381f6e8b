"""What a provider reports of a text of ours. Reports come late, twice and out of order: a text never goes down in rank."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.channels.records import StatusIn
from hub.channels.sending import OPTED_OUT, OTHER_FAULT, UNREACHABLE, WINDOW_CLOSED
from hub.conversations.models import Outbox
from hub.conversations.texting import settled
from hub.conversations.texting.window import TEMPLATE, hold

logger = logging.getLogger(__name__)

RANK = {Outbox.SENT: 1, Outbox.DELIVERED: 2, Outbox.READ: 3}  # all that has not left yet is below them
FAILED = "failed"
TRIED_AGAIN_AFTER = timedelta(minutes=30)  # a phone that was off may be on by then
TRIED_AGAIN_WITHIN = timedelta(
    hours=4
)  # news of a failure may come after three days: that text is nobody's answer any more


def reported(status: StatusIn) -> bool:
    """Note it. False: we have no such text (counted in the log), or it says nothing new."""
    with transaction.atomic():
        row = _row(status)
        if row is None:
            logger.warning("status.unknown provider=%s state=%s", status.provider, status.state)
            return False
        now = timezone.now()
        row.provider_message_id = row.provider_message_id or status.provider_message_id or None
        changed = (
            _failed(row, status.error or OTHER_FAULT, now) if status.state == FAILED else _went(row, status.state, now)
        )
        if not changed:
            row.save(update_fields=["provider_message_id"])
            return False
        settled.tell(row, now)
        if row.state == Outbox.FAILED and row.error_code == OPTED_OUT:
            settled.opted_out(row, now)
        return True


def _row(status: StatusIn) -> Outbox | None:
    """By the provider's id; by our reference where that is not written down yet. Only of this very channel."""
    rows = Outbox.objects.select_for_update(of=("self",)).select_related("message", "conversation__identity")
    rows = rows.filter(conversation__channel=status.channel)
    if status.provider_message_id:
        row = rows.filter(provider_message_id=status.provider_message_id).first()
        if row is not None:
            return row
    conversation, _, number = status.reference.rpartition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    row = rows.filter(pk=int(number)).first()
    if row is None or settled.reference(row) != status.reference:
        return None
    # A report on an earlier sending of it, under another id, says nothing about this one.
    other = row.provider_message_id and status.provider_message_id
    return None if other else row


def _went(row: Outbox, state: str, now: datetime) -> bool:
    if RANK.get(state, 0) <= RANK.get(row.state, 0):
        return False
    if row.state in (Outbox.FAILED, Outbox.DROPPED) and row.error_code != settled.NOT_KNOWN:
        return False  # a failure is for good, and what we did not send cannot have arrived
    row.state, row.sent_at, row.lease_until = state, row.sent_at or now, None
    row.error_code = settled.code_kept(row, "")
    row.save()
    return True


def _failed(row: Outbox, code: str, now: datetime) -> bool:
    if row.state in (Outbox.DELIVERED, Outbox.READ, Outbox.FAILED, Outbox.HELD):
        return False
    if row.state == Outbox.DROPPED and row.error_code != settled.NOT_KNOWN:
        return False
    if row.state == Outbox.QUEUED and row.error_code == settled.AGAIN:
        return False  # the same news twice: it is to be tried again already
    if code == WINDOW_CLOSED and row.part != TEMPLATE and row.message.erased_at is None and _is_newest(row):
        row.provider_message_id, row.first_attempt_at = None, None
        hold(row, now)
        return True
    if code == UNREACHABLE and _may_try_again(row, now):
        row.state, row.next_attempt_at, row.error_code = Outbox.QUEUED, now + TRIED_AGAIN_AFTER, settled.AGAIN
        row.first_attempt_at = row.sent_at = row.lease_until = row.provider_message_id = None
    else:
        row.state, row.error_code, row.lease_until = Outbox.FAILED, code[:60], None
    row.save()
    return True


def _may_try_again(row: Outbox, now: datetime) -> bool:
    """Once, while it is still the newest thing that was said: nothing may come to stand below what came after it."""
    fresh = row.sent_at is not None and now - row.sent_at <= TRIED_AGAIN_WITHIN
    return fresh and row.error_code != settled.AGAIN and row.message.erased_at is None and _is_newest(row)


def _is_newest(row: Outbox) -> bool:
    later = Outbox.objects.filter(conversation=row.conversation_id, pk__gt=row.pk).exclude(part=TEMPLATE)
    return not later.exclude(state__in=(Outbox.QUEUED, Outbox.HELD, Outbox.DROPPED)).exists()
