"""How sure the intent model must be before it answers, and before it asks "is it one of these?"."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kinship import yaml_text

FILE = Path(__file__).with_name("intent_thresholds.yml")  # made by intent_fit.py


class Thresholds(NamedTuple):
    """Bounds on `Weighed.sure`. From `answer` up a topic is answered; from `refuse` up it is offered as a choice; below, neither.

    `share`: the least share of the best intent for it to be answered and not offered among others.
    """

    answer: float
    refuse: float
    share: float


@lru_cache(maxsize=2)
def thresholds(*, with_encoder: bool) -> Thresholds:
    """The chosen bounds, read once."""
    told = yaml_text.load(FILE.read_text("utf-8"))["with_encoder" if with_encoder else "without_encoder"]
    return Thresholds(float(told["answer"]), float(told["refuse"]), float(told["share"]))
