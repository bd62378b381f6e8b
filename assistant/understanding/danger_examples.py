"""The examples the learned net is made of: written lines, and lines made of templates whose braces are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from kinship import yaml_text
from kinship.safety_hits import hits
from kinship.safety_phrases import book, danger_files, entries
from kinship.safety_text import clean, read

FOLDER = Path(__file__).with_name("danger_examples")
SLOTS_FILE = "slots.yml"
HARMLESS = "harmless_"  # files of harmless lines begin so; every other file is named after its kind of danger
_NUMBER = re.compile(r"_\d+$")  # further files of the same group end so
HARD = "hard"
TELLS_DANGER, LEFT_OUT = "tell_concern", {"ask_safeguarding"}  # intents
MADE_OF_EACH = 5  # lines made of one template
SEED = 4
RUN_TOGETHER, SHORT = 600, 12  # lines made so; words of the lines they are made of
SIDES = (("boy", "girl"), ("man_alone", "woman_alone"))  # one of each pair goes through a whole line
STORIES, SHORTEST = "stories", 5  # the file of stories; words of a sentence that stands alone
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SLOT = re.compile(r"\{(\w+)\}")


class Example(NamedTuple):
    """One line. `kind` and `urgency` are None where it is harmless, and where a danger has no label.

    `source` is the template it was made of, or the line itself: lines of one source never stand on both sides of a test.
    """

    text: str
    danger: bool
    kind: str | None
    urgency: str | None
    group: str
    source: str


def examples() -> list[Example]:
    """All of them, in a fixed order. Raises KeyError where a template names a slot that slots.yml does not fill."""
    slots = yaml_text.load((FOLDER / SLOTS_FILE).read_text("utf-8"))
    out: dict[str, Example] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        if path.name == SLOTS_FILE:
            continue
        harmless = path.stem.startswith(HARMLESS)
        kind = _NUMBER.sub("", path.stem.removeprefix(HARMLESS))
        for group, lines in yaml_text.load(path.read_text("utf-8")).items():
            label = (False, None, None, kind) if harmless else (True, kind, group, kind)
            for text, source in _lines(lines, slots):
                out.setdefault(text, Example(text, *label, source))
    return list(out.values())


def _lines(lines: Mapping[str, str], slots: Mapping) -> Iterator[tuple[str, str]]:
    for text in lines.get("told", "").splitlines():
        yield text, text
    for template in lines.get("made", "").splitlines():
        for text in filled(template, slots):
            yield text, template


def filled(template: str, slots: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
    """A few lines made of one template, the same ones every time."""
    chance = Random(f"{SEED} {template}")
    made = []
    for _ in range(MADE_OF_EACH):
        words = dict(slots["any"])
        for pair in SIDES:
            words |= slots[chance.choice(pair)]
        made.append(_SLOT.sub(lambda slot, words=words: chance.choice(words[slot[1]]), template))
    return made


def told_by_intents(root: Path) -> list[tuple[str, str]]:
    """The examples of the intents (text, intent), as Rasa reads them from data/."""
    return [
        (line.removeprefix("- "), entry["intent"])
        for path in sorted(root.glob("data/*/nlu/*.yml"))
        for entry in yaml_text.load(path.read_text("utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
    ]


def all_examples(nlu: Sequence[tuple[str, str]]) -> list[Example]:
    """The examples here and those of the intents (text, intent): `tell_concern` is danger, nearly every other is not.

    What people ask about keeping children safe is left out, and whatever the screen hears danger in: the second net
    must not be taught that the first is wrong.
    """
    here = list({example.text: example for example in [*examples(), *of_phrases()]}.values())
    known = {example.text for example in here}
    more = {
        text: Example(text, intent == TELLS_DANGER, None, None, intent, text)
        for text, intent in nlu
        if intent not in LEFT_OUT
        and text not in known
        and (intent == TELLS_DANGER or not hits(read(clean(text), book().spelling), book()))
    }
    every = [*here, *more.values()]
    return [*every, *_sentences(every), *_run_together(every)]


def of_phrases() -> Iterator[Example]:
    """What each danger phrase must hear, and the neighbour it must leave alone."""
    for path in danger_files():
        for entry in entries(path):
            for text in entry["triggers"]:
                yield Example(text, True, entry["kind"], entry["urgency"], entry["kind"], text)
            for text in entry["not"]:
                yield Example(text, False, None, None, HARD, text)


def _sentences(known: Sequence[Example]) -> Iterator[Example]:
    """The sentences of harmless stories, since a message is read sentence by sentence."""
    seen = {each.text for each in known}
    for each in known:
        cut = [part.strip() for part in _SENTENCE.split(each.text)]
        if each.group != STORIES or len(cut) < 2:
            continue
        for text in cut:
            if len(text.split()) >= SHORTEST and text not in seen:
                seen.add(text)
                yield Example(text, False, None, None, STORIES, each.source)


def _run_together(known: Sequence[Example]) -> Iterator[Example]:
    """Harmless lines one after the other without a full stop, as answers are that are read with those before them."""
    chance = Random(SEED)
    lines = [each.text.rstrip(" .!?") for each in known if not each.danger and len(each.text.split()) < SHORT]
    for _ in range(RUN_TOGETHER):
        text = " ".join(chance.sample(lines, chance.randint(2, 4)))
        yield Example(text, False, None, None, "run_together", text)
