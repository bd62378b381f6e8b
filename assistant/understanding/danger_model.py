"""The learned net for danger: is there danger in these words, of which kind, and how urgent. Linear; trained in seconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.understanding.danger_examples import Example
from assistant.understanding.danger_views import SEEN_IN, VIEWS, View, features, matrix, spelt
from assistant.understanding.intent_text import pieces

MODEL_FILES = ("danger.json", "danger.npz")
SURENESS = 10.0  # C of the regressions: between 3 and 30 cross-validation moves by a point
LONGEST_WHOLE = 60  # words; in a longer message one sentence of danger drowns, so only its parts are read
LONGEST_JOINED = 40  # words of this message and those before it, read as one
TAKES_PART = 1.5  # how much this message must add to those before it
PUT_TOGETHER = 0.75  # how much surer to be of sentences put together: their words meet by chance
MANY, EACH_MORE = 8, 0.3  # sentences; of more, one sounds like danger by chance, so the net must be surer
SURE_OF_KIND, SURE_OF_EMERGENCY = 0.6, 0.7
MOST_READ = 60  # pieces of one message
EMERGENCY, SOON = "emergency", "soon"


class Raised(NamedTuple):
    """Danger the net is sure of. `kind` is None where it cannot tell which; `matched` is the part it was read in."""

    kind: str | None
    urgency: str
    matched: str
    score: float


class DangerModel:
    """Scores of lines, and the threshold from which a message is danger."""

    def __init__(self, views: dict[str, View], heads: dict[str, np.ndarray], kinds: Sequence[str], threshold: float):
        self.views, self.kinds, self.threshold = views, list(kinds), threshold
        self._heads = heads
        self._of_danger = np.ascontiguousarray(heads["weights"][:, 0])
        self._starts = [int(start) for start in np.cumsum([0, *(len(views[name].names) for name in VIEWS)])]

    @classmethod
    def fit(cls, examples: Sequence[Example], threshold: float = 0.0) -> DangerModel:
        """Weights from the examples. The threshold is not chosen here (danger_threshold.chosen)."""
        lines = [features(spelt(example.text)) for example in examples]
        views = {name: View.learn([line[name] for line in lines], SEEN_IN[name]) for name in VIEWS}
        rows = matrix(views, lines)
        told = [number for number, example in enumerate(examples) if example.kind]
        kinds = _head(rows[told], [examples[number].kind for number in told])
        danger = _head(rows, [example.danger for example in examples])
        urgency = _head(rows[told], [examples[number].urgency == EMERGENCY for number in told])
        heads = {
            "weights": np.vstack([danger.coef_, urgency.coef_, kinds.coef_]).T.astype(np.float32),
            "offsets": np.concatenate([danger.intercept_, urgency.intercept_, kinds.intercept_]).astype(np.float32),
        }
        return cls(views, heads, [str(kind) for kind in kinds.classes_], threshold)

    def read(self, text: str, recent: Sequence[str] = ()) -> Raised:
        """The most dangerous part of a message, whatever its score. Empty text scores nothing."""
        alone, together = parts_of(text)
        scored = [(self._danger(part), part) for part in alone]
        scored += [(self._danger(part) - PUT_TOGETHER, part) for part in together]
        joined = joined_with(text, recent)
        if joined:
            score = self._danger(joined)
            if score > self._danger(joined_with("", recent) or "") + TAKES_PART:
                scored.append((score - PUT_TOGETHER, joined))
        if not scored:
            return Raised(None, SOON, "", float("-inf"))
        score, part = max(scored, key=lambda each: each[0])
        return Raised(*self._labels(part), part, score - EACH_MORE * float(np.log(max(1, len(alone) / MANY))))

    def _danger(self, text: str) -> float:
        """Above 0: more likely danger than not."""
        places, weights = self._row(text)
        return float(weights @ self._of_danger[places] + self._heads["offsets"][0])

    def _labels(self, text: str) -> tuple[str | None, str]:
        """Kind (None where no one kind is likely enough) and urgency."""
        places, weights = self._row(text)
        urgency, *kinds = weights @ self._heads["weights"][places, 1:] + self._heads["offsets"][1:]
        shares = np.exp(np.array(kinds) - max(kinds))
        best = int(shares.argmax())
        kind = self.kinds[best] if shares[best] / shares.sum() >= SURE_OF_KIND else None
        return kind, EMERGENCY if 1 / (1 + np.exp(-float(urgency))) >= SURE_OF_EMERGENCY else SOON

    def _row(self, text: str) -> tuple[list[int], np.ndarray]:
        line, places, weights = features(spelt(text)), [], []
        for start, name in zip(self._starts, VIEWS, strict=False):
            at, each = self.views[name].row(line[name])
            places += [start + place for place in at]
            weights.append(each)
        return places, np.concatenate(weights)

    def heard(self, text: str, recent: Sequence[str] = ()) -> Raised | None:
        """Danger, where the net is sure; else None. Any text will do."""
        raised = self.read(text, recent)
        return raised if raised.score >= self.threshold else None

    def save(self, folder: Path) -> None:
        told = {name: view.names for name, view in self.views.items()}
        (folder / MODEL_FILES[0]).write_text(
            json.dumps({"views": told, "kinds": self.kinds, "threshold": self.threshold}), "utf-8"
        )
        np.savez(folder / MODEL_FILES[1], **self._heads, **{name: view.rarity for name, view in self.views.items()})

    @classmethod
    def load(cls, folder: Path) -> DangerModel:
        """Read what `save` wrote. Raises FileNotFoundError if it is missing."""
        told = json.loads((folder / MODEL_FILES[0]).read_text("utf-8"))
        with np.load(folder / MODEL_FILES[1]) as kept:
            views = {name: View(told["views"][name], kept[name]) for name in VIEWS}
            heads = {name: kept[name] for name in ("weights", "offsets")}
        return cls(views, heads, told["kinds"], told["threshold"])


def parts_of(text: str) -> tuple[list[str], list[str]]:
    """Each sentence; then each with the one after it, and the whole of a message that is not long."""
    alone = pieces(text)
    if len(alone) > MOST_READ:  # the first and the last: danger is told at the end
        alone = alone[: MOST_READ // 2] + alone[-MOST_READ // 2 :]
    pairs = [f"{one} {after}" for one, after in zip(alone, alone[1:], strict=False)]
    whole = [" ".join(alone)] if len(alone) > 2 and len(text.split()) <= LONGEST_WHOLE else []
    return alone, [*pairs, *whole]


def joined_with(text: str, recent: Sequence[str]) -> str | None:
    """This message and as many of those just before it as are short enough to be one sentence cut in parts."""
    parts, words = [text] if text else [], len(text.split())
    for earlier in reversed([str(each) for each in recent]):
        words += len(earlier.split())
        if words > LONGEST_JOINED:
            break
        parts.insert(0, earlier)
    return " ".join(parts) if len(parts) > (1 if text else 0) else None


def _head(rows, labels) -> LogisticRegression:
    return LogisticRegression(C=SURENESS, max_iter=400, tol=1e-3).fit(rows, labels)
