"""Whole messages that say one thing and nothing else, by the tables of phone.yml: no more texts, a machine's reply, another person."""

from __future__ import annotations

import re

from hub.conversations.texting import phrases

_PLEASE = re.compile(r"\A\W*(?:(?:can|could|will) (?:you|u) )?(?:please|pls|plz) ", re.I)
LONGEST = 120  # characters: who tells more tells it to an adviser or the assistant


def is_stop(text: str) -> bool:
    return phrases.one_of(text, phrases.part("opting")["words"])


def is_auto_reply(text: str) -> bool:
    return phrases.one_of(text, phrases.part("loops")["auto_replies"])


def is_wrong_number(text: str) -> bool:
    return len(text) <= LONGEST and phrases.one_of(text, phrases.part("who")["wrong_number"])


def is_someone_else(text: str) -> bool:
    """Does it say that not the one we know holds the phone? "Its her son" alone answers a question of ours, and is not that."""
    if len(text) > LONGEST:
        return False
    who = phrases.part("who")
    if phrases.one_of(text, phrases.filled(who["someone_else_said"], who)):
        return True
    if phrases.holds(text, who["on_the_phone"]) and phrases.begins(
        text, phrases.filled(["{opening} {whose} {person}"], who)
    ):
        return True
    named = phrases.filled(["this is {whose} {holder}", "hi this is {whose} {holder}"], who)
    return phrases.one_of(text, [*named, *(f"{name} {end}" for name in named for end in who["after_holder"])])


def is_forget(text: str) -> bool:
    """Does it say: delete what I told you?"""
    return phrases.one_of(_PLEASE.sub("", text), phrases.part("forgetting")["words"])


def is_known(text: str) -> bool:
    """Is the whole message one of these? The learned danger net was taught on carers' stories and mishears some of them."""
    return any(says(text) for says in (is_stop, is_forget, is_auto_reply, is_wrong_number, is_someone_else))
