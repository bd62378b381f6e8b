"""The model behind the intents: one linear head over words, letters and meaning, and how near a text is to what was taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import skops.io
from sklearn.svm import LinearSVC

from assistant.understanding.intent_features import Encode, IntentFeatures
from assistant.understanding.intent_text import plain

WORDS_FILE, WEIGHTS_FILE = "intents.skops", "intents.npz"
SURENESS = 0.15  # C of the head: best in cross-validation on the training examples, and flat around it
SHARPNESS = 4.0  # margins to shares: the least surprise in cross-validation
NEARNESS = 2.0  # weight of the centroid beside the margin in `sure`
OUT = "out_of_scope"
DIMENSIONS = 384


class Encoder(Protocol):
    """Texts as rows of length 1."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


@dataclass(frozen=True)
class Weighed:
    """`shares`: of every intent, together 1. `sure`: how much more a text is like its best intent than like what we cannot help with."""

    shares: np.ndarray
    sure: float


class IntentModel:
    """Weighs a text for every intent."""

    def __init__(
        self, intents: Sequence[str], features: IntentFeatures, head: dict[str, np.ndarray], encoder: str
    ) -> None:
        self.intents, self.encoder = [str(name) for name in intents], encoder
        self._features, self._head = features, head
        self._out = self.intents.index(OUT) if OUT in self.intents else None

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None = None) -> IntentModel:
        """Fit on texts and their intents. Raises ValueError when there are fewer than two intents."""
        features = IntentFeatures.fit(texts, DIMENSIONS, encoder.encode if encoder else None)
        meant = features.meaning(texts)
        linear = LinearSVC(C=SURENESS, tol=1e-2, random_state=0).fit(features.of(texts, meant), list(intents))
        head = {"weights": linear.coef_.astype(np.float32).T.copy(), "offsets": linear.intercept_.astype(np.float32)}
        if meant is not None:
            middles = [meant[[each == name for each in intents]].mean(axis=0) for name in linear.classes_]
            head["centroids"] = np.array([middle / np.linalg.norm(middle) for middle in middles], np.float32)
        return cls(linear.classes_, features, head, encoder.name if encoder else "")

    def weigh(self, texts: Sequence[str]) -> list[Weighed]:
        """One reading a text, in the order of `intents`."""
        meant = self._features.meaning(texts)
        margins = self._features.of(texts, meant) @ self._head["weights"] + self._head["offsets"]
        raised = np.exp(SHARPNESS * (margins - margins.max(axis=1, keepdims=True)))
        shares = raised / raised.sum(axis=1, keepdims=True)
        return [
            Weighed(shares[row], self._sure(margins[row], None if meant is None else meant[row]))
            for row in range(len(texts))
        ]

    def _sure(self, margins: np.ndarray, meant: np.ndarray | None) -> float:
        known = margins.copy()
        beside = float(margins[self._out]) if self._out is not None else 0.0
        if self._out is not None:
            known[self._out] = -np.inf
        best = int(known.argmax())
        near = 0.0 if meant is None or "centroids" not in self._head else float(meant @ self._head["centroids"][best])
        return float(margins[best]) - beside + NEARNESS * near

    @property
    def reads_meaning(self) -> bool:
        """False where the sentence encoder is missing."""
        return self._features.reads_meaning

    def known(self, text: str) -> float:
        """Share of a text's words that some example has, 0 to 1: low for another language or a row of random keys."""
        words = [word for word in plain(text).split() if any(c.isalpha() for c in word)]
        seen = self._features.parts["words"].vocabulary_
        return sum(word in seen for word in words) / len(words) if words else 1.0

    def save(self, folder: Path) -> None:
        skops.io.dump(self._features.parts, folder / WORDS_FILE)
        np.savez(folder / WEIGHTS_FILE, intents=np.array(self.intents), encoder=self.encoder, **self._head)

    @classmethod
    def load(cls, folder: Path, encoder: Encoder | None = None) -> IntentModel:
        """Read what `save` wrote. Raises FileNotFoundError if it is missing: an untrained model must never answer.

        A model taught with another encoder than the one here reads by words and letters only.
        """
        with np.load(folder / WEIGHTS_FILE) as kept:
            told = {name: kept[name] for name in kept.files}
        intents, taught_with = told.pop("intents"), str(told.pop("encoder"))
        parts = skops.io.load(folder / WORDS_FILE, trusted=["numpy.float64", "scipy.sparse._csr.csr_matrix"])
        encode: Encode | None = encoder.encode if encoder is not None and encoder.name == taught_with else None
        return cls(intents, IntentFeatures(parts, DIMENSIONS, encode), told, taught_with)
