"""What was said, made into texts with the words of phone.yml around it, and who we are before the first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import yaml

from hub.channels import composing
from hub.channels.composing import Composed, Page, Said
from hub.channels.records import SMS
from hub.conversations import words
from hub.conversations.models import Message, TextTalk
from hub.conversations.texting import number_questions
from hub.conversations.texting.may_go import DANGER, STILL_SENT

logger = logging.getLogger(__name__)
NAMED_FOR = timedelta(hours=24)  # then the council is named again: nobody must wonder who writes (NCSC)
PERSON, PEOPLE = "hub:adviser", ("ask_for_person", "hub:callback")  # choices that are a person
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError)  # a slip in a content file


def made_up(talk: TextTalk, channel: str, goes: Sequence[Message], now: datetime) -> list[Composed]:
    """The texts, in the order they leave. Where who we are stands before them, `talk.named_at` is set (and not saved)."""
    around = _around()
    said = [_said(each, channel) for each in goes]
    made = composing.compose(said, channel, around)
    first = next((each for each in goes if each.kind not in STILL_SENT), None)
    due = talk.named_at is None or now - talk.named_at >= NAMED_FOR
    before = _introduction(channel, again=talk.named_at is not None) if first is not None and due else ""
    if first is None or not before:
        return made
    talk.named_at = now
    together = composing.compose([Said(first.seq, before, author="system"), *said], channel, around)
    if _pages(together) <= _pages(made):
        return together
    # Both do not go into one text: who we are is a text of its own, so that no menu has to wait behind MORE.
    *danger, last = made
    return [*danger, Composed(last.from_seq, last.seq, [Page(before, before), *last.now], last.later)]


def _pages(made: Sequence[Composed]) -> int:
    return sum(len(each.now) + len(each.later) for each in made)


def _introduction(channel: str, *, again: bool) -> str:
    """Who we are; "" where the words cannot be read, for the answer must not wait for that."""
    name = "named" if again else "text" if channel == SMS else "whatsapp"
    try:
        ours = words.council()
        privacy = ours.get("privacy") or {}
        said = str(words.phone_words()["first"][name])
        return said.format(
            council=ours.get("council_name") or "",
            keeps=privacy.get("keeps_short") or "",
            passed_on=privacy.get("passed_on_short") or "",
        ).strip()
    except _UNREADABLE:
        logger.error("phone_words.unreadable part=first")
        return ""


def _around() -> composing.Words:
    """The words around a text. A slip in the file loses nobody's answer: then all of it goes, without them."""
    try:
        phone = words.phone_words()
        around = phone["composing"]
        return composing.Words(
            reply_with=around["reply_with"],
            reply_any=around["reply_any"],
            more=around["more"],
            part=around["part"],
            person_label=phone["menu"]["person"],
            person_id=PERSON,
            person_ids=PEOPLE,
        )
    except _UNREADABLE:
        logger.error("phone_words.unreadable part=composing")
        return composing.Words(reply_with="", more="")


def _said(message: Message, channel: str) -> Said:
    if message.kind == DANGER:
        return Said(message.seq, message.body, (), message.author, danger=True)
    try:
        choices = [{"id": each["id"], "label": words.on_a_phone(each)} for each in message.choices or []]
        if channel == SMS and number_questions.asks_for_number(choices):  # "3" is an age here, and no line may be a 3
            return Said(message.seq, number_questions.in_words(message.body, choices), (), message.author)
        several = number_questions.takes_several(choices)
    except _UNREADABLE:
        logger.error("phone_words.unreadable part=labels")
        return Said(message.seq, message.body, message.choices or (), message.author)
    return Said(message.seq, message.body, choices, message.author, several=several)
