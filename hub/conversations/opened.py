"""A new conversation."""

from __future__ import annotations

from django.utils import timezone

from hub.conversations.ledger import Change
from hub.conversations.models import Contact, Conversation


def opened(channel: str, council: str) -> Change:
    """A conversation that is new, under its first change: whoever asked for it fills it and keeps it."""
    now = timezone.now()
    conversation = Conversation.objects.create(
        contact=Contact.objects.create(), channel=channel, council=council, state_since=now, opened_at=now
    )
    # The web page has said who we are before the first word is written (kinship: talk.opened).
    conversation.story = {"talk": {"opened": "shown"}} if channel == "web" else None
    change = Change(conversation, now)
    change.note("conversation.opened", for_contact=True)
    return change
