"""What the carer asked for (topics, a person, what got no answer) with their own words, and what the assistant showed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kinship.dialogue.answered import Answered
from kinship.dialogue.conversation import TOPICS
from kinship.summary_facts import Message, Sources

PERSON = "ask_for_person"
_TOPIC_OF = {f"ask_{topic}": topic for topic in TOPICS}


@dataclass(frozen=True)
class Asked:
    """One thing asked for. `topic` is a topic's code, or "" when it is `person` or could not be told.

    `why`: the codes of why no answer could be given; () when one was. `said` are the words that were typed, as written.
    """

    topic: str
    person: bool
    why: tuple[str, ...]
    seqs: tuple[int, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A piece of the offer the assistant showed, with its source and date as they were then, and what it answered."""

    note: Answered
    seqs: tuple[int, ...]


def shown_to(notes: Iterable[Answered], sources: Sources) -> tuple[Shown, ...]:
    """In the order it was first shown; what was shown again unchanged stands once."""
    found: dict[Answered, list[int]] = {}
    for note in notes:
        if not note.why:
            seqs = found.setdefault(replace(note, turn=0), [])
            seqs += [each.seq for each in sources.of_turn(note.turn) if each.seq not in seqs]
    return tuple(Shown(note, tuple(seqs)) for note, seqs in found.items())


def asked_for(notes: Iterable[Answered], sources: Sources) -> tuple[Asked, ...]:
    """In the order it was first asked; each topic once. What has no topic stands by itself."""
    heard: dict[tuple[str, bool, int], list[Message]] = {}
    whys: dict[tuple[str, bool, int], list[str]] = {}
    for message in sources.written():
        topic, person = _TOPIC_OF.get(message.choice, ""), message.choice == PERSON
        if topic or person:
            heard.setdefault((topic, person, 0), []).append(message)
    for note in notes:
        key = (note.topic, False, 0 if note.topic else note.turn)
        known = heard.setdefault(key, [])
        known += [message for message in sources.of_turn(note.turn) if message not in known]
        whys.setdefault(key, []).extend([note.why] if note.why else [])
    found = [_asked(key, messages, whys.get(key, [])) for key, messages in heard.items()]
    return tuple(sorted(found, key=lambda each: each.seqs[:1] or (0,)))


def _asked(key: tuple[str, bool, int], messages: list[Message], whys: list[str]) -> Asked:
    messages = sorted(messages, key=lambda each: each.seq)
    return Asked(
        topic=key[0],
        person=key[1],
        why=tuple(dict.fromkeys(whys)),
        seqs=tuple(each.seq for each in messages),
        said=tuple(each.text for each in messages if not each.choice),
    )
