"""The model behind the intents: words, letter groups and topic signs, weighed by a linear model. No download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.understanding.intent_text import people, plain, topic_scores, topic_signs

LEAST = 0.004  # no intent is ever quite impossible, so that topic words can lift it
MODEL_FILE = "intents.skops"
SURENESS = 20.0  # C of the regression: between 10 and 30 nothing changes in cross-validation on the training examples


class IntentModel:
    """Probabilities of every intent for a piece of text."""

    def __init__(self, parts: dict[str, object]) -> None:
        self._parts = parts
        self._head: LogisticRegression = parts["head"]
        self.intents: list[str] = [str(name) for name in self._head.classes_]

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Fit on texts and their intents. Raises ValueError when there are fewer than two intents."""
        spelt = [plain(text) for text in texts]
        parts: dict[str, object] = {
            "words": TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True).fit(spelt),
            "even": TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 3), sublinear_tf=True, min_df=2).fit(
                map(people, spelt)
            ),
            "letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2).fit(spelt),
            "topics": TfidfVectorizer(token_pattern=r"\S+").fit([topic_signs(text) for text in texts]),
        }
        head = LogisticRegression(C=SURENESS, class_weight="balanced", max_iter=300, tol=1e-3)
        parts["head"] = head.fit(_features(parts, texts), list(intents))
        return cls(parts)

    def probabilities(self, texts: Sequence[str], lean: float = 0.0) -> np.ndarray:
        """One row a text, one column an intent, in the order of `intents`.

        `lean`: how far topic words may pull, 0 for not at all.
        """
        shares = self._head.predict_proba(_features(self._parts, texts))
        if not lean:
            return shares
        pull = np.zeros_like(shares)
        for row, text in enumerate(texts):
            for intent, score in topic_scores(text).items():
                pull[row, self.intents.index(intent)] = score
        pulled = np.maximum(shares, LEAST) * np.exp(lean * pull)
        return pulled / pulled.sum(axis=1, keepdims=True)

    def known(self, text: str) -> float:
        """Share of a text's words that some example has, 0 to 1: low for another language or a row of random keys."""
        words = [word for word in plain(text).split() if any(c.isalpha() for c in word)]
        seen = self._parts["words"].vocabulary_
        return sum(word in seen for word in words) / len(words) if words else 1.0

    def save(self, folder: Path) -> None:
        skops.io.dump(self._parts, folder / MODEL_FILE)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote. Raises FileNotFoundError if it is missing: an untrained model must never answer."""
        return cls(skops.io.load(folder / MODEL_FILE, trusted=["numpy.float64", "scipy.sparse._csr.csr_matrix"]))


def _features(parts: dict, texts: Sequence[str]) -> csr_matrix:
    spelt = [plain(text) for text in texts]
    signs = [topic_signs(text) for text in texts]
    return hstack(
        [
            parts["words"].transform(spelt),
            parts["even"].transform([people(text) for text in spelt]),
            parts["letters"].transform(spelt),
            parts["topics"].transform(signs),
        ],
        format="csr",
    )
