"""From which score the danger net speaks: chosen by cross-validation, so that it is seldom wrong on what it has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from assistant.understanding.danger_examples import HARD, SEED, Example
from assistant.understanding.danger_model import DangerModel, Raised

FOLDS = 5
STORY = "story"
MOST = {"ordinary": 0.01, HARD: 0.06, STORY: 0.05}  # false alarms
LONG_STORIES = 200  # in each fold: ordinary lines put together, since a longer message has more parts to be wrong about
LINES_OF_A_STORY = (4, 9)
HALVINGS = 14


class Unseen(NamedTuple):
    """What a model trained without it made of an example."""

    example: Example
    read: Raised


def cross_validated(examples: Sequence[Example]) -> list[Unseen]:
    """Every example read by a model that saw neither it nor another line of its template. Long stories are added."""
    out: list[Unseen] = []
    fold_of = _folds(examples)
    for fold in range(FOLDS):
        model = DangerModel.fit([each for each in examples if fold_of[each.source] != fold])
        apart = [each for each in examples if fold_of[each.source] == fold]
        out += [Unseen(each, model.read(each.text)) for each in [*apart, *_stories(apart, fold)]]
    return out


def chosen(unseen: Sequence[Unseen]) -> float:
    """The lowest score that keeps false alarms of every sort within bounds."""
    sorts = {sort: [each for each in unseen if sort_of(each.example) == sort] for sort in MOST}
    return max(_exceeded_by(each, MOST[sort]) for sort, each in sorts.items())


def sort_of(example: Example) -> str | None:
    """The sort of harmless line, or None for danger. What intents bring is ordinary."""
    if example.danger:
        return None
    return example.group if example.group in MOST else "ordinary"


def alarms(unseen: Sequence[Unseen], threshold: float) -> float:
    """The share that reaches the threshold. A template counts once, however many lines were made of it."""
    lines = Counter(each.example.source for each in unseen)
    wrong = sum(1 / lines[each.example.source] for each in unseen if each.read.score >= threshold)
    return wrong / len(lines)


def train(examples: Sequence[Example]) -> DangerModel:
    """The model of all the examples, with its threshold."""
    return DangerModel.fit(examples, chosen(cross_validated(examples)))


def _folds(examples: Sequence[Example]) -> dict[str, int]:
    sources = sorted({each.source for each in examples})
    Random(SEED).shuffle(sources)
    return {source: number % FOLDS for number, source in enumerate(sources)}


def _stories(apart: Sequence[Example], fold: int) -> list[Example]:
    chance = Random(SEED + fold)
    lines = [each.text for each in apart if not each.danger and each.group != HARD]
    stories = (". ".join(chance.sample(lines, chance.randint(*LINES_OF_A_STORY))) for _ in range(LONG_STORIES))
    return [Example(text, False, None, None, STORY, text) for text in stories]


def _exceeded_by(unseen: Sequence[Unseen], share: float) -> float:
    """The lowest score at which no more than this share are alarms. Halved down to it: alarms only fall as it rises."""
    low, high = -20.0, 20.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if alarms(unseen, middle) <= share else (middle, high)
    return high
