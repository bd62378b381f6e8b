"""What is remembered of a conversation by text, beside its ledger: made when it is first needed."""

from __future__ import annotations

from typing import Any

from hub.conversations.models import Conversation
from hub.conversations.models.texting import TextTalk


def talk_of(conversation: Conversation) -> TextTalk:
    """Theirs."""
    return TextTalk.objects.get_or_create(conversation=conversation)[0]


def asked_of(conversation: Conversation) -> dict[str, Any]:
    """The question of the hub's own that is open; {} where none is."""
    known = TextTalk.objects.filter(conversation=conversation).first()
    return (known.asked if known else None) or {}


def has_more(conversation: Conversation) -> bool:
    """Is there more to say of what was said last?"""
    known = TextTalk.objects.filter(conversation=conversation).first()
    return bool(known and known.pages)


def menu_waits(conversation: Conversation, seq: int) -> bool:
    """Does a menu of what was said after this message still stand behind MORE?"""
    known = TextTalk.objects.filter(conversation=conversation).first()
    return bool(known and known.pages and (known.pages_of or 0) > seq and any(page["menu"] for page in known.pages))


def ask(conversation: Conversation, asked: dict[str, Any] | None) -> None:
    """From now on this question is open (None: none is)."""
    talk = talk_of(conversation)
    talk.asked = asked
    talk.save(update_fields=["asked"])


def note_of(conversation: Conversation, name: str) -> Any:
    """What was noted by this name; None where nothing was."""
    known = TextTalk.objects.filter(conversation=conversation).first()
    return ((known.notes if known else None) or {}).get(name)


def note(conversation: Conversation, name: str, value: Any) -> None:
    """Remember this by its name; None forgets it."""
    talk = talk_of(conversation)
    notes = {**(talk.notes or {}), name: value}
    talk.notes = {each: kept for each, kept in notes.items() if kept is not None} or None
    talk.save(update_fields=["notes"])
