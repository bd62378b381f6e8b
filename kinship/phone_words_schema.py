"""The words the hub looks for in phone.yml, and the check that each can stand in a plain text message.

What is said: GSM-7 letters only, two parts of an SMS at most, none of the words that a network acts on by itself. What stands
on a line: 20 letters, so that it fits a button of WhatsApp (24 on a line of its lists). A list is always what people may
write to us, and is never said.
"""

from __future__ import annotations

import re
from typing import Any

from kinship.content_files import Lined, LinedList, Page
from kinship.field_checks import LONGEST_TEXT
from kinship.hub_words_schema import PLAIN, check_filled

HEARD = object()  # a list of what people may write
LABEL = object()  # what stands on a line or a button

LONGEST = 306  # septets: two parts of an SMS
LONGEST_BUTTON = 20  # letters: https://www.twilio.com/docs/content/twilio-quick-reply (24 on a line of a list)
# GSM 03.38: the letters of a plain text message, and those that count as two (https://www.3gpp.org/dynareport/23038.htm).
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")
_FILL = re.compile(r"\{[^{}]*\}")
# Septets to allow for what is filled in; what is not named here gets _ANY.
_LENGTHS = {
    "council": 32,
    "name": 40,
    "phone": 13,
    "hours": 60,
    "labels": 90,
    "keeps": 64,
    "passed_on": 64,
    "day": 22,
    "part": 1,
    "parts": 1,
    "last": 2,
}
_ANY = 10
# Networks and Twilio act on these by themselves (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
_TAKEN = ("CANCEL", "END", "QUIT", "STOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "INFO", "HELP", "UNSTOP")
_SHORT = re.compile(r"https?://|\b(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly)\b", re.I)
_STOP_MAY = re.compile(r"\bReply STOP (?:for no more texts|to hear no more)\b")


def _plain(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), PLAIN)


def _each(names: str, what: Any) -> dict[str, Any]:
    return dict.fromkeys(names.split(), what)


PHONE: dict[str, Any] = {
    "first": {"named": "council", **_each("text whatsapp", "council keeps passed_on")},
    "menu": {
        "person": LABEL,
        "labels": _each("yes no choices", LABEL),
        "out_of_range": "last",
        "or_reply": "labels",
        "started_with": "numbers first",
        "superseded": "day",
        "handed_back": "name",
        **_plain("out_of_range_one missed superseded_today shall_i left"),
    },
    "commands": {
        "words": _each("menu back person call again more check help", HEARD),
        "help": "council",
        "check": "phone hours",
        **_plain("help_first check_no_phone no_more no_again no_back"),
    },
    "returning": {"hello": "council", "labels": _each("carry_on start_again", LABEL)},
    "callback": {
        "labels": _each("this other no morning afternoon any_time", LABEL),
        **_plain("which number bad_number when voicemail text text_other noted left adviser_here"),
    },
    "opting": {
        "stopped": "council",
        **_plain("asked_to_stop started"),
        **_each("words openings not_after start of_twilio", HEARD),
    },
    "forgetting": {**_plain("asks left deleted kept"), "words": HEARD},
    "media": {
        **_plain("picture voice video document location contact sticker other emoji emoji_check"),
        **_each("emoji_worrying emoji_urgent", HEARD),
    },
    "who": {
        "we_are": "council name phone",
        "we_are_no_phone": "council",
        "someone_else": "council name phone",
        "someone_else_no_phone": "council",
        **_each("asks_who wrong_number opening whose person holder on_the_phone after_holder someone_else_said", HEARD),
    },
    "loops": _each("nudges auto_replies auto_marks", HEARD),
    "composing": {"reply_with": "numbers", "reply_any": "numbers", "part": "part parts", **_plain("more")},
    "window": {"template": "council"},
    "whatsapp_menus": {"list_button": LABEL},
}


def septets(text: str) -> int:
    """How long a text is as an SMS of GSM-7; what such an SMS cannot hold counts as one."""
    return sum(2 if letter in _TWICE else 1 for letter in text)


def lost(text: str) -> list[str]:
    """The characters that a plain text message cannot hold."""
    return sorted({letter for letter in text if letter not in _BASIC | _TWICE})


def check_phone(page: Page, value: Any, needed: dict[str, Any] | None = None, what: str = "this file") -> None:
    """Every name that is needed is there and no other, and each can stand where it is said."""
    needed = PHONE if needed is None else needed
    found = page.mapping(value, getattr(value, "line", 1), what)
    if found is None:
        return
    page.fields(found, tuple(needed), tuple(needed), what)
    for key, spec in needed.items():
        if found.get(key) is None:
            continue
        line, name, words = found.line_of(key), f"'{key}' of {what}", found[key]
        if isinstance(spec, dict):
            check_phone(page, words, spec, f"'{key}'")
        elif spec is HEARD:
            _check_heard(page, words, line, name)
        else:
            check_filled(page, words, line, name, PLAIN if spec is LABEL else spec)
            if isinstance(words, str):
                _check_said(page, words, line, name, is_label=spec is LABEL)


def _check_said(page: Page, words: str, line: int, what: str, *, is_label: bool) -> None:
    filled = _FILL.sub(lambda hole: "0" * _LENGTHS.get(hole[0][1:-1], _ANY), words)
    if odd := lost(filled):
        page.refuse(
            line, f"{what} has {' '.join(odd)}, which a text message cannot hold.", "Write it with plain letters."
        )
    if (length := septets(filled)) > LONGEST:
        page.refuse(line, f"{what} can be {length} long as a text.", f"Keep it to {LONGEST}, with what is filled in.")
    if is_label and len(words) > LONGEST_BUTTON:
        page.refuse(
            line, f"{what} has {len(words)} letters.", f"Keep it to {LONGEST_BUTTON}, so that it fits a button."
        )
    for taken in _TAKEN:
        if re.search(rf"\b{taken}\b", _STOP_MAY.sub("", words)):
            page.refuse(line, f"{what} names {taken}, which networks act on.", "Use another word.")
    if _SHORT.search(words):
        page.refuse(line, f"{what} has a link that looks like a fraud.", "Write the address as people type it.")


def _check_heard(page: Page, words: Any, line: int, what: str) -> None:
    if (
        not isinstance(words, LinedList)
        or not words
        or not all(isinstance(each, str) and each.strip() for each in words)
    ):
        page.refuse(line, f"{what} should be a list of words.", "Start each line with '- '.")
        return
    for each, where in zip(words, words.item_lines, strict=True):
        if len(each.split()) > LONGEST_TEXT:
            page.refuse(where, f"A line of {what} is very long.", "One line is one thing that people write.")


def without_lists(value: Any) -> Any:
    """The part of the file that is said: what people may write is left out."""
    if not isinstance(value, Lined):
        return value
    kept = Lined({key: without_lists(part) for key, part in value.items() if not isinstance(part, LinedList)})
    kept.line, kept.key_lines, kept.value_lines = value.line, value.key_lines, value.value_lines
    return kept
