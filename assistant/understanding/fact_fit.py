"""Makes the weights of the learned reader of facts: `python -m assistant.understanding.fact_fit` (fact_meaning.npz)."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from assistant.understanding import fact_meaning
from assistant.understanding.fact_examples import CASE, OVERHEARD, WRITTEN, Answer, Example, all_examples, made_of
from assistant.understanding.fact_features import MEANING_WEIGHS, Weigher, features, spoken
from assistant.understanding.fact_meaning import SUPPOSED, FactMeaning, Heads
from assistant.understanding.message_text import NEGATORS
from assistant.understanding.sentence_encoder import SentenceEncoder, encoder_state

# Facts of which rules miss much, and which clauses tell one by one. Ages, dates, places and numbers stay with the rules.
FACTS = frozenset(
    """
    parents_situation who_arranged related_by carer_relationship council_pointers stay_length writer fostering_status
    social_worker_involved placed_by_another_council carer_under_18 has_parental_responsibility
""".split()
)
SEEN_IN = {"words": 2, "letters": 3}
FEWEST = 5  # clauses that tell an answer
FOLDS = 4
SURENESS = 10.0  # C of the regressions
# How much a clause counts: one written for the fact, one of another fact's file or a case of the rules, and one that was only overheard.
COUNTS = {"own": 1.0, WRITTEN: 0.5, CASE: 0.7, OVERHEARD: 0.4}
STEPS = 120
TEACHES_ONE_IN = 3  # of the clauses overheard that tell nothing; the others only choose thresholds
TELLING_COUNTS = 3.0  # so many times as much where the answer is told
# Of overheard clauses in which the rules read nothing of the fact, so few may be over its threshold; of the others so many must be right.
OVERHEARD_SHARE, RIGHT_SHARE = 0.0008, 0.92
LOWEST = -0.5
PASSED_BY_WORDS = 0.97
DENIED_SHARE = 0.06


class Learnt:
    """All clauses as features and meaning, and heads fitted to some of them."""

    def __init__(self, examples: Sequence[Example], encoder: SentenceEncoder) -> None:
        self.examples = examples
        lines = [features(example.words) for example in examples]
        kept = [line for line, example in zip(lines, examples, strict=True) if example.source != OVERHEARD]
        self.weigher = Weigher.fit(kept, SEEN_IN)
        found = [self.weigher.of(line) for line in lines]
        ends = np.cumsum([0, *(len(places) for places, _ in found)])
        values, places = np.concatenate([v for _, v in found]), np.concatenate([p for p, _ in found])
        self.words = csr_matrix((values, places, ends), shape=(len(lines), self.weigher.size), dtype=np.float32)
        self.meant = encoder.encode([spoken(example.words) for example in examples]) * MEANING_WEIGHS
        told = Counter(answer for example in examples for answer in example.told if answer[0] in FACTS)
        self.answers = sorted(answer for answer, count in told.items() if count >= FEWEST)
        self.told = np.array([[answer in example.told for answer in self.answers] for example in examples])
        own = np.array([[example.fact == fact for fact, _ in self.answers] for example in examples])
        source = np.array([[COUNTS[example.source]] for example in examples])
        self.counts = np.where(own, 1.0, source) * np.where(self.told, TELLING_COUNTS, 1.0)
        overheard = np.cumsum([example.source == OVERHEARD and not example.told for example in examples])
        nothing = np.array([example.source == OVERHEARD and not example.told for example in examples])
        self.teaches = ~nothing | (overheard % TEACHES_ONE_IN == 0)

    def heads(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weights of features, weights of meaning and offsets of every answer, learnt from those rows: logistic regressions, all in one."""
        words, meant, counts = self.words[rows], self.meant[rows], self.counts[rows]
        back, sign = words.T.tocsr(), np.where(self.told[rows], 1.0, -1.0)
        size, width, many = words.shape[1], meant.shape[1], len(self.answers)

        def lost(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = flat.reshape(-1, many)
            margin = sign * (words @ weights[:size] + meant @ weights[size:-1] + weights[-1])
            wrong = -sign * counts * SURENESS / (1 + np.exp(np.clip(margin, -30, 30)))
            slope = np.vstack([back @ wrong, meant.T @ wrong, wrong.sum(axis=0)])
            slope[:-1] += weights[:-1]
            loss = SURENESS * (counts * np.logaddexp(0, -margin)).sum() + 0.5 * (weights[:-1] ** 2).sum()
            return float(loss), slope.ravel()

        start = np.zeros((size + width + 1, many))
        start[-1] = -4.0
        best = minimize(lost, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
        weights = best.reshape(-1, many)
        return weights[:size], weights[size:-1], weights[-1]

    def apart(self) -> tuple[np.ndarray, np.ndarray]:
        """Scores of every clause by heads that have not seen it: by words, and with meaning."""
        fold = np.arange(len(self.examples)) % FOLDS
        by_words = np.zeros(self.told.shape)
        whole = np.zeros(self.told.shape)
        for each in range(FOLDS):
            words, meaning, offsets = self.heads((fold != each) & self.teaches)
            here = fold == each
            by_words[here] = self.words[here] @ words + offsets
            whole[here] = by_words[here] + self.meant[here] @ meaning
        return by_words, whole


def fit(examples: Sequence[Example], encoder: SentenceEncoder) -> FactMeaning:
    """Heads learnt from all clauses, with thresholds chosen on scores of clauses that were kept apart."""
    learnt = Learnt(examples, encoder)
    by_words, whole = learnt.apart()
    affirmed = np.array([_affirmed(examples, answer) for answer in learnt.answers])
    bounds = np.array([_bounds(learnt, at, by_words[:, at], whole[:, at], affirmed[at]) for at in range(len(affirmed))])
    heads = Heads(tuple(learnt.answers), *learnt.heads(learnt.teaches), bounds[:, 0], bounds[:, 1], affirmed)
    return FactMeaning(encoder, learnt.weigher, heads)


def _affirmed(examples: Sequence[Example], answer: Answer) -> bool:
    told = [example for example in examples if answer in example.told and example.source == WRITTEN]
    return sum(bool(NEGATORS & set(example.words)) for example in told) <= DENIED_SHARE * len(told)


def _bounds(learnt: Learnt, at: int, by_words: np.ndarray, score: np.ndarray, affirmed: bool) -> tuple[float, float]:
    """The threshold, and the least that words alone must weigh."""
    answer, told = learnt.answers[at], learnt.told[:, at]
    heard = np.array(
        [not SUPPOSED & set(e.words) and not (affirmed and NEGATORS & set(e.words)) for e in learnt.examples]
    )
    silent = np.array([e.source == OVERHEARD and all(f != answer[0] for f, _ in e.told) for e in learnt.examples])
    others = np.array([e.source != OVERHEARD for e in learnt.examples])
    threshold = LOWEST
    most = OVERHEARD_SHARE * silent.sum()
    for threshold in sorted({LOWEST, *score[(score > LOWEST) & heard]}):
        over = heard & (score >= threshold)
        right, wrong = (over & others & told).sum(), (over & others & ~told).sum()
        if (over & silent).sum() <= most and right >= RIGHT_SHARE * (right + wrong):
            break
    found = told & heard & others & (score >= threshold)
    worth = np.quantile(by_words[found], 1 - PASSED_BY_WORDS) if found.any() else threshold
    written = np.array([e.source == WRITTEN for e in learnt.examples])
    sys.stdout.write(
        f"{'='.join(answer):55} threshold {threshold:5.2f}  worth {worth:6.2f}  written: "
        f"{(found & written).sum()}/{(told & written).sum()} right, {(heard & written & ~told & (score >= threshold)).sum()} wrong"
        f"  overheard {(heard & silent & (score >= threshold)).sum()}\n"
    )
    return float(threshold), float(worth)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the weights are made of today's clauses")
    if parser.parse_args().check:
        if fact_meaning.made_of() != made_of():
            sys.stderr.write(
                "fact_meaning.npz is not made of today's clauses. Mend: python -m assistant.understanding.fact_fit\n"
            )
            return 1
        return 0
    encoder = SentenceEncoder.load()
    if encoder is None:
        sys.stderr.write(f"The sentence encoder is not here: {encoder_state().reason}\n")
        return 1
    examples = all_examples()
    fit(examples, encoder).save(made_of=made_of())
    sys.stdout.write(f"{len(examples)} clauses, {dict(Counter(example.source for example in examples))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
