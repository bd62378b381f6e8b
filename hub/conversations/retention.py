"""Keeping nothing longer than carers are told (council.yml, privacy.keeps). Every step may be run again at any time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from hub.channels.records import WHATSAPP
from hub.conversations import drafts as unsent
from hub.conversations import erasure, ledger, screen_log, transitions
from hub.conversations.legal_holds import IS_HELD
from hub.conversations.models import (
    Allowance,
    AuditEntry,
    BrainTurn,
    Conversation,
    Danger,
    Draft,
    Event,
    FeedCounter,
    InboundReceipt,
    LegalHold,
    Outbox,
    SavedCode,
    Viewing,
)
from hub.conversations.states import ASSISTANT

logger = logging.getLogger(__name__)

LONDON = ZoneInfo("Europe/London")
RUN_AT = (2, 30)  # at night, in London
RAN = "retention.ran"
RAW_KEPT = timedelta(days=14)
EVENTS_KEPT = timedelta(days=7)
HELD_FOR = timedelta(days=30)  # UK numbers are given to others after some months (reference channels.md 6.1)
ALLOWANCES_KEPT = timedelta(hours=23)  # looked at each hour, so gone within 24
IDLE = {"web": timedelta(hours=24), "sms": timedelta(hours=72), "whatsapp": timedelta(hours=72)}

IN_DANGER = Exists(Danger.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True))

Step = Callable[[datetime, bool], int]


def conversations_to_erase(now: datetime, dry_run: bool) -> int:
    """Conversations whose time is over, unless they must be kept, or somebody may be in danger and nobody has ended that."""
    due = Conversation.objects.filter(~IN_DANGER, ~IS_HELD, erased_at__isnull=True, erase_after__lte=now)
    return _each(due, lambda conversation_id: erasure.erase(conversation_id, actor="retention"), dry_run)


def idle_to_close(now: datetime, dry_run: bool) -> int:
    """Talks with the assistant in which nobody has written for a day. The carer may still carry on by code."""
    idle = Q()
    for channel, silence in IDLE.items():
        idle |= Q(channel=channel, last_inbound_at__lte=now - silence)
    due = Conversation.objects.filter(idle, ~IN_DANGER, state=ASSISTANT, erased_at__isnull=True)
    due = due.exclude(brainturn__state__in=BrainTurn.OPEN)
    return _each(due, lambda conversation_id: transitions.close(conversation_id, "idle"), dry_run)


def payloads(now: datetime, dry_run: bool) -> int:
    """What providers sent us, word for word."""
    due = InboundReceipt.objects.exclude(payload="").filter(
        Q(purge_after__lte=now) | Q(purge_after__isnull=True, received_at__lte=now - RAW_KEPT)
    )
    due = due.filter(Q(message__isnull=True) | ~Q(message__conversation__in=_held()))
    return due.count() if dry_run else due.update(payload="")


def raw_replies(now: datetime, dry_run: bool) -> int:
    """Replies of the assistant that were discarded."""
    due = BrainTurn.objects.annotate(length=Length("discarded_reply")).filter(length__gt=0)
    due = due.filter(Q(purge_after__lte=now) | Q(purge_after__isnull=True, queued_at__lte=now - RAW_KEPT))
    due = due.exclude(conversation__in=_held())
    return due.count() if dry_run else due.update(discarded_reply=None)


def events(now: datetime, dry_run: bool) -> int:
    """Old numbers of the feed. Whoever asks from before them is told to take a fresh page."""
    with transaction.atomic():
        newest = Event.objects.filter(at__lt=now - EVENTS_KEPT).aggregate(newest=Max("n"))["newest"]
        if newest is None:
            return 0
        due = Event.objects.filter(n__lte=newest)
        if dry_run:
            return due.count()
        FeedCounter.objects.filter(pruned_up_to__lt=newest).update(pruned_up_to=newest)
        return due.delete()[0]


def allowances(now: datetime, dry_run: bool) -> int:
    """How much of a limit somebody used."""
    return _delete(Allowance.objects.filter(at__lte=now - ALLOWANCES_KEPT), dry_run)


def dangers(now: datetime, dry_run: bool) -> int:
    """What was left of a deleted conversation until a person had ended its danger."""
    return _delete(Danger.objects.filter(conversation__erased_at__isnull=False, ended_at__isnull=False), dry_run)


def codes(now: datetime, dry_run: bool) -> int:
    """Codes that no longer open anything."""
    return _delete(SavedCode.objects.filter(expires_at__lte=now), dry_run)


def held(now: datetime, dry_run: bool) -> int:
    """Texts that wait for their person to write (WhatsApp): after a month a number may be somebody else's."""
    silent = Q(conversation__last_inbound_at__lte=now - HELD_FOR) | Q(conversation__last_inbound_at__isnull=True)
    due = Outbox.objects.filter(silent, conversation__channel=WHATSAPP, state__in=(Outbox.HELD, Outbox.QUEUED))
    return due.count() if dry_run else due.update(state=Outbox.DROPPED, error_code="too_old")


