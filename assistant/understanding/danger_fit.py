"""Makes the weights of both learned nets from the written examples: `make danger-net` (kinship/danger_net.json.gz, danger_meaning.npz)."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from assistant.understanding import danger_meaning
from assistant.understanding.danger_examples import Example, all_examples, told_by_intents
from assistant.understanding.danger_meaning import DangerMeaning
from assistant.understanding.encoder_lessons import kept_apart
from assistant.understanding.sentence_encoder import SentenceEncoder, encoder_state
from kinship.danger_features import VIEWS, features, labelling, plain
from kinship.danger_net import EMERGENCY, WEIGHTS, DangerNet, net
from kinship.safety_phrases import book
from kinship.safety_text import clean, read

ROOT = Path(__file__).parents[2]
SEEN_IN = {"words": 1, "letters": 2, "signs": 1, "groups": 2}  # a feature is kept if at least so many lines have it
LABELS_SEEN_IN = 3
# Chosen on the third, fourth and fifth held-back sets: the fewest false alarms with the danger heard that must be (decisions 14, 25, 28).
THRESHOLD, THRESHOLD_WITH_MEANING, THRESHOLD_WITH_PHRASE = 1.0, 0.4, 0.0
SURENESS, SURENESS_OF_LABELS = 30.0, 10.0  # C of the regressions
MADE_OF = (
    "assistant/understanding/danger_examples/*.yml",
    "assistant/understanding/danger_examples.py",
    "assistant/understanding/danger_fit.py",
    "assistant/understanding/danger_grouping.py",
    "assistant/understanding/danger_meaning.py",
    "assistant/understanding/danger_threshold.py",
    "assistant/understanding/encoder_lessons.py",
    "data/*/nlu/*.yml",
    "kinship/danger_features.py",
    "kinship/danger_groups.*",
    "kinship/danger_signs.*",
    "kinship/safety_text.py",
    "kinship/safety_phrases/*.yml",
)


def words_of(text: str) -> tuple[str, ...]:
    """An example's words as the net reads them."""
    return plain(read(clean(text), book().spelling))


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """The weights, as danger_net.json.gz holds them."""
    read_as = [words_of(example.text) for example in examples]
    lines = [features(words) for words in read_as]
    known = {view: _known([line[view] for line in lines], SEEN_IN[view]) for view in VIEWS}
    rows, starts = _matrix(lines, known)
    head = _head(rows, [example.danger for example in examples], SURENESS)
    weights = np.round(head.coef_[0] * 1000).astype(int)
    views = {}
    for view, start in zip(VIEWS, starts, strict=True):
        names, rarity = known[view]
        here = weights[start : start + len(names)]
        views[view] = {
            "names": names,
            "rarity": [int(each) for each in np.round(rarity * 100)],
            "weight": [int(each) for each in here],
        }
    labels, offsets, kinds = _labels(examples, read_as)
    return {
        "threshold": THRESHOLD,
        "threshold_with_meaning": THRESHOLD_WITH_MEANING,
        "threshold_with_phrase": THRESHOLD_WITH_PHRASE,
        "kinds": kinds,
        "offset": round(float(head.intercept_[0]), 4),
        "views": views,
        "labels": labels,
        "label_offsets": offsets,
    }


def made_of(root: Path = ROOT) -> str:
    """A fingerprint of everything the weights depend on."""
    sum_of = hashlib.sha256()
    for pattern in MADE_OF:
        for path in sorted(root.glob(pattern)):
            sum_of.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sum_of.hexdigest()


