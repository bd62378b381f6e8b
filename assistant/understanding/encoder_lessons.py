"""What the sentence encoder is taught for our own work: the written examples, each with all that is known of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from assistant.understanding.danger_examples import SEED, STORIES, Example, all_examples, told_by_intents
from assistant.understanding.spelling import repaired
from kinship.danger_net import EMERGENCY
from kinship.safety_text import clean

KEPT_FROM_IT = 8  # one source in so many is never shown to the encoder: on those the heads above it are tried
PUT_TOGETHER, SHORT = 800, 22  # pairs of lines made of each sort; words of the lines they are made of
OF_EACH, STORY_SENTENCES = 2, 3  # lines of a source that are shown, and one in so many sentences of harmless stories
UNKNOWN = -1
ROOT = Path(__file__).parents[2]


class Lesson(NamedTuple):
    """A line as the encoder reads it at work. `danger` is 1, 0 or UNKNOWN; the others are places in the lists of Names, or UNKNOWN."""

    text: str
    danger: int
    urgent: int
    kind: int
    intent: int


class Names(NamedTuple):
    """The kinds of danger and the intents, in order."""

    kinds: Sequence[str]
    intents: Sequence[str]


def kept_apart(source: str) -> bool:
    """Whether lines of this source are kept from the encoder; the same ones every time."""
    return hashlib.blake2b(source.encode(), digest_size=2).digest()[0] % KEPT_FROM_IT == 0


def lessons(root: Path = ROOT) -> tuple[list[Lesson], Names]:
    """All that is taught, in a fixed order."""
    told = told_by_intents(root)
    known = list(_few_of_each([each for each in all_examples(told) if not kept_apart(each.source)]))
    intent_of = {text: intent for text, intent in told if not kept_apart(text)}
    names = Names(sorted({each.kind for each in known if each.kind}), sorted(set(intent_of.values())))
    both = [*known, *_together(known)]
    of_danger = [_lesson(each, names, intent_of.get(each.text)) for each in both]
    shown = {each.text for each in known}
    others = [
        Lesson(repaired(text), UNKNOWN, UNKNOWN, UNKNOWN, names.intents.index(intent))
        for text, intent in intent_of.items()
        if text not in shown
    ]
    return [*of_danger, *others], names


def _lesson(each: Example, names: Names, intent: str | None) -> Lesson:
    return Lesson(
        as_read(each.text) if intent is None else repaired(each.text),
        int(each.danger),
        UNKNOWN if each.urgency is None else int(each.urgency == EMERGENCY),
        UNKNOWN if each.kind is None else names.kinds.index(each.kind),
        UNKNOWN if intent is None else names.intents.index(intent),
    )


def _few_of_each(known: Sequence[Example]) -> Iterator[Example]:
    """Enough of what was made of one template, and of the plainest: the rest teaches nothing new and costs as much."""
    lines, stories = Counter(), 0
    for each in known:
        lines[each.source] += 1
        stories += each.group == STORIES
        if lines[each.source] <= OF_EACH and (each.group != STORIES or stories % STORY_SENTENCES == 0):
            yield each


def as_read(text: str) -> str:
    """A line as the danger nets read it: without what stands at its end."""
    return clean(text).strip(" .!?")


def _together(known: Sequence[Example]) -> list[Example]:
    """Two sentences read as one, as messages are: danger if one of them is."""
    chance = Random(SEED)
    short = [each for each in known if len(each.text.split()) <= SHORT]
    harmless, danger = ([each for each in short if each.danger is of] for of in (False, True))
    out = []
    for _ in range(PUT_TOGETHER):
        calm, grave = chance.choice(harmless), chance.choice(danger)
        first, second = (calm, grave) if chance.random() < 0.5 else (grave, calm)
        out.append(grave._replace(text=_joined(first.text, second.text)))
        out.append(calm._replace(text=_joined(calm.text, chance.choice(harmless).text)))
    return out


def _joined(first: str, second: str) -> str:
    return f"{first.rstrip(' .!?')}. {second}"
