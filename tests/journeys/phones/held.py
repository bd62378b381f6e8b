"""What holds for every text of every journey: an answer comes, in one text that fits, in letters the phone has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import smsutil

from hub.channels import gsm
from hub.channels.records import SMS
from hub.channels.sending import Parcel
from hub.conversations import invariants
from hub.conversations.models import BrainTurn, Message
from tests.hub.texting.handset import Handset

SMS_MOST, WHATSAPP_MOST = 306, 1600  # septets; letters as UTF-16 counts them
BUTTONS, BUTTON_MOST, LINE_MOST = 3, 20, 24  # so many choices are buttons; letters of one, and of a line of a list
OPEN = re.compile(r"\{[a-z_]*\}|\bNone\b(?! of)|utter_")


def after_a_text(
    phone: Handset,
    texts: Sequence[Parcel],
    said: Sequence[Message],
    pages: Sequence[dict[str, Any]],
    *,
    named_now: bool,
) -> None:
    """`pages`: what waits behind MORE. `named_now`: the council was named in this answer, in a text of its own where it is long."""
    assert texts, "silence"
    _counted(texts, said, named_now=named_now)
    for each in texts:
        fits(phone.channel, each.text, each.menu)
        fits(phone.channel, each.plain, ())
    for page in pages:
        fits(phone.channel, page["text"], page["menu"] or ())
    for each in said:
        assert not OPEN.search(each.body), each.body
    assert not BrainTurn.objects.exclude(state=BrainTurn.DONE).exists(), "a turn was not answered"
    assert [str(each) for each in invariants.faults()] == []


def _counted(texts: Sequence[Parcel], said: Sequence[Message], *, named_now: bool) -> None:
    """Danger, and a person who comes, may have a text of their own beside the answer."""
    own = any(each.kind in ("danger", "adviser_joined") or each.author == "adviser" for each in said)
    most = 1 + named_now + own
    assert len(texts) <= most, f"{len(texts)} texts, not {most}: {[each.text for each in texts]}"


def fits(channel: str, text: str, menu: Sequence[dict[str, Any]]) -> None:
    """The limits of one text. Counted here in another way than in the hub."""
    assert not OPEN.search(text), text
    if channel == SMS:
        assert smsutil.is_valid_gsm(text), f"letters that are not in GSM-7: {text!r}"
        septets = sum(2 if letter in "^{}\\[~]|€\f" else 1 for letter in text)
        assert septets <= SMS_MOST, f"{septets} septets: {text!r}"
        assert gsm.segments(text) == max(1, len(smsutil.split(text).parts)) <= 2, text
        return
    letters = len(text.encode("utf-16-le")) // 2
    assert letters <= WHATSAPP_MOST, f"{letters} letters: {text!r}"
    most = BUTTON_MOST if len(menu) <= BUTTONS else LINE_MOST
    for each in menu:
        assert each["label"].strip() and len(each["label"]) <= most, f"{len(menu)} on WhatsApp: {each['label']!r}"
