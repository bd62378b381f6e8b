"""Which choices may still be tapped. Pure: the messages and the state in, their numbers out."""

from __future__ import annotations

from collections.abc import Sequence

from hub.conversations.models import Message
from hub.conversations.models.message import CONTACT
from hub.conversations.states import CALLBACK, WAITING, WITH_ADVISER
from hub.conversations.summary_choices import KINDS as OF_SUMMARY

OF_WAITING = ("waiting",)


def open_menus(messages: Sequence[Message], state: str) -> frozenset[int]:
    """The numbers of the messages, oldest first, whose choices are open.

    With the assistant: the newest menu, until the carer writes again (words of danger written elsewhere, which stand here
    only by their answer, count too). While they wait, what they write is for a person and
    answers no menu: where they stand and what is passed on keep theirs. With an adviser there is none.
    """
    if state == WAITING:
        found = (_newest(messages, OF_WAITING), _newest(messages, OF_SUMMARY))
        return frozenset(each.seq for each in found if each and each.choices)
    menu = next((each for each in reversed(messages) if each.choices), None)
    if menu is None or state == WITH_ADVISER or any(_ends_a_menu(each) for each in messages if each.seq > menu.seq):
        return frozenset()
    past = menu.kind in OF_WAITING or (menu.kind in OF_SUMMARY and state != CALLBACK)
    return frozenset() if past else frozenset({menu.seq})


def _ends_a_menu(message: Message) -> bool:
    return message.author == CONTACT or message.kind == "danger"


def _newest(messages: Sequence[Message], kinds: Sequence[str]) -> Message | None:
    """The newest of these; None under words of danger, where no menu is."""
    for each in reversed(messages):
        if each.kind == "danger":
            return None
        if each.kind in kinds:
            return each
    return None
