"""WhatsApp's 24 hours: we may write freely only for so long after the person last wrote. Then words wait, and one neutral line may go.

Source: Meta's customer service window; Twilio refuses with 63016 outside it (reference channels.md 1.7).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from hub.channels.records import WHATSAPP
from hub.conversations import words
from hub.conversations.models import ChannelIdentity, Conversation, Outbox

LASTS = timedelta(hours=24)
TO_SPARE = timedelta(minutes=10)  # a text may be under way for a while, and clocks differ
TEMPLATE = 0  # the part of the row that is not words of ours, but the neutral line that was approved beforehand
BACK = "window_open"  # they wrote first: the neutral line is not needed any more


def is_open(conversation: Conversation, now: datetime) -> bool:
    """May we write freely? On SMS always."""
    if conversation.channel != WHATSAPP:
        return True
    last = _last_inbound(conversation)
    return last is not None and now - last < LASTS - TO_SPARE


def hold(row: Outbox, now: datetime) -> None:
    """Keep the words until they write, and put out the neutral line: once in each closed window, whatever became of it."""
    row.state, row.next_attempt_at, row.lease_until, row.sent_at = Outbox.HELD, now, None, None
    row.save()
    told = Outbox.objects.filter(conversation=row.conversation_id, part=TEMPLATE)
    last = _last_inbound(row.conversation)
    if last is not None:
        told = told.filter(Q(state__in=Outbox.OPEN) | Q(first_attempt_at__gt=last))
    if not told.exists():
        Outbox.objects.get_or_create(
            message=row.message,
            part=TEMPLATE,
            defaults={
                "conversation": row.conversation,
                "from_seq": row.seq,
                "seq": row.seq,
                "text": words.phone_words()["window"]["template"].format(council=_council()),
                "next_attempt_at": now,
            },
        )


def release_held(conversation: Conversation, now: datetime) -> int:
    """They wrote, so the 24 hours are open again: what waited goes now, in its order. Returns how many texts."""
    with transaction.atomic():
        rows = Outbox.objects.filter(conversation=conversation)
        rows.filter(part=TEMPLATE, state=Outbox.QUEUED).update(state=Outbox.DROPPED, error_code=BACK)
        return rows.filter(state=Outbox.HELD).update(
            state=Outbox.QUEUED, next_attempt_at=now, first_attempt_at=None, error_code=""
        )


def release_where_they_wrote(now: datetime) -> int:
    """The same for all, by the clock: should a door have died between keeping their words and this. HELD since `next_attempt_at`."""
    if not Outbox.objects.filter(state=Outbox.HELD).exists():
        return 0
    of_identity = ChannelIdentity.objects.filter(pk=OuterRef("conversation__identity"))
    wrote = of_identity.filter(last_inbound_at__gt=OuterRef("next_attempt_at"))
    rows = Outbox.objects.filter(Exists(wrote) | Q(conversation__last_inbound_at__gt=F("next_attempt_at")))
    found = Conversation.objects.filter(pk__in=rows.filter(state=Outbox.HELD).values("conversation"))
    return sum(release_held(each, now) for each in found.only("pk"))


def _last_inbound(conversation: Conversation) -> datetime | None:
    identity = conversation.identity
    known = (identity.last_inbound_at if identity else None, conversation.last_inbound_at)
    return max((each for each in known if each), default=None)


def _council() -> str:
    return str(words.council().get("council_name") or "")
