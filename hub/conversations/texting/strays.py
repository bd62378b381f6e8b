"""What reached us and must never be answered: from names, short codes, landlines and abroad, or for a number that is not ours."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.channels.phone_numbers import normalised, uk_mobile
from hub.channels.records import SMS, TextIn
from hub.conversations import danger, ledger
from hub.conversations.models import InboundReceipt

logger = logging.getLogger(__name__)
STRAY = "stray"
NO_UK_MOBILE, NOT_OUR_NUMBER = "no_uk_mobile", "not_our_number"


def why(record: TextIn) -> str:
    """A code why it is not answered, or "" for what is: an answer there is paid for, bounces, or begins a loop."""
    if normalised(record.to) not in our_numbers(record.channel, record.provider):
        return NOT_OUR_NUMBER
    if record.channel == SMS and uk_mobile(record.sender) is None:
        return NO_UK_MOBILE
    return ""


def our_numbers(channel: str, provider: str) -> set[str]:
    """The numbers of ours that this provider receives for, E.164."""
    if provider == "notify":
        ours = settings.KINSHIP_NOTIFY["number"]
    else:
        ours = settings.KINSHIP_TWILIO["sms_number" if channel == SMS else "whatsapp_number"]
    return {normalised(ours)} if ours else set()


def keep(record: TextIn, key: str, reason: str) -> bool:
    """Keep it, encrypted, and tell staff, once. Words of danger in it are told as such, for nobody answers them. False: known."""
    now = timezone.now()
    heard = danger.heard(record.text, record.channel) if record.text else None
    kind = heard.kind if heard and heard.screened else ""
    told = {"channel": record.channel, "reason": reason, "danger": kind}
    try:
        with transaction.atomic():
            InboundReceipt.objects.create(
                provider=record.channel,
                provider_message_hash=key,
                received_at=now,
                status=STRAY,
                payload=_kept(record, reason, kind),
            )
            event = {"kind": "text.stray", "for_contact": False, "data": told}
            ledger.record([event], [("hub", "stray_text", told)], None, now)
    except IntegrityError:
        return False
    level = logging.ERROR if kind else logging.WARNING
    logger.log(level, "texting.stray channel=%s reason=%s danger=%s", record.channel, reason, kind or "none")
    return True


def _kept(record: TextIn, reason: str, kind: str) -> str:
    """What the provider sent, and by whom and why it was not answered: the list of strays at the desk reads the last three."""
    told = {"sender": record.sender, "reason": reason, "danger": kind, "raw": record.raw or record.text}
    return json.dumps(told, ensure_ascii=False)
