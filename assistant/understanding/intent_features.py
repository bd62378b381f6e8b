"""What the intent model sees of a text: its words, letter groups and meaning, and those of the part that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.understanding.intent_text import asking_part, asks, people, plain
from assistant.understanding.spelling import repaired

# Every block has rows of length 1 before its weight. Chosen by cross-validation on the training examples and half a of the messages kept apart.
WHOLE, MEANING_OF_WHOLE = 1.0, 2.0
ASKING, MEANING_OF_ASKING = 0.5, 1.0
LONG, TINY = 40, 4  # words
Encode = Callable[[Sequence[str]], np.ndarray]


class IntentFeatures:
    """Texts in, one sparse row each out. Without `encode` the blocks of meaning are empty, and the width is the same."""

    def __init__(self, parts: dict[str, TfidfVectorizer], dimensions: int, encode: Encode | None) -> None:
        self.parts, self.dimensions, self._encode = parts, dimensions, encode

    @classmethod
    def fit(cls, texts: Sequence[str], dimensions: int, encode: Encode | None) -> IntentFeatures:
        """Learn which words and letters there are."""
        spelt = [plain(text) for text in texts]
        words = {"token_pattern": r"\S+", "ngram_range": (1, 2)}
        letters = {"analyzer": "char_wb", "ngram_range": (2, 5)}
        parts = {
            "words": _tfidf(min_df=2, **words).fit(spelt),
            "even": _tfidf(min_df=2, **words).fit([people(text) for text in spelt]),
            "letters": _tfidf(min_df=3, **letters).fit(spelt),
        }
        return cls(parts, dimensions, encode)

    @property
    def reads_meaning(self) -> bool:
        return self._encode is not None

    def of(self, texts: Sequence[str], meant: np.ndarray | None = None) -> csr_matrix:
        """One row a text. `meant`: their meaning, where it is known already."""
        asking = [asking_part(text) for text in texts]
        spelt, asked = [plain(text) for text in texts], [plain(text) for text in asking]
        if meant is None:
            meant = self.meaning(texts)
        blocks = [
            self.parts["words"].transform(spelt) * WHOLE,
            self.parts["even"].transform([people(text) for text in spelt]) * WHOLE,
            self.parts["letters"].transform(spelt) * WHOLE,
            self.parts["words"].transform(asked) * ASKING,
            self.parts["letters"].transform(asked) * ASKING,
            csr_matrix([_signs(text, part) for text, part in zip(texts, asking, strict=True)], dtype=np.float32),
            self._block(meant, MEANING_OF_WHOLE, len(texts)),
            self._block(self._of_asking(texts, asking, meant), MEANING_OF_ASKING, len(texts)),
        ]
        return hstack(blocks, format="csr", dtype=np.float32)

    def meaning(self, texts: Sequence[str]) -> np.ndarray | None:
        """One row of length 1 a text; None without the encoder."""
        return None if self._encode is None else self._encode([repaired(text) for text in texts])

    def _of_asking(self, texts: Sequence[str], asking: Sequence[str], meant: np.ndarray | None) -> np.ndarray | None:
        """Most messages are all question: their meaning is known already."""
        apart = [row for row, part in enumerate(asking) if part != texts[row]]
        if meant is None or not apart:
            return meant
        rows = meant.copy()
        rows[apart] = self.meaning([asking[row] for row in apart])
        return rows

    def _block(self, rows: np.ndarray | None, weight: float, count: int) -> csr_matrix:
        return csr_matrix((count, self.dimensions), dtype=np.float32) if rows is None else csr_matrix(rows * weight)


def _tfidf(**options: object) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **options)


def _signs(text: str, part: str) -> list[float]:
    words = len(text.split())
    return [float(asks(part)), float(text.rstrip().endswith("?")), float(words > LONG), float(words < TINY)]
