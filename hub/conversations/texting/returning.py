"""Somebody answers a question that is days old: the old menu is over, and nothing of what it was about is named."""

from __future__ import annotations

from hub.conversations import deliveries
from hub.conversations.ledger import Change
from hub.conversations.texting import commands, menus
from hub.conversations.words import phone_words

RETURNS, CARRY_ON = "hub:returns", "hub:carry_on"
CODES = (RETURNS, CARRY_ON)
START_AGAIN = "start_again"  # an intent of the assistant


def answer(change: Change, choice: str) -> None:
    """Hello again, and the two ways on; or, to go on, what was said last."""
    words = phone_words()["returning"]
    if choice == CARRY_ON:
        menus.say_again(change)
        return
    labels = words["labels"]
    deliveries.named(change)
    ways = [{"id": CARRY_ON, "label": labels["carry_on"]}, {"id": START_AGAIN, "label": labels["start_again"]}]
    menus.aside(change, words["hello"].format(council=commands.called()), ways)
