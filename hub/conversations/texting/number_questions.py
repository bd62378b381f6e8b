"""What the fact behind a menu says of its lines: a number may be the answer itself ("How old is the child?"), or several may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.conversations.words import phone_words
from kinship.facts import Fact, vocabulary

_NUMBERS = ("age", "date")  # kinds of facts to which a number is an answer, and picks no line
_ONE_ANSWER = ("order_in_force",)  # a list of facts that is asked for one
_NOT_WITH_OTHERS = ("not_sure", "none")
_OF_SUMMARY = "hub:answer "  # hub:answer <fact> <child> <answer>
Entries = Sequence[Mapping[str, Any]]


def asks_for_number(menu: Entries) -> bool:
    """Do the lines of this menu stand beside a question for an age or a date?"""
    return any(fact is not None and fact.kind in _NUMBERS for fact, _ in map(_answer, menu))


def takes_several(menu: Entries) -> bool:
    """Can more than one line of this menu hold?"""
    return any(
        fact is not None and fact.kind == "choices" and fact.name not in _ONE_ANSWER for fact, _ in map(_answer, menu)
    )


def together(lines: Entries) -> str:
    """One choice for all of them (`<fact>=<answer>,<answer>`), where the question takes several; "" where it takes one."""
    found = [_answer(each) for each in lines]
    names = {fact.name if fact else "" for fact, _ in found}
    answers = [answer for _, answer in found]
    alike = len(names) == 1 and all("=" in str(each["id"]) for each in lines)
    if len(lines) < 2 or not alike or not takes_several(lines) or set(answers) & set(_NOT_WITH_OTHERS):
        return ""
    return f"{names.pop()}={','.join(answers)}"


def in_words(body: str, menu: Entries) -> str:
    """The question with its few other answers as words: no line has a number that would be taken for an age."""
    labels = " / ".join(f'"{each["label"]}"' for each in menu)
    return f"{body}\n{phone_words()['menu']['or_reply'].format(labels=labels)}"


def _answer(entry: Mapping[str, Any]) -> tuple[Fact | None, str]:
    """The fact that a choice answers, and its answer."""
    code = str(entry["id"])
    if code.startswith(_OF_SUMMARY):
        _, name, *rest = code.split(" ")
        return vocabulary().get(name), rest[-1] if rest else ""
    name, answers, answer = code.partition("=")
    return (vocabulary().get(name), answer) if answers else (None, "")
