"""What danger means, whatever its words. It adds to what the words weigh.

The encoder was taught what danger is (encoder_fit.py), so one linear head over its vectors is enough. The head is in danger_meaning.npz, made
by `make danger-net` of those examples that the encoder was never shown: of the others it is surer than it will be of a stranger's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.understanding.danger_examples import Example
from assistant.understanding.encoder_lessons import as_read
from kinship.danger_features import Part, parts
from kinship.danger_net import PUT_TOGETHER, DangerNet, Reading, crowd
from kinship.safety_hits import hits
from kinship.safety_phrases import book
from kinship.safety_text import Token, clean, read

WEIGHTS = Path(__file__).with_name("danger_meaning.npz")
SURENESS = 3.0  # C of the regression
WORDS_COUNT = 0.75  # how much the score of the words counts beside that of their meaning
EACH_MORE = 2.0  # as kinship.danger_net.EACH_MORE, for the sum of both: meaning is easier misled by a long story
READ_AGAIN = -6.3  # a part the words weigh lower is not read again: meaning never made a danger of one


class Encoder(Protocol):
    """Texts as rows of length 1."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


class DangerMeaning:
    """How much nearer a sentence is to danger than to harmless ones, as a score to add to that of its words."""

    def __init__(self, encoder: Encoder, weights: np.ndarray, offset: float) -> None:
        self.encoder, self._weights, self._offset = encoder, weights, offset

    @classmethod
    def fit(cls, encoder: Encoder, rows: np.ndarray, danger: Sequence[bool]) -> DangerMeaning:
        """Learn from encoded examples and whether each is danger."""
        head = LogisticRegression(C=SURENESS, solver="liblinear", tol=1e-3).fit(rows, danger)
        return cls(encoder, head.coef_[0], float(head.intercept_[0]))

    @classmethod
    def learn(cls, encoder: Encoder, examples: Sequence[Example]) -> DangerMeaning:
        return cls.fit(
            encoder, encoder.encode([as_read(each.text) for each in examples]), [each.danger for each in examples]
        )

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """One score a text: above 0 means danger."""
        return self.of_rows(self.encoder.encode(texts))

    def of_rows(self, rows: np.ndarray) -> np.ndarray:
        """The same for texts that are encoded already."""
        return rows.astype(np.float64) @ self._weights + self._offset

    def save(self, path: Path = WEIGHTS, *, made_of: str = "") -> None:
        """Keep the weights. `made_of`: the fingerprint of the examples (danger_fit.made_of)."""
        with path.open("wb") as file:
            np.savez(
                file,
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
            return cls(encoder, kept["weights"], float(kept["offset"]))


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
    if found is None or found.score < net.threshold_with_phrase:
        return None
    if found.score < net.threshold_with_meaning and not _with_phrase(found, tokens):
        return None
    return found, cleaned[tokens[found.first].start : tokens[found.last - 1].end]


def _with_phrase(found: Reading, tokens: Sequence[Token]) -> bool:
    """Does a danger phrase stand in what was found, too weak to speak at the door by itself? Then less is needed of the meaning."""
    return any(hit.first < found.last and found.first < hit.last for hit in hits(tokens, book()))


def most_dangerous(tokens: Sequence[Token], cleaned: str, net: DangerNet, meaning: DangerMeaning) -> Reading | None:
    """The most dangerous part, whatever its score; None where no part is worth reading twice."""
    read_apart = parts(tokens)
    many = EACH_MORE * crowd(read_apart)
    weighed = [(net.score(part.words) - (0 if part.alone else PUT_TOGETHER), part) for part in read_apart]
    likely = [each for each in weighed if each[0] - many >= READ_AGAIN]
    if not likely:
        return None
    added = meaning.scores([cleaned[tokens[part.first].start : tokens[part.last - 1].end] for _, part in likely])
    (score, part) = max(
        ((WORDS_COUNT * score + float(more) - many, part) for (score, part), more in zip(likely, added, strict=True)),
        key=lambda each: each[0],
    )
    return _reading(score, part, net)


def _reading(score: float, part: Part, net: DangerNet) -> Reading:
    return Reading(score, *net.label(part.words), part.first, part.last)
