"""A new conversation."""

from __future__ import annotations

from hub.conversations import one_clock
from hub.conversations.ledger import PUSH_CHANNELS, Change
from hub.conversations.models import ChannelIdentity, Contact, Conversation


def opened(channel: str, council: str, identity: ChannelIdentity | None = None) -> Change:
    """A conversation that is new, under its first change: whoever asked for it fills it and keeps it.

    `identity`: from which address it is held (SMS, WhatsApp). Raises IntegrityError where it has an open conversation already.
    """
    now = one_clock.now()
    conversation = Conversation.objects.create(
        contact=_contact_of(identity),
        identity=identity,
        channel=channel,
        council=council,
        state_since=now,
        opened_at=now,
    )
    # The web page has said who we are before the first word is written (kinship: talk.opened). On a phone the hub says it, before
    # the first text whoever speaks in it (deliveries: phone.yml, first).
    conversation.story = {"talk": {"opened": "shown"}} if channel in ("web", *PUSH_CHANNELS) else None
    change = Change(conversation, now)
    change.note("conversation.opened", for_contact=True)
    return change


def _contact_of(identity: ChannelIdentity | None) -> Contact:
    """Who writes. At an address that has had a conversation it may be another person: they share nothing but the address."""
    if identity is None:
        return Contact.objects.create()
    if Conversation.objects.filter(identity=identity).exists():
        identity.contact = Contact.objects.create()
        identity.save(update_fields=["contact"])
    return identity.contact
