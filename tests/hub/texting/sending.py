"""Conversations with an address and nothing said, and a provider that does as it is told, for the tests of delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from hub.channels.sending import ACCEPTED, UNKNOWN, Parcel, SendResult
from hub.conversations import outbox
from hub.conversations.ledger import changing
from hub.conversations.models import ChannelIdentity, Contact, Conversation, TextTalk
from hub.conversations.models.message import ASSISTANT, SYSTEM

NUMBER = "+447700900123"


def conversation(channel: str = "sms", number: str = NUMBER, *, named: bool = True) -> Conversation:
    """`named`: who we are was said already."""
    now, contact = timezone.now(), Contact.objects.create()
    identity = ChannelIdentity.objects.create(
        contact=contact, channel=channel, address=number, address_hash=f"{channel} {number}", last_inbound_at=now
    )
    talk = Conversation.objects.create(
        contact=contact,
        identity=identity,
        channel=channel,
        council="exampleshire",
        state_since=now,
        opened_at=now,
        last_inbound_at=now,
    )
    if named:
        TextTalk.objects.create(conversation=talk, named_at=now)
    return talk


def say(talk: Conversation, *said: str, author: str = SYSTEM, choices=(), kind: str = "", **fields) -> None:
    """In one change; the choices stand under the last."""
    with changing(talk.pk) as change:
        for place, body in enumerate(said, 1):
            menu = [{"id": each, "label": each.capitalize()} for each in choices] if place == len(said) else None
            change.say(author, body, kind=kind, choices=menu or None, **fields)


class Provider:
    """Gives the results of the script, then accepts. `parcels`: what reached the phone; `sent`: every attempt."""

    def __init__(self, *script: SendResult | str) -> None:
        self.script, self.parcels, self.sent, self.looked_up = list(script), [], [], []

    def send(self, parcel: Parcel) -> SendResult:
        self.sent.append(parcel)
        result = self.script.pop(0) if self.script else ACCEPTED
        if result in (ACCEPTED, "accepted_and_silent"):
            self.parcels.append(parcel)
            return SendResult(ACCEPTED, f"SM{uuid4().hex}") if result == ACCEPTED else SendResult(UNKNOWN)
        if result == "raises":
            raise TimeoutError("in the middle of it")
        return result if isinstance(result, SendResult) else SendResult(result)

    def look_up(self, parcel: Parcel) -> SendResult:
        self.looked_up.append(parcel)
        there = any(each.reference == parcel.reference for each in self.parcels)
        return SendResult(ACCEPTED if there else "retry")

    def received_since(self, since: datetime):
        return []

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.parcels]


def deliver(provider: Provider, minutes: float = 0.0) -> int:
    """Everything that is due so many minutes from now."""
    now, worked = timezone.now() + timedelta(minutes=minutes), 0
    outbox.sweep(now)
    while claim := outbox.claim_next("w", now):
        outbox.record_result(claim, outbox.hand_over(claim, {claim.channel: provider}), now)
        worked += 1
    return worked


__all__ = ["ASSISTANT", "NUMBER", "SYSTEM", "Provider", "conversation", "deliver", "say"]
