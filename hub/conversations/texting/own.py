"""The hub's own answers to a text: a command, a number that is none of the menu, an old button, a call back. By the hub alone,
so that they work while the assistant is silent or down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.channels.records import TextIn
from hub.conversations.ledger import Change
from hub.conversations.models import Message
from hub.conversations.models.message import SYSTEM
from hub.conversations.texting import call_back, commands, menus, returning, several, superseded, talk
from hub.conversations.words import phone_words

if TYPE_CHECKING:
    from hub.conversations.texting.reading import Read

MISSED = "hub:missed"


def is_ours(choice: str) -> bool:
    """Is this a choice that is answered here?"""
    kinds = (commands.CODES, superseded.CODES, returning.CODES, call_back.CODES)
    return choice.split(" ")[0] in (MISSED, *(code for codes in kinds for code in codes))


def took_in(change: Change, message: Message, texted: Read) -> None:
    """Remember what the reading of a text leaves for later: how often nothing was found, and what else was picked."""
    if message.choice != MISSED:
        known = talk.talk_of(change.conversation)
        if known.misses:
            known.misses = 0
            known.save(update_fields=["misses"])
    if texted.rest:
        several.keep(change, texted.numbers, texted.rest)


def answer(change: Change, message: Message, wire: TextIn | None = None) -> None:
    """Answer one of our own choices."""
    choice = message.choice
    code = choice.split(" ")[0]
    if code in call_back.CODES:
        call_back.answer(change, choice, message.body)
    elif code in superseded.CODES:
        superseded.answer(change, choice)
    elif code in returning.CODES:
        returning.answer(change, choice)
    elif code == MISSED:
        _missed(change)
    else:
        commands.answer(change, choice, wire)


def handed_back(change: Change, name: str) -> None:
    """The adviser has finished: the automated chat says that it is back, with a way on."""
    said = phone_words()["menu"]["handed_back"].format(name=name)
    change.say(SYSTEM, said, kind="handed_back", choices=[menus.main_menu(), menus.person()])


def _missed(change: Change) -> None:
    """The numbers there are, with the same menu, once. After a second miss: words will do, or a person."""
    words, known = phone_words()["menu"], talk.talk_of(change.conversation)
    known.misses += 1
    known.save(update_fields=["misses"])
    shown, last = menus.on_phone(change.conversation)
    if known.misses > 1 or not shown:
        menus.aside(change, words["missed"], [menus.main_menu(), menus.person()])
        return
    said = words["out_of_range"].format(last=last) if last > 1 else words["out_of_range_one"]
    menus.aside(change, said, shown)
