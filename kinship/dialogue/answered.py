"""A note of what the carer was answered, for whoever takes over: codes, sources and dates as they were that day, and the turn.

Kept in the story, because the offer may have changed by the time an adviser reads of it. Never the carer's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kinship.local_offer import Offered

NOTE, LEFT_OUT = "answered", "answered_left_out"
MOST = 30  # notes kept, for the story travels with every turn; the oldest go first, and are counted


@dataclass(frozen=True)
class Answered:
    """A piece of the offer that was shown in a turn, or (with `why`) that something could not be answered.

    `checked_on` is a day as 2026-11-21; `standing` is that of local_offer (past_limit: only the contact was given).
    """

    turn: int
    topic: str = ""
    why: str = ""
    area: str = ""
    entry: str = ""
    title: str = ""
    standing: str = ""
    source: str = ""
    href: str = ""
    checked_on: str = ""


def shown(talk: Any, topic: str, offered: Offered) -> None:
    """Note that this entry was shown."""
    entry, source = offered.entry, offered.entry.get("source") or {}
    _note(
        talk,
        Answered(
            turn=talk.heard.turn,
            topic=topic,
            area=offered.area,
            entry=str(entry["id"]),
            title=str(entry["title"]),
            standing=offered.standing,
            source=str(source.get("title") or ""),
            href=str(source.get("href") or ""),
            checked_on=str(entry.get("checked_on") or ""),
        ),
    )


def unanswered(talk: Any, why: str, topic: str | None) -> None:
    """Note that the carer got no answer of ours, and why (a code of `dialogue.unanswered`)."""
    _note(talk, Answered(turn=talk.heard.turn, topic=topic or "", why=why))


def noted(story_talk: Mapping[str, Any]) -> Iterator[Answered]:
    """The notes of a story, oldest first. What is not a note of ours is left out."""
    names = Answered.__dataclass_fields__
    for each in story_talk.get(NOTE) or ():
        if isinstance(each, Mapping) and isinstance(each.get("turn"), int):
            yield Answered(each["turn"], **{name: str(each.get(name) or "") for name in names if name != "turn"})


def left_out(story_talk: Mapping[str, Any]) -> int:
    """How many earlier notes are no longer kept."""
    count = story_talk.get(LEFT_OUT)
    return count if isinstance(count, int) else 0


def _note(talk: Any, answered: Answered) -> None:
    note = {name: value for name, value in asdict(answered).items() if value not in ("", None)}
    before = talk.note(NOTE, [])
    if note in before:
        return
    notes = [*before, note]
    talk.remember(**{NOTE: notes[-MOST:]})
    if len(notes) > MOST:
        talk.remember(**{LEFT_OUT: talk.note(LEFT_OUT, 0) + 1})