def drafts(now: datetime, dry_run: bool) -> int:
    """Replies that were never sent."""
    due = Draft.objects.filter(saved_at__lte=now - unsent.KEPT).exclude(conversation__in=_held())
    return _delete(due, dry_run)


def viewings(now: datetime, dry_run: bool) -> int:
    """Who had a conversation open."""
    return _delete(Viewing.objects.filter(until__lte=now), dry_run)


HOURLY: dict[str, Step] = {"idle": idle_to_close, "allowances": allowances, "codes": codes, "events": events}
HOURLY |= {"drafts": drafts, "viewings": viewings}
DAILY: dict[str, Step] = {"payloads": payloads, "raw_replies": raw_replies, "held": held, "dangers": dangers}
DAILY |= {"screens": screen_log.purge}
# Last: it takes away what the others count, and a dry run must say what the night then does.
DAILY |= {"erased": conversations_to_erase}
ALL: dict[str, Step] = {**HOURLY, **DAILY}


def run(now: datetime, steps: dict[str, Step] = ALL, *, dry_run: bool = False) -> dict[str, int]:
    """Run the steps; one that fails does not stop the others. Returns what each did (or would do); -1 for a failure."""
    done = {}
    for name, step in steps.items():
        try:
            done[name] = step(now, dry_run)
        except Exception as fault:  # told by its kind only: a message could hold somebody's words
            logger.error("retention.step_failed step=%s fault=%s", name, type(fault).__name__)
            done[name] = -1
    if any(done.values()) and not dry_run:
        logger.info("retention %s", " ".join(f"{name}={count}" for name, count in done.items()))
    return done


def run_if_due(now: datetime) -> dict[str, int] | None:
    """The night's run, if it has not been since the last 02:30. None: it has been."""
    latest = AuditEntry.objects.filter(action=RAN).order_by("-id").first()
    if latest is not None and latest.at >= last_due(now):
        return None
    done = run(now)
    with transaction.atomic():
        ledger.record([], [("worker", RAN, done)], None, now)
    return done


def last_due(now: datetime) -> datetime:
    """The newest 02:30 in London that has passed."""
    local = now.astimezone(LONDON)
    due = local.replace(hour=RUN_AT[0], minute=RUN_AT[1], second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


def _held() -> QuerySet:
    return LegalHold.objects.filter(ended_at__isnull=True).values("conversation")


def _each(due: QuerySet[Conversation], do: Callable[..., object], dry_run: bool) -> int:
    if dry_run:
        return due.count()
    return sum(_one(conversation_id, do) for conversation_id in list(due.values_list("pk", flat=True)))


def _one(conversation_id: object, do: Callable[..., object]) -> bool:
    try:
        do(conversation_id)
    except (ledger.NoSuchConversation, ledger.Moved):
        return False  # somebody else was there first; the next run looks again
    return True


def _delete(due: QuerySet, dry_run: bool) -> int:
    return due.count() if dry_run else due.delete()[0]
