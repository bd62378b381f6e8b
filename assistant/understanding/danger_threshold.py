"""How often the danger nets are right about examples they have not seen: what the thresholds mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from assistant.understanding.danger_examples import HARD, SEED, Example
from assistant.understanding.danger_fit import fit
from assistant.understanding.danger_meaning import DangerMeaning, Encoder, most_dangerous
from assistant.understanding.encoder_lessons import as_read, kept_apart
from kinship.danger_net import EMERGENCY, SOON, DangerNet
from kinship.safety_phrases import book
from kinship.safety_text import clean, read

FOLDS = 5
STORY = "story"
SORTS = ("ordinary", HARD, STORY)  # of harmless lines
LONG_STORIES = 100  # in each fold: ordinary lines put together, since a longer message has more parts to be wrong about
LINES_OF_A_STORY = (4, 9)
LIMIT = 20.0  # no score is farther from 0


class Unseen(NamedTuple):
    """What a model trained without it made of an example."""

    example: Example
    score: float  # of the words
    with_meaning: float  # of words and meaning together


def cross_validated(examples: Sequence[Example], encoder: Encoder) -> list[Unseen]:
    """The examples that the encoder was never shown, read by nets that saw neither them nor another line of their template.

    Long stories are added.
    """
    apart = [each for each in examples if kept_apart(each.source)]
    net = DangerNet(fit([each for each in examples if not kept_apart(each.source)]))
    fold_of = _folds(apart)
    rows = encoder.encode([as_read(each.text) for each in apart])
    out: list[Unseen] = []
    for fold in range(FOLDS):
        taught = [number for number, each in enumerate(apart) if fold_of[each.source] != fold]
        meaning = DangerMeaning.fit(encoder, rows[taught], [apart[number].danger for number in taught])
        here = [each for each in apart if fold_of[each.source] == fold]
        out += [Unseen(each, *_scores(each.text, net, meaning)) for each in [*here, *_stories(here, fold)]]
    return out


def shares(unseen: Sequence[Unseen], net: DangerNet) -> dict[str, tuple[float, float]]:
    """The share heard of each urgency, and of each sort of harmless line, by the weights and with meaning."""
    groups = {urgency: [each for each in unseen if each.example.urgency == urgency] for urgency in (EMERGENCY, SOON)}
    groups |= {sort: [each for each in unseen if sort_of(each.example) == sort] for sort in SORTS}
    return {
        name: (raised(each, net.threshold, "score"), raised(each, net.threshold_with_meaning, "with_meaning"))
        for name, each in groups.items()
    }


def sort_of(example: Example) -> str | None:
    """The sort of harmless line, or None for danger. What intents bring is ordinary."""
    if example.danger:
        return None
    return example.group if example.group in SORTS else "ordinary"


def raised(unseen: Sequence[Unseen], threshold: float, score: str) -> float:
    """The share that reaches the threshold. A template counts once, however many lines were made of it."""
    lines = Counter(each.example.source for each in unseen)
    reached = sum(1 / lines[each.example.source] for each in unseen if getattr(each, score) >= threshold)
    return reached / len(lines)


def _scores(text: str, net: DangerNet, meaning: DangerMeaning) -> tuple[float, float]:
    cleaned = clean(text)
    tokens = read(cleaned, book().spelling)
    by_words, by_both = net.read(tokens), most_dangerous(tokens, cleaned, net, meaning)
    return by_words.score if by_words else -LIMIT, by_both.score if by_both else -LIMIT


def _folds(examples: Sequence[Example]) -> dict[str, int]:
    sources = sorted({each.source for each in examples})
    Random(SEED).shuffle(sources)
    return {source: number % FOLDS for number, source in enumerate(sources)}


def _stories(apart: Sequence[Example], fold: int) -> list[Example]:
    chance = Random(SEED + fold)
    lines = [each.text for each in apart if not each.danger and each.group != HARD]
    stories = (". ".join(chance.sample(lines, chance.randint(*LINES_OF_A_STORY))) for _ in range(LONG_STORIES))
    return [Example(text, False, None, None, STORY, text) for text in stories]
