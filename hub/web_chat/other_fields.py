"""Danger in the fields of a form that are not the box for words: each is read with those before it."""

from __future__ import annotations

from collections.abc import Iterator

from hub.conversations import danger
from hub.conversations.danger import Danger
from hub.web_chat.posted import Posted


def heard(posted: Posted) -> Iterator[tuple[str, Danger]]:
    """What was written, and what is heard in it."""
    for number, words in enumerate(posted.elsewhere):
        if found := danger.heard(words, "web", posted.elsewhere[:number]):
            yield words, found
