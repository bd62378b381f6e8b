"""What a carer sent by SMS or WhatsApp, in words for staff: what came that was no words, and as what the hub read the rest."""

from __future__ import annotations

from collections.abc import Sequence

from hub.adviser_desk.wording import filled, words
from hub.channels.records import WHATSAPP
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models.message import CONTACT
from hub.conversations.transcript import Shown
from hub.conversations.words import on_a_phone

NOTHING, OURS = "nothing", "hub:"


def came(each: Shown) -> str:
    """What came in the place of words, or beside them; "" where there was nothing but words. Never an empty message."""
    if each.author != CONTACT:
        return ""
    said = words()["text_came"]
    return str(said.get(each.kind) or ("" if each.text.strip() else said[NOTHING]))


def labels(messages: Sequence[Shown]) -> dict[str, str]:
    """What each choice that was shown is called on a phone."""
    return {choice["id"]: on_a_phone(choice) for each in messages for choice in each.choices}


def tapped(each: Shown, channel: str, called: dict[str, str]) -> bool:
    """Was it a button? By SMS there are none, and on WhatsApp a button brings its own words."""
    if each.chosen is None or channel not in PUSH_CHANNELS:
        return each.chosen is not None
    label = called.get(each.choice, "")
    return channel == WHATSAPP and bool(label) and each.text.strip() == label


def read_as(each: Shown, channel: str, called: dict[str, str]) -> str:
    """As what the hub read it: a number by what it stood for, a word of ours by what it does; "" where it was plain words."""
    if not each.choice or channel not in PUSH_CHANNELS:
        return ""
    label = called.get(each.choice, "")
    if label:
        said = each.text.strip().casefold() == label.casefold()
        return "" if said else filled("conversation", "read_as", label=label)
    code = each.choice.split(" ")[0]
    return str(words()["text_read"].get(code.removeprefix(OURS), "")) if code.startswith(OURS) else ""
