"""One turn of the conversation: what was heard, and what is to be said. No sentences: responses are named, words live in content files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kinship.local_offer import Shelf
from kinship.reply import Choice
from kinship.safety import Concern
from kinship.story import Story

TEXTS = ("sms", "whatsapp")  # channels of a phone: short words, short menus


@dataclass(frozen=True)
class Heard:
    """A message as the understanding part read it.

    `facts` are entities: mappings with `entity` (a fact's name), `value`, and perhaps `group` (which child).
    `choice` is the id that was tapped, or None for typed words.
    `also`: intents of further questions in the same message. `maybe`: what a message may be that was not sure enough to act on.
    `near`: how near pieces of the offer are in meaning, by their key (`offer_search.Piece.key`).
    """

    text: str
    intent: str
    facts: Sequence[Mapping[str, Any]] = ()
    concern: Concern | None = None
    choice: str | None = None
    channel: str = "terminal"
    turn: int = 0
    as_of: date = date.min
    also: Sequence[str] = ()
    maybe: Sequence[str] = ()
    near: Sequence[tuple[str, float]] = ()

    @property
    def by_text(self) -> bool:
        return self.channel in TEXTS


@dataclass(frozen=True)
class Say:
    """One message: a named response with what fills it, or ready words from the offer content; and the choices below it."""

    response: str | None = None
    fills: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    choices: tuple[Choice, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Talk:
    """A turn in the making: what was heard, the story, the shelf of content, and what has been said so far.

    `just_opened`: the carer has read what this is a moment ago, here or on the page where they wrote their first words.
    """

    heard: Heard
    story: Story
    shelf: Shelf
    says: list[Say] = field(default_factory=list)
    just_opened: bool = False

    def say(
        self, response: str, *, choices: Sequence[Choice] = (), custom: Mapping[str, Any] | None = None, **fills: Any
    ) -> None:
        self.says.append(
            Say(
                response=response,
                fills={name: str(value) for name, value in fills.items()},
                choices=tuple(choices),
                custom=custom or {},
            )
        )

    def say_words(self, text: str, *, choices: Sequence[Choice] = (), custom: Mapping[str, Any] | None = None) -> None:
        self.says.append(Say(text=text, choices=tuple(choices), custom=custom or {}))

    def remember(self, **notes: Any) -> None:
        """Keep a note in the story for later turns; None forgets it."""
        for name, note in notes.items():
            if note is None:
                self.story.talk.pop(name, None)
            else:
                self.story.talk[name] = note

    def note(self, name: str, default: Any = None) -> Any:
        return self.story.talk.get(name, default)
