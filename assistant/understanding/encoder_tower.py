"""The sentence encoder in TensorFlow, its weights fixed, with small changes to them that can be learnt. Only encoder_fit uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from assistant.understanding.sentence_encoder_graph import HEAD_WIDTH, HEADS, LAYERS, WIDTH

RANK = 24  # of the change to each product
LEARNT = 4  # layers, the last ones: the first know words and grammar, which are what they were
HALF = tf.bfloat16  # products are made in it; what is added up stays exact
UNSEEN = 1e9
Product = Callable[[tf.Tensor], tf.Tensor]


class Tower:
    """Word pieces in, vectors of length 1 out. `learnt` are the variables."""

    def __init__(self, weights: Mapping[str, np.ndarray], seed: int) -> None:
        self._random = tf.random.Generator.from_seed(seed)
        self._weights, self.changes = weights, {}
        self._words = tf.constant(weights["embeddings.word_embeddings.weight"])
        places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._places = tf.constant(places)
        self._layers = [self._layer(f"encoder.layer.{number}.", number >= LAYERS - LEARNT) for number in range(LAYERS)]
        self._first = self._norm("embeddings.LayerNorm")

    @property
    def learnt(self) -> list[tf.Variable]:
        return [variable for pair in self.changes.values() for variable in pair]

    def vectors(self, ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        texts, pieces = ids.shape
        seen = tf.cast(mask, tf.float32)
        unseen = (seen[:, None, None, :] - 1) * UNSEEN
        words = tf.reshape(tf.gather(self._words, ids) + self._places[:pieces], (-1, WIDTH))
        words = self._first(words)
        for query_key_value, looked, norm, wide, thought, last in self._layers:
            three = tf.reshape(query_key_value(words), (texts, pieces, 3, HEADS, HEAD_WIDTH))
            query, key, value = tf.unstack(tf.transpose(tf.cast(three, HALF), (2, 0, 3, 1, 4)))
            likeness = tf.cast(tf.matmul(query, key, transpose_b=True), tf.float32) * HEAD_WIDTH**-0.5
            shares = tf.cast(tf.nn.softmax(likeness + unseen), HALF)
            heads = tf.transpose(tf.matmul(shares, value), (0, 2, 1, 3))
            words = norm(words + looked(tf.reshape(heads, (-1, WIDTH))))
            words = last(words + thought(gelu(wide(words))))
        told = tf.reshape(words, (texts, pieces, WIDTH)) * seen[..., None]
        return tf.math.l2_normalize(tf.reduce_sum(told, axis=1), axis=-1)

    def _layer(self, name: str, learnt: bool) -> tuple:
        dense = self._dense if learnt else self._fixed
        return (
            dense(*(f"{name}attention.self.{part}" for part in ("query", "key", "value"))),
            dense(f"{name}attention.output.dense"),
            self._norm(f"{name}attention.output.LayerNorm"),
            dense(f"{name}intermediate.dense"),
            dense(f"{name}output.dense"),
            self._norm(f"{name}output.LayerNorm"),
        )

    def _fixed(self, *names: str) -> Product:
        weight = np.hstack([self._weights[f"{name}.weight"].T for name in names])
        bias = tf.constant(np.concatenate([self._weights[f"{name}.bias"] for name in names]))
        fixed = tf.cast(tf.constant(weight), HALF)
        return lambda words: tf.cast(tf.matmul(tf.cast(words, HALF), fixed), tf.float32) + bias

    def _dense(self, *names: str) -> Product:
        """The product of the weights and a small change to it: two narrow products, nothing at first."""
        taken = self._weights[f"{names[0]}.weight"].shape[1]
        given = sum(len(self._weights[f"{name}.weight"]) for name in names)
        down = tf.Variable(self._random.normal((taken, RANK), stddev=taken**-0.5))
        up = tf.Variable(tf.zeros((RANK, given)))
        self.changes["+".join(names)] = (down, up)
        fixed = self._fixed(*names)

        def product(words: tf.Tensor) -> tf.Tensor:
            changed = tf.matmul(tf.matmul(tf.cast(words, HALF), tf.cast(down, HALF)), tf.cast(up, HALF))
            return fixed(words) + tf.cast(changed, tf.float32)

        return product

    def _norm(self, name: str):
        scale, bias = (tf.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return lambda words: normed(words, scale, bias)


def normed(words: tf.Tensor, scale: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    middle = tf.reduce_mean(words, axis=-1, keepdims=True)
    apart = words - middle
    return apart * tf.math.rsqrt(tf.reduce_mean(apart * apart, axis=-1, keepdims=True) + 1e-12) * scale + bias


def gelu(words: tf.Tensor) -> tf.Tensor:
    return tf.nn.gelu(words, approximate=True)