def write(told: dict[str, Any], path: Path = WEIGHTS) -> None:
    """The same weights make the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
        file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


def _known(lines: Sequence[Sequence[str]], seen_in: int) -> tuple[list[str], np.ndarray]:
    lines_with = Counter(feature for line in lines for feature in set(line))
    names = sorted(name for name, times in lines_with.items() if times >= seen_in)
    times = np.array([lines_with[name] for name in names], dtype=float)
    return names, np.log((1 + len(lines)) / (1 + times)) + 1


def _matrix(
    lines: Sequence[dict[str, list[str]]], known: dict[str, tuple[list[str], np.ndarray]]
) -> tuple[csr_matrix, list[int]]:
    """All lines as one sparse matrix, the views side by side and each of length one; and where each view begins."""
    place = {view: {name: at for at, name in enumerate(names)} for view, (names, _) in known.items()}
    starts = [int(start) for start in np.cumsum([0, *(len(known[view][0]) for view in VIEWS)])]
    places, values, ends = [], [], [0]
    for line in lines:
        for view, start in zip(VIEWS, starts, strict=False):
            counted = Counter(place[view][name] for name in line[view] if name in place[view])
            here = known[view][1][list(counted)] * (1 + np.log(np.fromiter(counted.values(), float, len(counted))))
            places += [start + at for at in counted]
            values.append(here / np.sqrt(here @ here) if len(here) else here)
        ends.append(len(places))
    return csr_matrix((np.concatenate(values), places, ends), shape=(len(lines), starts[-1])), starts[:-1]


def _labels(
    examples: Sequence[Example], read_as: Sequence[Sequence[str]]
) -> tuple[dict[str, list[int]], list[float], list[str]]:
    """Weights for urgency and each kind by feature, their offsets, and the kinds in order."""
    told = [(example, set(labelling(words))) for example, words in zip(examples, read_as, strict=True) if example.kind]
    names, _ = _known([list(found) for _, found in told], LABELS_SEEN_IN)
    place = {name: at for at, name in enumerate(names)}
    places, values, ends = [], [], [0]
    for _, found in told:
        here = [place[name] for name in sorted(found) if name in place]
        places += here
        values += [len(here) ** -0.5] * len(here) if here else []
        ends.append(len(places))
    rows = csr_matrix((values, places, ends), shape=(len(told), len(names)))
    urgency = _head(rows, [example.urgency == EMERGENCY for example, _ in told], SURENESS_OF_LABELS)
    kinds = _head(rows, [example.kind for example, _ in told], SURENESS_OF_LABELS)
    weights = np.round(np.vstack([urgency.coef_, kinds.coef_]).T * 100).astype(int)
    offsets = [round(float(each), 4) for each in (*urgency.intercept_, *kinds.intercept_)]
    return (
        {name: row.tolist() for name, row in zip(names, weights, strict=True)},
        offsets,
        [str(k) for k in kinds.classes_],
    )


def _head(rows: csr_matrix, labels: Sequence[Any], sureness: float) -> LogisticRegression:
    two = len(set(labels)) == 2
    return LogisticRegression(C=sureness, max_iter=400, tol=1e-3, solver="liblinear" if two else "lbfgs").fit(
        rows, labels
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only say whether the weights are made of today's examples"
    )
    parser.add_argument(
        "--cross-validate", action="store_true", help="only say how the nets do on examples they have not seen"
    )
    options = parser.parse_args()
    here = made_of()
    if options.check:
        with gzip.open(WEIGHTS, "rt", encoding="utf-8") as file:
            made = {WEIGHTS: json.load(file)["made_of"], danger_meaning.WEIGHTS: danger_meaning.made_of()}
        old = [path for path, of in made.items() if of != here]
        for path in old:
            sys.stderr.write(f"{path.relative_to(ROOT)}: not made of today's examples. Mend: make danger-net\n")
        return 1 if old else 0
    examples = all_examples(told_by_intents(ROOT))
    if options.cross_validate:
        return _cross_validate(examples)
    encoder = SentenceEncoder.load(tuned=True)
    if encoder is None:
        sys.stderr.write(f"The sentence encoder is not here: {encoder_state(tuned=True).reason}\n")
        return 1
    told = fit(examples)
    DangerNet(told)  # it can be read
    write({"made_of": here, **told})
    DangerMeaning.learn(encoder, [each for each in examples if kept_apart(each.source)]).save(made_of=here)
    sys.stdout.write(
        f"{len(examples)} examples, {sum(len(view['names']) for view in told['views'].values())} features\n"
    )
    return 0


def _cross_validate(examples: Sequence[Example]) -> int:
    from assistant.understanding.danger_threshold import cross_validated, shares

    encoder = SentenceEncoder.load(tuned=True)
    if encoder is None:
        sys.stderr.write(f"The sentence encoder is not here: {encoder_state(tuned=True).reason}\n")
        return 1
    for name, (by_words, with_meaning) in shares(cross_validated(examples, encoder), net()).items():
        sys.stdout.write(f"{name:12} the weights {by_words:6.1%}   with meaning {with_meaning:6.1%}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
