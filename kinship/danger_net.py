"""The learned half of the screen: weighs the words of a message, so that it hears danger no phrase was written for.

The weights are in danger_net.json.gz, made of written examples (assistant/understanding/danger_examples) by
`make danger-net`. Reading them needs nothing but Python, and the same words always get the same answer.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
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
        self._views = {
            view: {
                name: (rarity / 100, weight / 1000)
                for name, rarity, weight in zip(
                    *(told["views"][view][part] for part in ("names", "rarity", "weight")), strict=True
                )
            }
            for view in VIEWS
        }
        self._labels = {name: [each / 100 for each in row] for name, row in told["labels"].items()}
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
        found = [row for name in set(labelling(words)) if (row := self._labels.get(name)) is not None]
        length = sqrt(len(found)) or 1.0
        urgency, *kinds = [
            offset + sum(row[at] for row in found) / length for at, offset in enumerate(self._label_offsets)
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
