"""What Twilio can be asked of messages: to send one, to find one again, and to list what came in."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

from hub.channels.records import OTHER, TextIn
from hub.channels.sending import ACCEPTED, NOT_SET_UP, PROVIDER_DOWN, RETRY, UNKNOWN, Parcel, SendResult
from hub.channels.twilio_faults import meaning
from hub.channels.twilio_forms import PREFIX
from hub.channels.twilio_http import client, never_left
from hub.channels.twilio_wire import PROVIDER, is_sid

if TYPE_CHECKING:
    from twilio.rest.api.v2010.account.message import MessageInstance

logger = logging.getLogger(__name__)

VALID_FOR = 3600  # seconds that a message may wait at Twilio: an older answer would only confuse
CLOCKS_DIFFER = timedelta(seconds=5)
MOST_LOOKED_AT = 100  # messages to one person since we tried
MOST_LISTED, A_PAGE = 10_000, 1000
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
GONE = ("failed", "undelivered", "canceled")


def send(parcel: Parcel, to: str, from_: str, **what: Any) -> SendResult:
    """Hand one message to Twilio. `what`: a body, or content and its variables, as its client calls them."""
    if not from_.removeprefix(PREFIX):
        return SendResult(RETRY, error=NOT_SET_UP)
    told = f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}/webhooks/twilio/status?r={quote(parcel.reference, safe='')}"
    try:
        made = client().messages.create(to=to, from_=from_, status_callback=told, validity_period=VALID_FOR, **what)
    except (TwilioRestException, TwilioServiceException) as fault:
        result = meaning(fault.code or 0, fault.status)
        logger.warning("twilio.refused code=%s status=%s kind=%s", fault.code, fault.status, result.kind)
        return result
    except TwilioException:
        return SendResult(RETRY, error=NOT_SET_UP)
    except requests.RequestException as fault:
        return SendResult(RETRY if never_left(fault) else UNKNOWN, error=PROVIDER_DOWN)
    except ValueError:  # it said yes, in words nobody can read
        return SendResult(UNKNOWN, error=PROVIDER_DOWN)
    return SendResult(ACCEPTED, made.sid) if made.sid else SendResult(UNKNOWN, error=PROVIDER_DOWN)


def look_up(parcel: Parcel, to: str, from_: str, bodies: Collection[str]) -> SendResult:
    """Find a message again that may have gone: Twilio keeps no reference of ours, so by the person, the time and the words.

    By the time it was made, not sent: what still waits at Twilio has no other. `bodies`: any of these words; none: whatever went.
    """
    try:
        listed = client().messages.list(to=to, from_=from_, limit=MOST_LOOKED_AT, page_size=MOST_LOOKED_AT)
    except (TwilioException, requests.RequestException, ValueError) as fault:
        logger.warning("twilio.cannot_list fault=%s", type(fault).__name__)
        return SendResult(UNKNOWN, error=PROVIDER_DOWN)
    since = parcel.since or ANY_TIME
    words = {_plain(body) for body in bodies}
    ours = [
        message
        for message in listed
        if (message.direction or "").startswith("outbound")
        and message.sid not in parcel.others  # the same words sent before prove nothing of this one
        and (message.date_created or since) >= since - CLOCKS_DIFFER
        and (not words or _plain(message.body) in words)
    ]
    if not ours:
        return SendResult(RETRY)
    # The same words may have gone just before: ours is the one made nearest to our trying.
    found = min(ours, key=lambda message: abs((message.date_created or since) - since))
    if found.status in GONE:
        result = meaning(found.error_code or 0)
        return SendResult(result.kind, found.sid, result.error)
    return SendResult(ACCEPTED, found.sid)


def received_since(channel: str, number: str, since: datetime, mended: Callable[[str], str] = str) -> Iterator[TextIn]:
    """What came in to a number of ours, oldest first. Raises TwilioException and RequestException. `number` as Twilio writes it.

    The list knows no taps (their words are the label) and not what kind of media it was. `mended`: what is done to the words.
    """
    if not number.removeprefix(PREFIX):
        return
    asked_from = since.astimezone(UTC)
    listed = client().messages.list(to=number, date_sent_after=asked_from, limit=MOST_LISTED, page_size=A_PAGE)
    if len(listed) == MOST_LISTED:
        logger.error("twilio.too_many_to_list channel=%s", channel)
    came = [each for each in listed if each.direction == "inbound" and is_sid(each.sid or "") and each.from_]
    for message in sorted(came, key=lambda each: each.date_sent or each.date_created or asked_from):
        at = message.date_sent or message.date_created
        if at is None or at >= asked_from - CLOCKS_DIFFER:
            yield _listed(channel, message, mended)


def _listed(channel: str, message: MessageInstance, mended: Callable[[str], str]) -> TextIn:
    number = message.num_media or ""
    return TextIn(
        channel=channel,
        provider=PROVIDER,
        provider_message_id=message.sid or "",
        sender=(message.from_ or "").removeprefix(PREFIX),
        to=(message.to or "").removeprefix(PREFIX),
        text=mended(message.body or ""),
        media=(OTHER,) * (min(int(number), 10) if re.fullmatch("[0-9]{1,4}", number) else 0),
        sent_at=message.date_sent or message.date_created,
        raw=json.dumps({"listed": message.sid, "from": message.from_, "to": message.to, "body": message.body}),
    )


def _plain(words: str | None) -> str:
    """White space apart, which Twilio trims."""
    return " ".join((words or "").split())
