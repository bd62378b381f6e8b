"""Taking the next text that may go: in the order of its conversation, by one worker, and only if it may still leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from hub.channels.sending import Parcel
from hub.conversations.models import Outbox
from hub.conversations.texting import settled
from hub.conversations.texting.may_go import DANGER, why_no_longer
from hub.conversations.texting.same_words import repeats_until
from hub.conversations.texting.window import TEMPLATE, hold, is_open

LEASE = timedelta(seconds=60)
MOST_OTHERS = 200  # more than a provider is asked for


@dataclass(frozen=True)
class Claim:
    """A row under way: its id and attempt, and whether it is to be sent or only looked up."""

    id: int
    attempt: int
    channel: str
    parcel: Parcel
    to_look_up: bool


def claim_next(worker: str, now: datetime, channels: Collection[str] | None = None) -> Claim | None:
    """Take the next row that may go, or None. Two workers never take the same. `channels`: only these; None: any.

    What must not leave any more is dropped on the way, what must wait is put off.
    """
    while True:
        with transaction.atomic():
            # Locked, where the database locks rows: what another worker is taking just now must not be held or dropped here.
            due = _due(now, channels).select_for_update(of=("self",), skip_locked=True)
            row = due.select_related("message", "conversation__identity").first()
            if row is None:
                return None
            to_look_up = row.state == Outbox.UNKNOWN
            if not to_look_up and _stays_here(row, now):
                continue
            # A lost race takes nothing: the next look finds what is left.
            taken = Outbox.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
                state=Outbox.SENDING,
                attempts=F("attempts") + 1,
                worker=worker,
                lease_until=now + LEASE,
                first_attempt_at=row.first_attempt_at or now,
                **({} if to_look_up else {"sent_at": now}),
            )
        if not taken:
            return None
        return Claim(row.pk, row.attempts + 1, row.conversation.channel, _parcel(row, now), to_look_up)


def _due(now: datetime, channels: Collection[str] | None) -> QuerySet[Outbox]:
    """What may be taken, words of danger first. The neutral line of WhatsApp passes by what waits for their answer to it."""
    earlier = Outbox.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"), state__in=Outbox.OPEN)
    in_turn = ~Exists(earlier.exclude(part=TEMPLATE)) | Q(message__kind=DANGER) | Q(part=TEMPLATE)
    due = Outbox.objects.filter(in_turn, state__in=(Outbox.QUEUED, Outbox.UNKNOWN), next_attempt_at__lte=now)
    if channels is not None:
        due = due.filter(Q(conversation__channel__in=channels) | Q(message__kind=DANGER))
    first = Case(When(message__kind=DANGER, then=Value(0)), default=Value(1))
    return due.order_by(first, "next_attempt_at", "pk")


def _stays_here(row: Outbox, now: datetime) -> bool:
    """Drop it, hold it or put it off, where it must not leave now. True: one of these was done."""
    if why := why_no_longer(row.message, row.conversation.identity):
        row.state, row.error_code = Outbox.DROPPED, why
        row.save(update_fields=["state", "error_code"])
        settled.tell(row, now)
    elif row.part != TEMPLATE and not is_open(row.conversation, now):
        hold(row, now)
        settled.tell(row, now)
    elif until := repeats_until(row, now):
        row.next_attempt_at = until
        row.save(update_fields=["next_attempt_at"])
    else:
        return False
    return True


def _parcel(row: Outbox, now: datetime) -> Parcel:
    identity = row.conversation.identity
    return Parcel(
        reference=settled.reference(row),
        address=identity.address if identity else "",
        text=row.text,
        plain=row.plain or row.text,
        menu=[{"id": f"m:{row.pk}:{n}", "label": each["label"]} for n, each in enumerate(row.menu or [], start=1)],
        template_only=row.part == TEMPLATE,
        since=row.first_attempt_at or now,
        others=_others(row) if row.state == Outbox.UNKNOWN else frozenset(),
    )


def _others(row: Outbox) -> frozenset[str]:
    """What the provider calls the newest other texts to this phone. Without them a repeated line that never left would be taken
    for the one before it, and all that follows would wait until nobody asks any more."""
    rows = Outbox.objects.filter(provider_message_id__isnull=False).exclude(pk=row.pk).order_by("-pk")
    identity = row.conversation.identity_id
    rows = rows.filter(conversation__identity=identity) if identity else rows.filter(conversation=row.conversation_id)
    return frozenset(rows.values_list("provider_message_id", flat=True)[:MOST_OTHERS])
