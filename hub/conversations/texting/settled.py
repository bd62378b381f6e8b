"""What follows when a text has come to an end: it is told, and after a refusal because of STOP nothing more goes there."""

from __future__ import annotations

import logging
from datetime import datetime

from hub.channels import sending
from hub.conversations import erasure_list, ledger
from hub.conversations.models import ChannelIdentity, Outbox
from hub.conversations.texting.may_go import STILL_SENT

logger = logging.getLogger(__name__)
NOT_KNOWN = "not_known"  # nobody could say whether it arrived, and it is not sent twice
AGAIN = "unreachable_again"  # the phone was off: it is tried once more, under this code until it is settled


def reference(row: Outbox) -> str:
    """Ours for a row: the same at every attempt, and with nothing of anybody in it."""
    return f"{row.conversation_id}.{row.pk}"


def code_kept(row: Outbox, code: str) -> str:
    """The code to keep: that it was tried once more must not be forgotten before it has come to an end."""
    open_still = row.state in Outbox.OPEN or row.state in Outbox.LEFT
    return AGAIN if row.error_code == AGAIN and open_still else code[:60]


def tell(row: Outbox, now: datetime) -> None:
    """An event of the feed, by number and code; what failed is logged too."""
    kind = "delivery.failed" if row.state == Outbox.FAILED else "delivery.changed"
    event = {"kind": kind, "for_contact": False, "data": {"seq": row.seq, "state": row.state}}
    ledger.record([event], [], row.conversation, now)
    if row.state == Outbox.FAILED:
        logger.error("outbox.failed ref=%s seq=%s error=%s", row.conversation.ref, row.seq, row.error_code)


def opted_out(row: Outbox, now: datetime) -> None:
    """The provider knows that they asked for no more texts: so do we now. What waits is dropped, and the desk is told."""
    identity = row.conversation.identity
    if identity is None:
        return
    ChannelIdentity.objects.filter(pk=identity.pk, opted_out_at__isnull=True).update(opted_out_at=now)
    erasure_list.opted(identity.channel, identity.address_hash, now, out=True)
    drop_waiting(identity, sending.OPTED_OUT)
    event = {"kind": "contact.opted_out", "for_contact": False, "data": {"seq": row.seq}}
    ledger.record([event], [("hub", "opted_out_by_provider", {})], row.conversation, now)


def drop_waiting(identity: ChannelIdentity, code: str) -> int:
    """Nothing that waits goes to this address, but for what always goes. Returns how many texts were dropped."""
    waiting = Outbox.objects.filter(conversation__identity=identity, state__in=(Outbox.QUEUED, Outbox.HELD)).exclude(
        message__kind__in=STILL_SENT
    )
    return waiting.update(state=Outbox.DROPPED, error_code=code)
