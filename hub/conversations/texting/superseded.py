"""A button of an older text, and a thumb put on one of ours: asked about before anything is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.conversations.ledger import Change
from hub.conversations.models import Outbox
from hub.conversations.texting import menus
from hub.conversations.turn_queue import CALL_BACK, FOR_ADVISER
from hub.conversations.words import day, phone_words
from kinship.clock import in_england

OLD, THUMB, LEFT = "hub:older", "hub:thumb", "hub:left"
CODES = (OLD, THUMB, LEFT)
OPEN_FOR = timedelta(hours=24)  # a menu, from when it left
# What can be asked for at any time: a person, and a call (which asks on its own what it needs).
ALWAYS = (FOR_ADVISER, CALL_BACK)


def older(row: Outbox, number: int) -> str:
    """The choice that stands for the line `number` (from 1) of an older text."""
    return f"{OLD} {row.pk} {number}"


def thumb(row: Outbox, number: int) -> str:
    """The same where a thumb was put on the text."""
    return f"{THUMB} {row.pk} {number}"


def is_over(row: Outbox, now: datetime) -> bool:
    """Is it too long ago for an answer to be taken as one?"""
    left = row.sent_at or row.first_attempt_at
    return left is not None and now - left > OPEN_FOR


def answer(change: Change, choice: str) -> None:
    """Ask whether it still holds; yes is the choice itself. What was meant is not named: others may read this."""
    words = phone_words()["menu"]
    kind, _, rest = choice.partition(" ")
    if kind == LEFT:
        menus.say_menu(change, words["left"])
        return
    pk, number = (int(each) for each in rest.split(" "))
    row = Outbox.objects.get(pk=pk, conversation=change.conversation)
    meant = (row.menu or [])[number - 1]
    asks = words["shall_i"] if kind == THUMB else _when(row, change.now)
    menus.aside(change, asks, menus.yes_or_no(meant["id"], LEFT))


def _when(row: Outbox, now: datetime) -> str:
    """Monday; a week ago and more: Monday 16 November. Nothing about the day where it was today."""
    words = phone_words()["menu"]
    said, today = in_england(row.sent_at or row.message.created_at).date(), in_england(now).date()
    if said == today:
        return words["superseded_today"]
    name = f"{said:%A}" if today - said < timedelta(days=7) else day(said)
    return words["superseded"].format(day=name)
