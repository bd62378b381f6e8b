"""A call back asked for by text: which number, when, and what is safe. One thing in each text, by the hub alone.

    hub:callback                          asks for the number
    hub:call <number> [<when>]            `number`: this, other or none; `when` as in callbacks.windows()
    hub:call_voicemail yes|no             hub:call_text yes|no

It is booked as soon as the number and the time are known, with nothing taken as safe: who stops there is called all the
same. What is safe is asked after that, and noted on the call.
"""

from __future__ import annotations

import re

from hub.conversations import callbacks, summary_corrections
from hub.conversations.conditions import AlreadyTaken
from hub.conversations.ledger import Change
from hub.conversations.models import Callback, Conversation
from hub.conversations.texting import menus, talk
from hub.conversations.turn_queue import CALL_BACK
from hub.conversations.words import phone_words

CALL, VOICEMAIL, TEXT, NUMBER = "hub:call", "hub:call_voicemail", "hub:call_text", "hub:call_number"
THIS, OTHER, NONE = "this", "other", "none"
CODES = (CALL_BACK, CALL, VOICEMAIL, TEXT, NUMBER)
_DIGITS = 10  # of a number with its area code, at least
_LIKE_A_NUMBER = re.compile(r"^\W*\+?[\d\s()./-]{4,24}\W*$")


def choice_of(conversation: Conversation, text: str) -> str:
    """A number that was typed while one is asked for; "" where it is none, or none is asked for."""
    if not talk.asked_of(conversation).get("number"):
        return ""
    return NUMBER if _LIKE_A_NUMBER.match(text) else ""


def answer(change: Change, choice: str, body: str) -> None:
    """The next step. `body`: what they wrote."""
    code, *parts = choice.split(" ")
    if code == CALL_BACK:
        _which(change)
    elif code == NUMBER:
        _typed(change, body)
    elif code == CALL:
        _chosen(change, *parts)
    else:
        _safe(change, code, parts == ["yes"])


def _which(change: Change) -> None:
    words = phone_words()["callback"]
    try:
        callbacks.known_number(change.conversation)
    except callbacks.BadPhone:
        _ask_number(change, words["number"])
        return
    talk.ask(change.conversation, None)
    menu = [_entry(f"{CALL} {THIS}", "this"), _entry(f"{CALL} {OTHER}", "other"), _entry(f"{CALL} {NONE}", "no")]
    menus.aside(change, words["which"], menu)


def _ask_number(change: Change, said: str) -> None:
    talk.ask(change.conversation, {"number": True})
    menus.aside(change, said, [_entry(f"{CALL} {NONE}", "no")])


def _typed(change: Change, body: str) -> None:
    try:
        if sum(letter.isdigit() for letter in body) < _DIGITS:
            raise callbacks.BadPhone("too short")
        phone = callbacks.read_phone(body)
    except callbacks.BadPhone:
        _ask_number(change, phone_words()["callback"]["bad_number"])
        return
    talk.ask(change.conversation, {"phone": phone})
    _ask_when(change, OTHER)


def _chosen(change: Change, number: str, when: str = "") -> None:
    words = phone_words()["callback"]
    if number == NONE:
        talk.ask(change.conversation, None)
        menus.say_menu(change, words["left"])
    elif number == OTHER and "phone" not in talk.asked_of(change.conversation):
        _ask_number(change, words["number"])
    elif when:
        _book(change, number, when)
    else:
        _ask_when(change, number)


def _ask_when(change: Change, number: str) -> None:
    times = [_entry(f"{CALL} {number} {when}", when) for when in callbacks.windows()]
    menus.aside(change, phone_words()["callback"]["when"], times)


def _book(change: Change, number: str, when: str) -> None:
    words, same = phone_words()["callback"], number == THIS
    phone = "" if same else talk.asked_of(change.conversation)["phone"]
    try:
        callbacks.book_it(change, callbacks.CallbackAsked(phone=phone, when=when, same_number=same), summary=False)
    except AlreadyTaken:
        menus.aside(change, words["adviser_here"])
        return
    except callbacks.BadPhone:
        _ask_number(change, words["bad_number"])
        return
    menus.aside(change, words["voicemail"], menus.yes_or_no(f"{VOICEMAIL} yes", f"{VOICEMAIL} no"))


def _safe(change: Change, code: str, yes: bool) -> None:
    """What is safe, noted on the call; asked for the text once the voicemail is settled."""
    words, conversation = phone_words()["callback"], change.conversation
    promised = Callback.objects.filter(conversation=conversation, state=Callback.REQUESTED)
    if not promised.update(**{"safe_voicemail" if code == VOICEMAIL else "safe_text": yes}):
        _which(change)  # the call was made, or given up, before they answered
        return
    if code == VOICEMAIL:
        other = "phone" in talk.asked_of(conversation)
        asks = words["text_other" if other else "text"]
        menus.aside(change, asks, menus.yes_or_no(f"{TEXT} yes", f"{TEXT} no"))
        return
    talk.ask(conversation, None)
    menus.aside(change, words["noted"])
    summary_corrections.show(change)


def _entry(code: str, label: str) -> menus.Entry:
    return {"id": code, "label": phone_words()["callback"]["labels"][label]}
