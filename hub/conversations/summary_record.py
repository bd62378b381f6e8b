"""What is written down when a conversation is passed on: the card as it was then, and what the carer said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.conversations.handovers import open_of
from hub.conversations.ledger import Change
from hub.conversations.models import Conversation, Handover
from kinship.summary_card import Card
from kinship.summary_parts import SEEN, Seen

CARD, CARER = "card", "carer"  # names in Handover.summary


def keep(change: Change, card: Card) -> None:
    """Keep the card with the open handover. A call that is booked without one keeps none: its card is made when it is read."""
    _add(change, {CARD: card.as_json()})


def carer(change: Change, what: str) -> None:
    """The carer was shown the summary, or said something of it (kinship.summary_parts.SEEN)."""
    _add(change, {CARER: {"said": what, "at": change.now.isoformat()}})


def seen(conversation: Conversation) -> Seen | None:
    """What the carer did with the summary last, in the newest handover."""
    newest = Handover.objects.filter(conversation=conversation).order_by("-number").first()
    told = (newest.summary or {}).get(CARER) if newest else None
    if not isinstance(told, dict) or told.get("said") not in SEEN:
        return None
    return Seen(told["said"], datetime.fromisoformat(told["at"]))


def _add(change: Change, more: dict[str, Any]) -> None:
    known = open_of(change.conversation).first()
    if known is not None:
        known.summary = {**(known.summary or {}), **more}
        known.save(update_fields=["summary"])
