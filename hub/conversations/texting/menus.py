"""What was said last, and its choices: to be said again, or to be read against. A text of this folder's own is not counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.conversations import deliveries
from hub.conversations.ledger import Change
from hub.conversations.models import Conversation, Message
from hub.conversations.models.message import CONTACT, SYSTEM
from hub.conversations.turn_queue import FOR_ADVISER
from hub.conversations.words import phone_words

MORE = "hub:more"  # the rest of a long answer, page by page
ASIDE = "aside"  # the kind of what the hub says in between: never "the last answer"
AGAIN = "said_again"
MAIN_MENU = "ask_what_help"  # an intent of the assistant
LOOKED_AT = 40  # messages
Entry = dict[str, Any]


def say_again(change: Change, lead: str = "") -> bool:
    """What was said last in one go, with its choices, after `lead`. Words of danger have no menu. False: nothing was said yet."""
    said = last_said(change.conversation)
    if not said:
        return False
    danger = any(each.kind == "danger" for each in said)
    body = "\n\n".join(each.body for each in said)
    _say(change, lead, body, [] if danger else choices_of(said), AGAIN)
    return True


def again_as(change: Change, message: Message) -> None:
    """This one once more."""
    _say(change, "", message.body, message.choices or [], AGAIN)


def say_menu(change: Change, lead: str) -> None:
    """These words with the choices that were shown last; the way to others where there are none."""
    menus = menus_of(change.conversation)
    _say(change, lead, "", menus[0] if menus else [main_menu()], ASIDE)


def last_said(conversation: Conversation) -> list[Message]:
    """What we said last, in one go. What was said in one change has one time."""
    said = [each for each in _recent(conversation) if each.author != CONTACT and each.kind != ASIDE]
    return [each for each in reversed(said) if each.created_at == said[0].created_at]


def menus_of(conversation: Conversation) -> list[list[Entry]]:
    """The menus that were shown since danger was last answered, the newest first, each once."""
    found: list[list[Entry]] = []
    for each in _recent(conversation):
        if each.kind == "danger":
            break
        if each.choices and each.kind != ASIDE and _ids(each.choices) not in [_ids(menu) for menu in found]:
            found.append(each.choices)
    return found


def on_phone(conversation: Conversation) -> tuple[list[Entry], int]:
    """The menu that stands on their phone just now, whole, and the last number of it that they have seen."""
    row = deliveries.newest_menu(conversation)
    if row is None:
        return [], 0
    shown = [{"id": each["id"], "label": each["label"]} for each in row.menu]
    said = Message.objects.filter(conversation=conversation, seq__in={each["seq"] for each in row.menu})
    whole = choices_of(list(said.order_by("seq")))
    # What goes on under MORE is said again from its beginning, with all its lines.
    return (whole if len(whole) > len(shown) else shown), len(shown)


def choices_of(said: list[Message]) -> list[Entry]:
    return [choice for each in said for choice in each.choices or ()]


def main_menu() -> Entry:
    return entry(MAIN_MENU, "choices")


def person() -> Entry:
    return {"id": FOR_ADVISER, "label": phone_words()["menu"]["person"]}


def entry(code: str, label: str) -> Entry:
    """A choice with a label of phone.yml."""
    return {"id": code, "label": phone_words()["menu"]["labels"][label]}


def yes_or_no(yes: str, no: str) -> list[Entry]:
    """Yes and no, in this order, with these ids."""
    return [entry(yes, "yes"), entry(no, "no")]


def aside(change: Change, words: str, menu: list[Entry] | None = None) -> None:
    """Said by the hub in between."""
    _say(change, words, "", menu or [], ASIDE)


def _say(change: Change, lead: str, body: str, menu: list[Entry], kind: str) -> None:
    said = "\n\n".join(each for each in (lead, body) if each)
    change.say(SYSTEM, said, kind=kind, choices=[dict(each) for each in menu] or None)


def _ids(menu: list[Mapping[str, Any]]) -> list[str]:
    return [each["id"] for each in menu]


def _recent(conversation: Conversation) -> list[Message]:
    said = Message.objects.filter(conversation=conversation, erased_at__isnull=True)
    return list(said.order_by("-seq")[:LOOKED_AT])
