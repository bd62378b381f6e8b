"""Teaches the sentence encoder our own work and keeps the changes: `python -m assistant.understanding.encoder_fit` (encoder_tuning.npz).

It needs TensorFlow: `uv sync --group tensorflow` (docs/decisions/0024).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np

from assistant.understanding.danger_examples import SEED
from assistant.understanding.encoder_lessons import UNKNOWN, Lesson, Names, lessons
from assistant.understanding.encoder_tuning import TUNING, keep
from assistant.understanding.sentence_encoder import pieces_of, read_tokenizer
from assistant.understanding.sentence_encoder_build import TOKENIZER
from assistant.understanding.sentence_encoder_weights import EncoderMissing, checked_weights

ROUNDS = 2  # through all lessons
PIECES = 2048  # word pieces of one step
WIDTHS = (10, 14, 19, 26, 40, 64)  # of a step: what is longer is cut
SPEED, SPEED_OF_HEADS, WARMING = 1.5e-3, 5e-3, 0.06  # steps; the share of all in which they grow
INTENTS_AGAIN = 2  # each is shown so often in a round


def batches(pieces: Sequence[Sequence[int]], shown: Sequence[int], seed: int) -> list[tuple[int, list[int]]]:
    """The numbers of the lessons of each step, those of like length together, with their width; in mixed order."""
    chance = Random(seed)
    out = []
    by_width: dict[int, list[int]] = {width: [] for width in WIDTHS}
    for number in shown:
        by_width[next((width for width in WIDTHS if len(pieces[number]) <= width), WIDTHS[-1])].append(number)
    for width, numbers in by_width.items():
        chance.shuffle(numbers)
        size = PIECES // width
        numbers += [numbers[at % len(numbers)] for at in range(-len(numbers) % size)]  # a step more, of some twice
        out += [(width, numbers[at : at + size]) for at in range(0, len(numbers), size)]
    chance.shuffle(out)
    return out


def fit(told: Sequence[Lesson], names: Names, rounds: int = ROUNDS) -> tuple[dict, dict]:
    """The changes to the encoder's products and the heads they were learnt with."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf
    from safetensors.numpy import load_file

    from assistant.understanding.encoder_heads import Heads
    from assistant.understanding.encoder_tower import Tower

    published = checked_weights()
    tokenizer = read_tokenizer(published / TOKENIZER)
    pieces = [pieces_of(each.text, tokenizer) for each in told]
    shown = [number for number, each in enumerate(told) for _ in range(1 if each.intent == UNKNOWN else INTENTS_AGAIN)]
    plan = [step for each in range(rounds) for step in batches(pieces, shown, SEED + each)]
    labels = np.array([each[1:] for each in told], np.int32)
    tower = Tower(load_file(published / "model.safetensors"), SEED)
    heads = Heads(names, SEED)
    fast = tf.keras.optimizers.legacy.Adam(_speed(tf, SPEED, len(plan)), beta_2=0.98)
    faster = tf.keras.optimizers.legacy.Adam(_speed(tf, SPEED_OF_HEADS, len(plan)), beta_2=0.98)

    @tf.function(autograph=False)
    def step(ids, mask, known):
        with tf.GradientTape() as tape:
            loss = heads.loss(tower.vectors(ids, mask), known)
        changes = tape.gradient(loss, tower.learnt + heads.learnt)
        changes, _ = tf.clip_by_global_norm(changes, 1.0)
        fast.apply_gradients(zip(changes[: len(tower.learnt)], tower.learnt, strict=True))
        faster.apply_gradients(zip(changes[len(tower.learnt) :], heads.learnt, strict=True))
        return loss

    began, lately = time.monotonic(), 0.0
    for number, (width, numbers) in enumerate(plan):
        ids, mask = np.zeros((2, len(numbers), width), np.int32)
        for row, which in enumerate(numbers):
            here = pieces[which][:width]
            ids[row, : len(here)], mask[row, : len(here)] = here, 1
        loss = float(step(tf.constant(ids), tf.constant(mask), tf.constant(labels[numbers])))
        lately = loss if not number else 0.97 * lately + 0.03 * loss
        if not number % 50:
            sys.stdout.write(f"step {number} of {len(plan)}, {time.monotonic() - began:.0f} s, loss {lately:.3f}\n")
            sys.stdout.flush()
    changes = {name: tuple(part.numpy() for part in pair) for name, pair in tower.changes.items()}
    return changes, heads.kept()


def _speed(tf, most: float, steps: int):
    """It grows for a while, then falls evenly to nothing."""
    warm = max(1, int(WARMING * steps))
    ends = [warm, *(warm + (steps - warm) * tenth // 20 for tenth in range(1, 20))]
    return tf.keras.optimizers.schedules.PiecewiseConstantDecay(
        ends, [most * 0.3, *(most * (1 - tenth / 20) for tenth in range(20))]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="through all lessons")
    parser.add_argument("--to", type=Path, default=TUNING, help="the file to write")
    options = parser.parse_args()
    told, names = lessons()
    try:
        changes, _ = fit(told, names, options.rounds)
    except EncoderMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    keep(changes, options.to)
    sys.stdout.write(f"{len(told)} lessons; {options.to.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
