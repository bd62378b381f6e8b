"""Two numbers to a question that takes one: the first is done, it is said so, and the others stand under what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from hub.conversations.ledger import PUSH_CHANNELS, Change
from hub.conversations.texting import menus, talk
from hub.conversations.words import phone_words

_KEPT = "several"


def keep(change: Change, numbers: Sequence[int], rest: Sequence[menus.Entry]) -> None:
    """The first of `numbers` is being done; `rest` are the lines of the others."""
    choices = [{"id": each["id"], "label": each["label"]} for each in rest]
    talk.note(change.conversation, _KEPT, {"numbers": list(numbers), "choices": choices})


def begin(change: Change) -> list[menus.Entry]:
    """Before an answer: say that the first is being done. Returns the other choices, to stand under it. Only once."""
    conversation = change.conversation
    kept = talk.note_of(conversation, _KEPT) if conversation.channel in PUSH_CHANNELS else None
    if not kept:
        return []
    talk.note(conversation, _KEPT, None)
    numbers = [str(each) for each in kept["numbers"]]
    both = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    menus.aside(change, phone_words()["menu"]["started_with"].format(numbers=both, first=numbers[0]))
    return list(kept["choices"])
