"""What danger means, whatever its words: sentences near in meaning to the examples. It adds to what the words weigh.

The weights are in danger_meaning.npz, made of the written examples by `make danger-net`: learning them anew with every model would
take longer than all the rest of the training.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

from assistant.understanding.danger_examples import SEED, Example
from kinship.danger_features import Part, parts
from kinship.danger_net import PUT_TOGETHER, DangerNet, Reading, crowd
from kinship.safety_phrases import book
from kinship.safety_text import Token, clean, read

WEIGHTS = Path(__file__).with_name("danger_meaning.npz")
LANDMARKS, NEARNESS, SURENESS = 1500, 1.5, 30.0  # examples compared with; gamma of the kernel; C of the regression
EACH_MORE = 2.0  # as kinship.danger_net.EACH_MORE, for the sum of both: meaning is easier misled by a long story
MOST_IT_ADDS = 6.0  # a part the words weigh lower than the threshold by more is not read again


class Encoder(Protocol):
    """Texts as rows of length 1."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


class DangerMeaning:
    """How much nearer a sentence is to danger than to harmless ones, as a score to add to that of its words."""

    def __init__(self, encoder: Encoder, landmarks: np.ndarray, weights: np.ndarray, offset: float) -> None:
        self.encoder, self._landmarks, self._weights, self._offset = encoder, landmarks, weights, offset

    @classmethod
    def fit(cls, encoder: Encoder, rows: np.ndarray, danger: Sequence[bool]) -> DangerMeaning:
        """Learn from encoded examples and whether each is danger."""
        nystroem = Nystroem(gamma=NEARNESS, n_components=min(LANDMARKS, len(rows)), random_state=SEED).fit(rows)
        head = LogisticRegression(C=SURENESS, solver="liblinear", tol=1e-2).fit(nystroem.transform(rows), danger)
        # The two steps after the kernel are linear, so they are one: a weight for each landmark.
        weights = nystroem.normalization_.T @ head.coef_[0]
        landmarks = nystroem.components_.astype(np.float16).astype(np.float32)  # as they are kept
        return cls(encoder, landmarks, weights, float(head.intercept_[0]))

    @classmethod
    def learn(cls, encoder: Encoder, examples: Sequence[Example]) -> DangerMeaning:
        return cls.fit(encoder, encoder.encode([each.text for each in examples]), [each.danger for each in examples])

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """One score a text: above 0 means danger."""
        return self.of_rows(self.encoder.encode(texts))

    def of_rows(self, rows: np.ndarray) -> np.ndarray:
        """The same for texts that are encoded already."""
        apart = 2 - 2 * (
            rows.astype(np.float64) @ self._landmarks.T.astype(np.float64)
        )  # squared distance: all have length 1
        return np.exp(-NEARNESS * np.maximum(apart, 0)) @ self._weights + self._offset

    def save(self, path: Path = WEIGHTS, *, made_of: str = "") -> None:
        """Keep the weights. `made_of`: the fingerprint of the examples (danger_fit.made_of)."""
        with path.open("wb") as file:
            np.savez(
                file,
                landmarks=self._landmarks.astype(np.float16),
                weights=self._weights,
                offset=self._offset,
                encoder=self.encoder.name,
                made_of=made_of,
            )

    @classmethod
    def load(cls, encoder: Encoder, path: Path = WEIGHTS) -> DangerMeaning | None:
        """Read what `save` wrote. None where there is none, or it was learnt with another encoder."""
        if not path.exists():
            return None
        with np.load(path) as kept:
            if str(kept["encoder"]) != encoder.name:
                return None
            return cls(encoder, kept["landmarks"].astype(np.float32), kept["weights"], float(kept["offset"]))


def made_of(path: Path = WEIGHTS) -> str:
    """The fingerprint of the examples that shipped weights were learnt from; empty where there are none."""
    if not path.exists():
        return ""
    with np.load(path) as kept:
        return str(kept["made_of"])


def heard(text: str, net: DangerNet, meaning: DangerMeaning) -> tuple[Reading, str] | None:
    """The most dangerous part of a message, words and meaning weighed together, and what it is; None below the threshold.

    Messages cut in parts are read together by the door: doing it again here heard no more.
    """
    cleaned = clean(str(text))
    tokens = read(cleaned, book().spelling)
    found = most_dangerous(tokens, cleaned, net, meaning)
    if found is None or found.score < net.threshold_with_meaning:
        return None
    return found, cleaned[tokens[found.first].start : tokens[found.last - 1].end]


def most_dangerous(tokens: Sequence[Token], cleaned: str, net: DangerNet, meaning: DangerMeaning) -> Reading | None:
    """The most dangerous part, whatever its score; None where no part is worth reading twice."""
    read_apart = parts(tokens)
    many = EACH_MORE * crowd(read_apart)
    weighed = [(net.score(part.words) - (0 if part.alone else PUT_TOGETHER) - many, part) for part in read_apart]
    likely = [each for each in weighed if each[0] >= net.threshold_with_meaning - MOST_IT_ADDS]
    if not likely:
        return None
    added = meaning.scores([cleaned[tokens[part.first].start : tokens[part.last - 1].end] for _, part in likely])
    (score, part) = max(
        ((score + float(more), part) for (score, part), more in zip(likely, added, strict=True)),
        key=lambda each: each[0],
    )
    return _reading(score, part, net)


def _reading(score: float, part: Part, net: DangerNet) -> Reading:
    return Reading(score, *net.label(part.words), part.first, part.last)
