"""Who writes by text: an address on one channel, and nothing more. SMS and WhatsApp from one number are two people to us."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from hub.channels.phone_numbers import normalised
from hub.channels.records import TextIn
from hub.conversations.fields import keyed_hash
from hub.conversations.models import ChannelIdentity, Contact, Conversation, LegalHold
from hub.conversations.states import CLOSED

STRANGER_AFTER = timedelta(days=30)  # numbers are given to others: who comes back after that is met as somebody new


def hash_of(address: str) -> str:
    """What an address is found by. A number hashes as one that is called back, so that the desk's search finds both.

    A user id of WhatsApp ("GB.1234") is no number, and hashes for itself.
    """
    number = normalised(address)
    return keyed_hash("phone", number) if number.startswith("+") else keyed_hash("address", address)


def of(record: TextIn) -> ChannelIdentity:
    """The one who wrote it, found or made. An address that was forgotten on request is known again while they write."""
    key = {"channel": record.channel, "address_hash": hash_of(record.sender)}
    identity = ChannelIdentity.objects.filter(**key).first()
    if identity is None:
        try:
            with transaction.atomic():
                return ChannelIdentity.objects.create(contact=Contact.objects.create(), address=record.sender, **key)
        except IntegrityError:  # their first two messages at the same moment
            identity = ChannelIdentity.objects.get(**key)
    if identity.address != record.sender:
        identity.address = record.sender
        identity.save(update_fields=["address"])
    return identity


def newest(identity: ChannelIdentity, now: datetime) -> Conversation | None:
    """Their newest conversation: the one that is open, or one that was closed and whose time is not over.

    What they asked to be deleted and must be kept (legal_holds) is over for them, once it is closed.
    """
    in_time = ~Q(state=CLOSED) | Q(erase_after__isnull=True) | Q(erase_after__gt=now)
    kept = Conversation.objects.filter(in_time, identity=identity, erased_at__isnull=True)
    wished_away = LegalHold.objects.filter(ended_at__isnull=True, delete_asked_at__isnull=False)
    kept = kept.exclude(state=CLOSED, pk__in=wished_away.values("conversation"))
    return kept.order_by("-opened_at", "-last_inbound_at").first()


def was_silent(identity: ChannelIdentity, now: datetime) -> bool:
    """Was nothing heard from this address for so long that it may be somebody else's by now?"""
    return identity.last_inbound_at is not None and now - identity.last_inbound_at >= STRANGER_AFTER


def heard_from(identity: ChannelIdentity, now: datetime) -> None:
    """They wrote: WhatsApp's 24 hours and the days of silence count from now."""
    identity.last_inbound_at = now
    identity.save(update_fields=["last_inbound_at"])


def suspect(identity: ChannelIdentity, now: datetime) -> None:
    """It may not be them who hold this phone: nothing is sent there unasked."""
    identity.suspect_since = identity.suspect_since or now
    identity.save(update_fields=["suspect_since"])
