"""What is no words: pictures, voice notes, places, emoji. Never fetched, never passed over in silence; an adviser sees that it came."""

from __future__ import annotations

import unicodedata

from hub.channels.records import TextIn
from hub.conversations import transitions
from hub.conversations.ledger import Change
from hub.conversations.models import Message
from hub.conversations.models.message import SYSTEM
from hub.conversations.states import HELD_BY_ASSISTANT, WAITING, WITH_ADVISER
from hub.conversations.texting import phrases
from hub.conversations.words import words

CANNOT_OPEN, EMOJI, WORRYING, URGENT = "hub:cannot_open", "hub:emoji", "hub:emoji_worrying", "hub:emoji_urgent"
CODES = (CANNOT_OPEN, EMOJI, WORRYING, URGENT)
SAID = "cannot_open"  # the kind of the line that says so
_LOOKS = "\ufe0e\ufe0f\u200d"  # how an emoji is drawn, not which it is


def code_of(record: TextIn) -> str:
    """What came in the place of words, or ""."""
    if record.media and not record.text.strip():
        return CANNOT_OPEN
    return _emoji(record.text)


def _emoji(text: str) -> str:
    """Emoji and marks only: what they say of the person who sent them. "???" and digits are read elsewhere."""
    signs = "".join(each for each in text if not each.isspace() and each not in _LOOKS)
    if not signs or any(each.isalnum() for each in signs) or not any(_is_emoji(each) for each in signs):
        return ""
    said = phrases.part("media")
    if any(each in signs for each in said["emoji_urgent"]):
        return URGENT
    return WORRYING if any(each in signs for each in said["emoji_worrying"]) else EMOJI


def _is_emoji(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Sk") or ord(sign) >= 0x1F000


def answer(change: Change, code: str, record: TextIn) -> None:
    """Say what we cannot read, and ask for words. A sign of distress is met gently, and a person is asked for or offered."""
    if code == CANNOT_OPEN:
        cannot_open(change, record)
        return
    if code == EMOJI and change.conversation.state == WAITING:
        return  # a smile to whoever comes: that person sees it
    said = phrases.part("media")
    change.say(SYSTEM, said["emoji" if code == EMOJI else "emoji_check"], kind="emoji")
    if code != EMOJI:
        change.note("text.emoji", urgent=code == URGENT)
    if code == URGENT and change.conversation.state in HELD_BY_ASSISTANT:
        transitions.ask_for_person(change, "emoji")


def cannot_open(change: Change, record: TextIn) -> None:
    """Say that we cannot open it, once for an album that came in one go."""
    if _said_last(change):
        return
    said = phrases.part("media")
    here = change.conversation.state in (
        WAITING,
        WITH_ADVISER,
    )  # they have asked for a person: they are not told how to
    known = words()["adviser"]["no_media"] if here else said.get(record.media[0]) or said["other"]
    change.say(SYSTEM, known, kind=SAID)


def _said_last(change: Change) -> bool:
    last = Message.objects.filter(conversation=change.conversation).exclude(author="contact").order_by("-seq").first()
    return last is not None and last.kind == SAID and (change.now - last.created_at).total_seconds() < 60
