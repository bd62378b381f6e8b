"""Which of our texts an answer belongs to: the newest menu for a number, its own for a tap or a swipe."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.channels.records import SMS
from hub.conversations.models import Conversation, Message, Outbox
from hub.conversations.texting.may_go import DANGER

MENU_LASTS = timedelta(hours=24)  # by SMS: a number means nothing a day later
JOINED = "adviser_joined"  # the kind of the line that says who has taken it
_TAPPED = re.compile(r"m:([0-9]{1,18}):([0-9]{1,2})")
_REACHED = (*Outbox.LEFT, Outbox.SENDING, Outbox.UNKNOWN)  # what they may have on their phone


def newest_menu(conversation: Conversation) -> Outbox | None:
    """The newest menu on their phone, if it is still open: by SMS for a day, and not below words of danger, or of an adviser.

    A number that is sent to a person answers the person, also where that person was lost meanwhile.
    """
    rows = Outbox.objects.filter(conversation=conversation, state__in=_REACHED).order_by("-pk")
    row = next((each for each in rows if each.menu), None)
    if row is None or row.sent_at is None:
        return None
    ended_by = Message.objects.filter(conversation=conversation, kind__in=(DANGER, JOINED), seq__gt=row.seq)
    if ended_by.exists() or (conversation.channel == SMS and timezone.now() - row.sent_at > MENU_LASTS):
        return None
    return row


def row_of_tap(conversation: Conversation, tapped: str) -> tuple[Outbox, dict[str, Any]] | None:
    """The text that was tapped, however old, and the entry of its menu; None for what is none of ours, or was erased."""
    found = _TAPPED.fullmatch(tapped)
    row = Outbox.objects.filter(conversation=conversation, pk=int(found[1])).first() if found else None
    place = int(found[2]) - 1 if found else -1
    if row is None or not 0 <= place < len(row.menu or []):
        return None
    return row, row.menu[place]


def row_of_provider_id(conversation: Conversation, provider_message_id: str) -> Outbox | None:
    """The text that the provider knows by this id: what a swipe answers."""
    if not provider_message_id:
        return None
    return Outbox.objects.filter(conversation=conversation, provider_message_id=provider_message_id).first()
