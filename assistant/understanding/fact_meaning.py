"""Facts that no pattern reads, by what a clause means: one linear head an answer over its words, letter groups and sentence vector.

The weights are in fact_meaning.npz, made by `python -m assistant.understanding.fact_fit` (docs/decisions/0029). The rules come first: this only
finds what they have nothing for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.understanding.clauses import Clause
from assistant.understanding.fact_features import MEANING_WEIGHS, VIEWS, Weigher, features, spoken
from assistant.understanding.message_text import NEGATORS, Told
from assistant.understanding.sentence_encoder import SentenceEncoder

WEIGHTS = Path(__file__).with_name("fact_meaning.npz")
LONGEST = 45  # words of a clause: what is longer was never cut, and says too much at once
SHORTEST = 2
ASKED_FOR = 1.0  # of the fact that was just asked, so much less sureness will do
# What is wished, feared or supposed is not told.
SUPPOSED = frozenset("if whether unless wish would might maybe perhaps should hope suppose imagine wonder".split())
Answer = tuple[str, str]


class Encoder(Protocol):
    """Texts as rows of length 1."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


@dataclass(frozen=True)
class Heads:
    """Weights of every answer: of features and of meaning (a column each), and where it is taken to be told."""

    answers: tuple[Answer, ...]
    words: np.ndarray
    meaning: np.ndarray
    offset: np.ndarray
    threshold: np.ndarray
    worth: np.ndarray  # below this by words alone, meaning is not looked at
    affirmed: np.ndarray  # 1 where no clause with "not" or "never" tells it


@dataclass(frozen=True)
class Heard:
    """An answer that a clause tells, and by how much it is over its threshold."""

    answer: Answer
    clause: Clause
    over: float


class FactMeaning:
    """What clauses tell, by weights and an encoder of the name they were learnt with."""

    def __init__(self, encoder: Encoder, weigher: Weigher, heads: Heads) -> None:
        self.encoder, self._weigher, self.heads = encoder, weigher, heads

    @classmethod
    def load(cls, encoder: Encoder, path: Path = WEIGHTS) -> FactMeaning | None:
        """Read what `save` wrote. None where there is none, or it was learnt with another encoder."""
        if not path.exists():
            return None
        with np.load(path) as kept:
            if str(kept["encoder"]) != encoder.name:
                return None
            names = {view: str(kept[f"names_{view}"]).split("\n") for view in VIEWS}
            rarity = {view: kept[f"rarity_{view}"].astype(np.float32) for view in VIEWS}
            answers = tuple(tuple(line.split("=", 1)) for line in str(kept["answers"]).split("\n"))
            parts = {
                part: kept[part].astype(np.float32)
                for part in ("words", "meaning", "offset", "threshold", "worth", "affirmed")
            }
            return cls(encoder, Weigher(names, rarity), Heads(answers, **parts))

    def save(self, path: Path = WEIGHTS, *, made_of: str) -> None:
        """Keep the weights in half precision. `made_of`: the fingerprint of what they were learnt from."""
        heads, weigher = self.heads, self._weigher
        parts: dict[str, Any] = {f"names_{view}": "\n".join(weigher.names[view]) for view in VIEWS}
        parts |= {f"rarity_{view}": weigher.rarity[view].astype(np.float16) for view in VIEWS}
        parts |= {part: getattr(heads, part).astype(np.float16) for part in ("words", "meaning", "worth", "affirmed")}
        parts |= {part: getattr(heads, part).astype(np.float32) for part in ("offset", "threshold")}
        parts |= {"answers": "\n".join(map("=".join, heads.answers)), "encoder": self.encoder.name, "made_of": made_of}
        with path.open("wb") as file:
            np.savez_compressed(file, **parts)

    def heard(self, told: Told, asked: str | None = None) -> list[Heard]:
        """Every answer that a clause tells, the surest first."""
        heads = self.heads
        read = [clause for clause in told.clauses if _may_tell(told, clause)]
        if not read:
            return []
        texts = [told.texts(clause) for clause in read]
        scores = np.stack([self.by_words(words) for words in texts])
        least = heads.threshold - np.array([ASKED_FOR * (fact == asked) for fact, _ in heads.answers], np.float32)
        denied = np.array([[bool(NEGATORS & set(words))] for words in texts]) & (heads.affirmed > 0)
        possible = (scores >= heads.worth) & ~denied
        likely = np.flatnonzero(possible.any(axis=1))
        if not len(likely):
            return []
        meant = self.encoder.encode([spoken(texts[row]) for row in likely]) * MEANING_WEIGHS
        over = np.where(possible[likely], scores[likely] + meant @ heads.meaning - least, -1)
        out = [
            Heard(heads.answers[head], read[likely[row]], float(over[row, head]))
            for row, head in np.argwhere(over >= 0)
        ]
        return sorted(out, key=lambda heard: -heard.over)

    def by_words(self, words: Sequence[str]) -> np.ndarray:
        """The score of each answer by features alone."""
        places, values = self._weigher.of(features(words))
        return values.astype(np.float32) @ self.heads.words[places] + self.heads.offset


def _may_tell(told: Told, clause: Clause) -> bool:
    words = told.texts(clause)
    return not clause.question and SHORTEST <= len(words) <= LONGEST and not SUPPOSED & set(words)


def made_of(path: Path = WEIGHTS) -> str:
    """The fingerprint of what the shipped weights were learnt from; empty where there are none."""
    if not path.exists():
        return ""
    with np.load(path) as kept:
        return str(kept["made_of"])


@lru_cache(maxsize=1)
def fact_meaning() -> FactMeaning | None:
    """The shipped reader; None without the sentence encoder: then only the rules read."""
    encoder = SentenceEncoder.load()
    return None if encoder is None else FactMeaning.load(encoder)
