"""What is no person's turn to be answered: a double tap, "hello?" while the answer is on its way, machines that answer machines."""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import timedelta

from hub.channels.records import TextIn
from hub.conversations.ledger import Change
from hub.conversations.models import BrainTurn, Message
from hub.conversations.models.message import CONTACT
from hub.conversations.texting import known_phrases, menus, phrases, talk

logger = logging.getLogger(__name__)
DOUBLE_TAP, LOOP, AUTO_REPLY = "hub:double_tap", "hub:loop", "hub:auto_reply"
CODES = (DOUBLE_TAP, LOOP, AUTO_REPLY)
DOUBLE, IMPATIENT, WITHIN = timedelta(seconds=60), timedelta(seconds=20), timedelta(minutes=10)
EXCHANGES = 5  # the same words and the same answer, so often within ten minutes; then there is silence
SHORT = 2  # words; "1" or "yes" may well answer two questions within a minute, and a story is told once


def code_of(change: Change, record: TextIn) -> str:
    """Why this gets no answer, or "". Danger is heard before."""
    text = record.text.strip()
    if not text or record.tapped:
        return ""
    said = phrases.part("loops")
    if known_phrases.is_auto_reply(text) or phrases.holds(text, said["auto_marks"]):
        return AUTO_REPLY
    lately = list(
        Message.objects.filter(conversation=change.conversation, created_at__gt=change.now - WITHIN).order_by("seq")
    )
    if _goes_round(lately, text):
        return LOOP
    if _is_double(change, lately, text) or (phrases.one_of(text, said["nudges"]) and _is_coming(change, lately)):
        return DOUBLE_TAP
    return ""


def _is_double(change: Change, lately: list[Message], text: str) -> bool:
    """The same words within a minute. Short ones only while nothing was said since: they may answer the next question."""
    for place in range(len(lately) - 1, -1, -1):
        each = lately[place]
        # What was silenced itself is no measure: "hello?" a minute later is meant.
        if (
            each.author == CONTACT
            and each.choice not in (DOUBLE_TAP, menus.MORE)  # MORE twice is two pages
            and _same(each.body) == _same(text)
            and change.now - each.created_at < DOUBLE
        ):
            answered = any(later.author != CONTACT for later in lately[place + 1 :])
            return not answered or len(text.split()) > SHORT
    return False


def _is_coming(change: Change, lately: list[Message]) -> bool:
    """Did they write a moment ago, and is that answered, or being answered now?"""
    wrote = [each for each in lately if each.author == CONTACT and change.now - each.created_at <= IMPATIENT]
    if not wrote:
        return False
    answered = any(each.author != CONTACT and each.seq > wrote[0].seq for each in lately)
    return answered or BrainTurn.objects.filter(conversation=change.conversation, state=BrainTurn.RUNNING).exists()


def _goes_round(lately: list[Message], text: str) -> bool:
    """Did these words get one and the same answer too often? Numbers in them do not count: machines number their texts."""
    answers: Counter[str] = Counter()
    for place, each in enumerate(lately):
        if each.author == CONTACT and _shape(each.body) == _shape(text):
            following = lately[place + 1] if place + 1 < len(lately) else None
            if following is not None and following.author != CONTACT:
                answers[following.body] += 1
    return bool(answers) and max(answers.values()) >= EXCHANGES


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


def _shape(text: str) -> str:
    said = _same(text)
    return re.sub(r"\d+", "0", said) if len(said) > 3 else said


def fell_silent(change: Change, code: str) -> None:
    """Nothing is said. Staff are told of a loop, once in ten minutes, and of each reply of a machine."""
    if code == DOUBLE_TAP:
        return
    if code == LOOP and _told_lately(change):
        return
    change.note("text.loop" if code == LOOP else "text.auto_reply")
    logger.warning("texting.%s ref=%s", code.removeprefix("hub:"), change.conversation.ref)


def _told_lately(change: Change) -> bool:
    before = talk.note_of(change.conversation, "loop_at")
    if before is not None and change.now.timestamp() - before < WITHIN.total_seconds():
        return True
    talk.note(change.conversation, "loop_at", change.now.timestamp())
    return False
