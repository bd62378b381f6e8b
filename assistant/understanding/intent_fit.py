"""Chooses the bounds of intent_thresholds.yml on the training examples, each read by a model that did not see it.

`python -m assistant.understanding.intent_fit` prints what each bound means and writes the file; the floors of the tests check it again on
messages kept apart.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold

from assistant.understanding.intent_model import OUT, Encoder, IntentModel
from assistant.understanding.intent_thresholds import FILE
from assistant.understanding.sentence_encoder import SentenceEncoder
from kinship import yaml_text

ROOT = Path(__file__).parents[2]
FOLDS, SEED = 4, 7
REFUSED = 0.03  # of what we can help with may be refused
ANSWERED_OUT = 0.02  # of what we cannot help with may be answered as if we could
HEADER = """# Bounds on `sure` and on the share of the best intent (intent_model.py), chosen by `python -m assistant.understanding.intent_fit`
# on the training examples, each read by a model that had not seen it. Never edit by hand.
"""


def examples(root: Path = ROOT) -> tuple[list[str], list[str]]:
    """Texts and intents of data/*/nlu/*.yml, as Rasa reads them."""
    texts: list[str] = []
    intents: list[str] = []
    for path in sorted(root.glob("data/*/nlu/*.yml")):
        for entry in yaml_text.load(path.read_text("utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                texts.append(line.removeprefix("- "))
                intents.append(entry["intent"])
    return texts, intents


def bounds(texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None) -> dict[str, float]:
    """The three bounds, and under `seen` what they did in cross-validation."""
    sure, share, right, topic = _unseen(texts, intents, encoder)
    out = np.array([name == OUT for name in intents])
    refuse = float(np.quantile(sure[~out], REFUSED))
    bound = _more_often_right(share[~out & topic], right[~out & topic])
    answered_out = np.sort(sure[out & topic & (share >= bound)])[::-1]
    allowed = int(ANSWERED_OUT * out.sum())
    answer = max(refuse, float(answered_out[allowed]) if len(answered_out) > allowed else refuse)
    acted = topic & ~out & (sure >= answer) & (share >= bound)
    seen = {
        "out_of_scope_refused": float((sure[out] < refuse).mean()),
        "out_of_scope_answered": float((topic & out & (sure >= answer) & (share >= bound)).sum() / out.sum()),
        "topics_answered": float(acted.sum() / (topic & ~out).sum()),
        "right_of_answered": float(right[acted].mean()),
    }
    chosen = {"answer": answer, "refuse": refuse, "share": bound}
    return {name: round(each, 3) for name, each in (chosen | seen).items()}


def _unseen(
    texts: Sequence[str], intents: Sequence[str], encoder: Encoder | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each example: `sure`, the share of the best intent, whether that is right, and whether it is a question about help."""
    told, named = np.array(texts, dtype=object), np.array(intents)
    sure, share = np.zeros(len(told)), np.zeros(len(told))
    right, topic = np.zeros(len(told), bool), np.zeros(len(told), bool)
    for taught, apart in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(told, named):
        model = IntentModel.train(list(told[taught]), list(named[taught]), encoder)
        for row, weighed in zip(apart, model.weigh(list(told[apart])), strict=True):
            best = model.intents[int(weighed.shares.argmax())]
            sure[row], share[row] = weighed.sure, weighed.shares.max()
            right[row], topic[row] = best == named[row], best.startswith("ask_")
    return sure, share, right, topic


def _more_often_right(share: np.ndarray, right: np.ndarray) -> float:
    """The share from which a guess is more often right than wrong."""
    steps = np.arange(0.1, 0.9, 0.05)
    for low in steps:
        here = (share >= low) & (share < low + 0.1)
        if here.any() and right[here].mean() > 0.5:
            return float(low)
    return float(steps[-1])


def main() -> int:
    texts, intents = examples()
    encoder = SentenceEncoder.load()
    if encoder is None:
        sys.stderr.write("The sentence encoder is needed to choose the bounds with it.\n")
        return 1
    told = {"with_encoder": bounds(texts, intents, encoder), "without_encoder": bounds(texts, intents, None)}
    FILE.write_text(HEADER + yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    sys.stdout.write(yaml.safe_dump(told, sort_keys=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
