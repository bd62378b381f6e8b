"""What the encoder is taught with: heads over its vectors, for danger and for intents. They are thrown away afterwards."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from assistant.understanding.encoder_lessons import UNKNOWN, Names
from assistant.understanding.sentence_encoder_graph import WIDTH

SCALE = 10.0  # a vector has length 1
SOFTENED = 0.05  # of the right answer is shared among the others, so that nothing is learnt by heart
WEIGHTS = {"danger": 1.0, "urgent": 0.3, "kind": 0.3, "intent": 1.0}


class Heads:
    """One linear head a question; an answer that is UNKNOWN teaches nothing."""

    def __init__(self, names: Names, seed: int) -> None:
        random = tf.random.Generator.from_seed(seed)
        sizes = {"danger": 2, "urgent": 2, "kind": len(names.kinds), "intent": len(names.intents)}
        self._heads = {
            name: (tf.Variable(random.normal((WIDTH, size), stddev=0.05)), tf.Variable(tf.zeros(size)))
            for name, size in sizes.items()
        }

    @property
    def learnt(self) -> list[tf.Variable]:
        return [variable for pair in self._heads.values() for variable in pair]

    def loss(self, vectors: tf.Tensor, known: tf.Tensor) -> tf.Tensor:
        """`known`: a column for each head, as Lesson has them."""
        total = 0.0
        for column, (name, (weights, offsets)) in enumerate(self._heads.items()):
            right = known[:, column]
            told = tf.cast(right != UNKNOWN, tf.float32)
            size = offsets.shape[0]
            soft = tf.one_hot(right, size) * (1 - SOFTENED) + SOFTENED / size
            wrong = tf.nn.softmax_cross_entropy_with_logits(soft, SCALE * (vectors @ weights) + offsets)
            total += WEIGHTS[name] * tf.reduce_sum(wrong * told) / tf.cast(tf.shape(known)[0], tf.float32)
        return total

    def kept(self) -> dict[str, np.ndarray]:
        return {
            f"{name}_{part}": value.numpy()
            for name, pair in self._heads.items()
            for part, value in zip(("weights", "offsets"), pair, strict=True)
        }
