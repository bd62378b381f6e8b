"""The learned half of the screen: weighs the words of a message, so that it hears danger no phrase was written for.

The weights are in danger_net.json.gz, made of written examples (assistant/understanding/danger_examples) by
`make danger-net`. Reading them needs nothing but Python, and the same words always get the same answer.
"""

from __future__ import annotations

import gzip
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count
from math import exp, log, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from kinship.danger_features import VIEWS, Part, features, labelling, parts
from kinship.danger_groups import group_of
from kinship.safety_text import Token

WEIGHTS = Path(__file__).with_name("danger_net.json.gz")
PUT_TOGETHER = 0.75  # how much surer to be of sentences put together: their words meet by chance
CUT_APART = 2.0  # the same for messages that may be one sentence cut in parts: answers to our questions meet so too
MANY, EACH_MORE = 1.5, 1.5  # parts; of more, one sounds like danger by chance, so the net must be surer
SURE_OF_KIND, SURE_OF_EMERGENCY = 0.5, 0.55
EMERGENCY, SOON = "emergency", "soon"


class Reading(NamedTuple):
    """The most dangerous part of a message: tokens `first` up to, not including, `last`. `sure`: of the kind."""

    score: float
    kind: str
    sure: bool
    urgency: str
    first: int
    last: int


class Weights:
    """What each name of one view weighs: its rarity in hundredths and its weight in thousandths, side by side in two arrays.

    `places`: 0, 1, 2 … at least as many as there are names. All views are given the same ones, so that the numbers are held once.
    """

    def __init__(
        self, names: Iterable[str], rarity: Iterable[int], weight: Iterable[int], places: Iterable[int] | None = None
    ) -> None:
        self._numbers = dict(zip(names, places if places is not None else count(), strict=False))
        self._rarity, self._weight = array("h", rarity), array("i", weight)
        if not len(self._numbers) == len(self._rarity) == len(self._weight):
            raise ValueError(
                "the weights of the danger net are not as many as its names: make them again by `make danger-net`"
            )

    def get(self, name: str) -> tuple[float, float] | None:
        """Its rarity and its weight; None where the name was not learnt."""
        number = self._numbers.get(name)
        return None if number is None else (self._rarity[number] / 100, self._weight[number] / 1000)


class DangerNet:
    """The weights, ready to read with. From `threshold` up a score means danger.

    `threshold_with_meaning` is that of the sum of this score and one of meaning (assistant/understanding); `threshold_with_phrase` the
    same where a danger phrase stands there too.
    """

    TAKES_PART = 1.5  # how much a message must add to the score of those before it

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.threshold: float = told["threshold"]
        self.threshold_with_meaning: float = told["threshold_with_meaning"]
        self.threshold_with_phrase: float = told["threshold_with_phrase"]
        self.kinds: Sequence[str] = told["kinds"]
        self._offset: float = told["offset"]
        places = list(range(max(len(view["names"]) for view in told["views"].values())))
        self._views = {view: Weights(**told["views"][view], places=places) for view in VIEWS}
        # Every process that reads messages holds these: one long array takes a fraction of what lists of numbers do.
        self._label_of = dict(zip(told["labels"], places, strict=False))
        self._labels = array("h", chain.from_iterable(told["labels"].values()))  # hundredths
        self._label_offsets: Sequence[float] = told["label_offsets"]

    def read(self, tokens: Sequence[Token]) -> Reading | None:
        """The most dangerous part of what was written, whatever its score. None where there are no words."""
        best: tuple[float, Part] | None = None
        found = parts(tokens)
        for part in found:
            score = self.score(part.words) - (0 if part.alone else PUT_TOGETHER)
            if best is None or score > best[0]:
                best = score, part
        if best is None:
            return None
        score, part = best
        kind, sure, urgency = self.label(part.words)
        return Reading(score - EACH_MORE * crowd(found), kind, sure, urgency, part.first, part.last)

    def score(self, words: Sequence[str]) -> float:
        """Above 0: more likely danger than not. `words` as danger_features.plain gives them."""
        total = self._offset
        for view, found in features(words).items():
            known = self._views[view]
            length = weighed = 0.0
            for name, times in Counter(found).items():
                if (told := known.get(name)) is not None:
                    here = told[0] * (1 + log(times)) if times > 1 else told[0]
                    length += here * here
                    weighed += here * told[1]
            if length:
                total += weighed / sqrt(length)
        return total

    def label(self, words: Sequence[str]) -> tuple[str, bool, str]:
        """The likeliest kind, whether it is likely enough to name, and the urgency."""
        width = len(self._label_offsets)
        found = [row * width for name in set(labelling(words)) if (row := self._label_of.get(name)) is not None]
        length = 100 * sqrt(len(found) or 1)
        urgency, *kinds = [
            offset + sum(self._labels[row + at] for row in found) / length
            for at, offset in enumerate(self._label_offsets)
        ]
        best = max(range(len(kinds)), key=kinds.__getitem__)
        share = 1 / sum(exp(each - kinds[best]) for each in kinds)
        return (
            self.kinds[best],
            share >= SURE_OF_KIND,
            EMERGENCY if 1 / (1 + exp(-urgency)) >= SURE_OF_EMERGENCY else SOON,
        )


def crowd(read_apart: Iterable[Part]) -> float:
    """How much a message is more than one short one; 0 for up to MANY parts."""
    return log(max(1.0, sum(part.alone for part in read_apart) / MANY))


@lru_cache(maxsize=1)
def net(path: Path = WEIGHTS) -> DangerNet:
    """The net of the shipped weights, read once. Raises OSError or ValueError where they cannot be read."""
    group_of()  # read with the weights: a fault is one of theirs
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return DangerNet(json.load(file))
