"""Another person may hold this phone: they asked who we are, said it is the wrong number, or said they are somebody else.

Then they are told what this number is and how to check it, and not a word of what was said before, nor that anything was.
"""

from __future__ import annotations

import logging

from hub.conversations import transitions
from hub.conversations.ledger import Change, changing
from hub.conversations.models import Conversation
from hub.conversations.models.message import SYSTEM
from hub.conversations.states import ASSISTANT, CLOSED, WITH_ADVISER
from hub.conversations.texting import identities, known_phrases, phrases, talk
from hub.conversations.words import council, person

logger = logging.getLogger(__name__)
ASKS_WHO, WRONG_NUMBER, SOMEONE_ELSE, FENCED = "hub:asks_who", "hub:wrong_number", "hub:someone_else", "hub:fenced"
CODES = (ASKS_WHO, WRONG_NUMBER, SOMEONE_ELSE, FENCED)
FENCE = "fenced"  # in the notes of a talk: why the hub answers alone until a person has looked


def code_of(text: str) -> str:
    """What the whole message says of who holds the phone, or "". A carer telling their story is none of these."""
    if not text.strip() or len(text) > known_phrases.LONGEST:
        return ""
    if known_phrases.is_someone_else(text):
        return SOMEONE_ELSE
    if known_phrases.is_wrong_number(text):
        return WRONG_NUMBER
    return ASKS_WHO if phrases.one_of(text, phrases.part("who")["asks_who"]) else ""


def leaves(text: str) -> str:
    """Why these words must not reach the conversation that was there, or ""."""
    code = code_of(text)
    return code.removeprefix("hub:") if code in (WRONG_NUMBER, SOMEONE_ELSE) else ""


def part_from(known: Conversation, why: str) -> bool:
    """End the old conversation for whoever writes now. False where it cannot be ended: then it is fenced."""
    with changing(known.pk) as change:
        change.note("text.other_person", why=why)
        change.audit("hub", f"text_{why}")
        if change.conversation.state == CLOSED:
            return True
    if known.state == ASSISTANT and transitions.close(known.pk, why[:30]):
        return True
    with changing(known.pk) as change:
        if change.conversation.state == CLOSED:
            return True
        if change.conversation.state != WITH_ADVISER:  # an adviser reads it themselves
            talk.note(change.conversation, FENCE, why)
    return False


def is_fenced(conversation: Conversation) -> bool:
    """Does the hub answer alone here? Not once a person has it."""
    return conversation.state != WITH_ADVISER and bool(talk.note_of(conversation, FENCE))


def unfence(change: Change) -> None:
    """A person has looked at who writes, and took it."""
    if talk.note_of(change.conversation, FENCE):
        talk.note(change.conversation, FENCE, None)


def answer(change: Change, code: str) -> None:
    """Say what this number is and how to check it. Staff are told; nothing is sent there unasked from now on."""
    identities.suspect(change.conversation.identity, change.now)
    asks = code in (ASKS_WHO, WRONG_NUMBER)
    change.note("text.suspect", why=code.removeprefix("hub:"))
    change.say(SYSTEM, _said("we_are" if asks else "someone_else"), kind="who_we_are")


def _said(name: str) -> str:
    whom = person()
    which = name if whom["phone"] else f"{name}_no_phone"
    return phrases.part("who")[which].format(council=council().get("council_name", ""), **whom)
