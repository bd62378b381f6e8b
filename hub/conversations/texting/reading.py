"""What a text means against the menus that were sent: a tap, a number, a label, yes or no, a command; or words to understand.

Nothing is learned or guessed here. Only a whole message is an answer: "I care for 2 kids" is none. The danger screen has
stood in front of it. A menu is over after a day, and below words of danger; who answers it then is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.conversations import deliveries, summary_choices
from hub.conversations.inbound import Inbound
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models import Conversation, Message, Outbox
from hub.conversations.models.message import CONTACT
from hub.conversations.states import WAITING, WITH_ADVISER
from hub.conversations.texting import call_back, commands, own, picking, returning, superseded, talk
from hub.conversations.texting.menus import LOOKED_AT, MORE, Entry
from hub.conversations.texting.number_questions import asks_for_number, together
from hub.conversations.turn_queue import BACK, FOR_ADVISER


@dataclass(frozen=True)
class Read:
    """`choice`: the id that was meant; "" for words. `numbers`, `rest`: what else was picked, where only one can be done."""

    choice: str = ""
    numbers: tuple[int, ...] = ()
    rest: tuple[Entry, ...] = ()


WORDS = Read()


def choice_of(conversation: Conversation, inbound: Inbound, now: datetime) -> str:
    """The choice that a text is; "" for words."""
    return read(conversation, inbound, now).choice


def read(conversation: Conversation, inbound: Inbound, now: datetime) -> Read:
    """What a text is to whoever holds the conversation. With an adviser it is always words, and so is all but what stands
    open there while they wait: where they stand, what is passed on, and a call."""
    wire = inbound.wire
    if wire is None or conversation.channel not in PUSH_CHANNELS or conversation.state == WITH_ADVISER:
        return WORDS
    found = _by_menu(conversation, inbound, now)
    if conversation.state == WAITING:
        by_words = call_back.choice_of(conversation, inbound.text) or commands.choice_of(inbound.text)
        choice = found.choice or by_words
        return Read(choice) if _may_while_waiting(conversation, choice) else WORDS
    if found.choice:
        return found
    asked = call_back.choice_of(conversation, inbound.text) or commands.choice_of(inbound.text)
    return Read(asked) if asked else _to_a_menu_that_is_over(conversation, inbound.text, now)


def _may_while_waiting(conversation: Conversation, choice: str) -> bool:
    if choice == MORE:
        return talk.has_more(conversation)
    return choice in (BACK, FOR_ADVISER) or choice.split(" ")[0] in call_back.CODES or summary_choices.is_ours(choice)


def _by_menu(conversation: Conversation, inbound: Inbound, now: datetime) -> Read:
    """A tap and a swipe are bound to their own menu, words to the newest."""
    newest = deliveries.newest_menu(conversation)
    if inbound.wire.tapped:
        tapped = deliveries.row_of_tap(conversation, inbound.wire.tapped)
        return _bound(tapped[0], [tapped[1]], newest, now) if tapped else WORDS
    swiped = deliveries.row_of_provider_id(conversation, inbound.wire.in_reply_to)
    if swiped is not None and swiped.menu:
        picked = picking.picked(inbound.text, swiped.menu)
        if len(picked) == 1 and picking.is_thumb(inbound.text):
            return Read(superseded.thumb(swiped, _number(swiped, picked[0])))
        return _bound(swiped, picked, newest, now) if picked else WORDS
    if picking.is_number(inbound.text) and talk.menu_waits(conversation, newest.seq if newest else 0):
        return Read(MORE)  # its lines are still to come: a number must not answer the menu before it
    is_open = newest is not None and not superseded.is_over(newest, now)
    since = _said_since(conversation, newest.seq if newest else 0)
    asked = next((each for each in since if each.choices), None)
    if asked is not None and asks_for_number(asked.choices) and now - asked.created_at <= superseded.OPEN_FOR:
        picked = picking.picked(inbound.text, asked.choices)
        return Read(picked[0]["id"]) if picked else WORDS
    return _typed(inbound.text, newest) if is_open and not (since and picking.is_yes_or_no(inbound.text)) else WORDS


def _said_since(conversation: Conversation, seq: int) -> list[Message]:
    """What we said after the newest numbered menu, the newest first: a question for a number has no numbered lines."""
    said = Message.objects.filter(conversation=conversation, seq__gt=seq, erased_at__isnull=True)
    return list(said.exclude(author=CONTACT).order_by("-seq")[:LOOKED_AT])


def _typed(text: str, newest: Outbox) -> Read:
    picked = picking.picked(text, newest.menu)
    if not picked:
        return Read(own.MISSED) if picking.is_no_line(text, newest.menu) else WORDS
    return _chosen(newest, picked)


def _chosen(row: Outbox, picked: list[Entry]) -> Read:
    """One choice; several where the question takes several; else the first, with what is left to offer."""
    all_of_them = together(picked)
    if all_of_them or len(picked) == 1:
        return Read(all_of_them or picked[0]["id"])
    return Read(picked[0]["id"], tuple(_number(row, each) for each in picked), tuple(picked[1:]))


def _bound(row: Outbox, picked: list[Entry], newest: Outbox | None, now: datetime) -> Read:
    is_newest = newest is not None and newest.message_id == row.message_id and not superseded.is_over(row, now)
    if picked[0]["id"] in superseded.ALWAYS or is_newest:
        return _chosen(row, picked)
    return Read(superseded.older(row, _number(row, picked[0])))


def _number(row: Outbox, entry: Entry) -> int:
    return next(number for number, each in enumerate(row.menu, start=1) if each["id"] == entry["id"])


def _to_a_menu_that_is_over(conversation: Conversation, text: str, now: datetime) -> Read:
    last = next((each for each in _said_since(conversation, 0) if each.choices), None)
    if last is None or now - last.created_at <= superseded.OPEN_FOR:
        return WORDS
    answers = picking.picked(text, last.choices) or picking.is_number(text) or picking.is_no_line(text, last.choices)
    return Read(returning.RETURNS) if answers else WORDS
