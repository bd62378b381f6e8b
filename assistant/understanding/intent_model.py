"""The model behind the intents: words and letter groups, weighed by a linear model. Trains in seconds, needs no download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from assistant.understanding.intent_text import plain

MODEL_FILE = "intents.skops"
SURENESS = 30.0  # C of the regression: tuned by cross-validation on the training examples only


class IntentModel:
    """Probabilities of every intent for a piece of text."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.intents: list[str] = [str(name) for name in pipeline.classes_]

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Fit on texts and their intents. Raises ValueError when there are fewer than two intents."""
        features = FeatureUnion([
            ("words", TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True)),
            ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)),
        ])
        head = LogisticRegression(C=SURENESS, class_weight="balanced", max_iter=300, tol=1e-3)
        return cls(Pipeline([("features", features), ("head", head)]).fit([plain(t) for t in texts], list(intents)))

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text, one column an intent, in the order of `intents`."""
        return self.pipeline.predict_proba([plain(text) for text in texts])

    def save(self, folder: Path) -> None:
        skops.io.dump(self.pipeline, folder / MODEL_FILE)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote. Raises FileNotFoundError if it is missing: an untrained model must never answer."""
        return cls(skops.io.load(folder / MODEL_FILE, trusted=["numpy.float64", "scipy.sparse._csr.csr_matrix"]))
