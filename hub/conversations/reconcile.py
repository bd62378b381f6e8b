"""Texts that no door was told of, fetched from the provider's own list: a provider that found us down soon gives up.

It runs at the worker's start and every five minutes. What a door has brought already is known by the provider's id and is
not answered again: the rows of InboundReceipt outlive retention and erasure, only the words in them go (a test holds that).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError

from hub.channels.records import TextIn
from hub.channels.sending import CHANNELS, Channel
from hub.conversations.inbound import Received
from hub.conversations.ledger import Moved
from hub.conversations.models import Reconciled
from hub.conversations.texting.arriving import arrived

logger = logging.getLogger(__name__)

EVERY = 300.0  # seconds
OVERLAP = timedelta(minutes=15)  # clocks differ, and a text may be listed later than it says
FURTHEST = timedelta(days=7)  # Notify's list goes back no further; what we took in is remembered for longer
AT_FIRST = timedelta(
    hours=1
)  # a number may have been in use before us: what was written to others is not ours to answer
LAST = datetime.max.replace(tzinfo=UTC)

TakeIn = Callable[[TextIn], Received | None]


def run(now: datetime, channels: Mapping[str, Channel] | None = None, take_in: TakeIn = arrived) -> Counter[str]:
    """Go through every channel's list. A provider that is down, or a text that cannot be taken, stops nothing else.

    Returns how many were listed, new and failed, over all channels. Raises nothing but what a database that is away raises.
    """
    channels = CHANNELS if channels is None else channels
    if not channels:
        return Counter()
    total: Counter[str] = Counter()
    for name, channel in list(channels.items()):
        try:
            total += _one(name, channel, now, take_in)
        except (OperationalError, InterfaceError):
            raise  # ours, not the provider's: the next run looks again
        except Exception as fault:  # its kind only: a provider's words may hold a number
            logger.error("reconcile.provider_failed channel=%s fault=%s", name, type(fault).__name__)
    return total


def looked_back_to(channel: str, now: datetime) -> datetime:
    """From when on the list is asked for: a little before where it was left, and never further back than a week; at first an hour."""
    # The mark is set before the provider is asked: should it be down for its first days, they are not forgotten.
    mark, _ = Reconciled.objects.get_or_create(channel=channel, defaults={"up_to": now - AT_FIRST + OVERLAP})
    return max(now - FURTHEST, mark.up_to - OVERLAP)


def _one(name: str, channel: Channel, now: datetime, take_in: TakeIn) -> Counter[str]:
    since = looked_back_to(name, now)
    # Sorting keeps the order of those with the same time: providers say the second, and a long text comes in parts.
    listed = sorted(channel.received_since(since), key=lambda record: record.sent_at or LAST)
    count: Counter[str] = Counter(listed=len(listed))
    up_to = now
    for record in listed:
        received = _taken(name, record, take_in)
        if received is False:
            count["failed"] += 1
            up_to = min(up_to, record.sent_at or now)  # looked at again at the next run, until it is a week old
        elif received is not None and not received.duplicate:
            count["new"] += 1
    Reconciled.objects.update_or_create(channel=name, defaults={"up_to": up_to})
    if count["new"] or count["failed"]:
        told = "reconcile.done channel=%s listed=%s new=%s failed=%s"
        logger.warning(told, name, count["listed"], count["new"], count["failed"])
    return count


def _taken(name: str, record: TextIn, take_in: TakeIn) -> Received | None | bool:
    """What came of it; False if it could not be taken. Raises only what a database that is away raises."""
    try:
        return take_in(record)
    except (OperationalError, InterfaceError):
        raise
    except Moved:
        logger.warning("reconcile.moved channel=%s", name)
    except Exception as fault:
        logger.error("reconcile.not_taken channel=%s fault=%s", name, type(fault).__name__)
    return False
