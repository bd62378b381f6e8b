"""The sentence encoder as an ONNX graph: BERT with 6 layers, the mean of its words, made 1 long. Written from the weights alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto

from assistant.understanding.sentence_encoder_nodes import GraphNodes

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
UNSEEN = 1e9  # taken from the attention to padding, so that it gets none
IDS, MASK, VECTORS = "ids", "mask", "vectors"
NOTICE = "Made from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) and changed: its weights are rounded. See docs/notices.md."


def encoder_graph(weights: Mapping[str, np.ndarray], *, whole_numbers: bool = True) -> onnx.ModelProto:
    """`ids` and `mask` (texts x word pieces) in, `vectors` (texts x 384, each of length 1) out.

    `whole_numbers` multiplies in int8: several times as fast, and near enough (docs/decisions/0015).
    """
    nodes = GraphNodes(weights, whole_numbers=whole_numbers)
    mask = nodes.add("Cast", MASK, to=TensorProto.FLOAT)
    seen = nodes.add("Unsqueeze", mask, nodes.whole(1, 2))
    padding = nodes.add("Sub", seen, nodes.number(1))  # -1 there, else 0
    unseen = nodes.add("Mul", padding, nodes.number(UNSEEN))
    words = _embeddings(nodes)
    for layer in range(LAYERS):
        words = _layer(nodes, words, unseen, f"encoder.layer.{layer}.")
    told = nodes.add("Mul", words, nodes.add("Unsqueeze", mask, nodes.whole(2)))
    total = nodes.add("ReduceSum", told, nodes.whole(1), keepdims=0)  # it points where the mean points
    nodes.add_named("LpNormalization", [total], VECTORS, axis=-1, p=2)
    return nodes.model([IDS, MASK], VECTORS, WIDTH, NOTICE)


def _embeddings(nodes: GraphNodes) -> str:
    """Word and place. All words are of one segment, so its vector is added to every place."""
    word = nodes.table(nodes.weight("embeddings.word_embeddings.weight"), IDS)
    segment = nodes.weight("embeddings.token_type_embeddings.weight")[0]
    places = nodes.constant(nodes.weight("embeddings.position_embeddings.weight") + segment)
    first = nodes.whole(0)
    place = nodes.add("Slice", places, first, nodes.add("Shape", IDS, start=1, end=2), first)
    return nodes.norm(nodes.add("Add", word, place), "embeddings.LayerNorm")


def _layer(nodes: GraphNodes, words: str, unseen: str, name: str) -> str:
    looked = _attention(nodes, words, unseen, name + "attention.self.")
    seen = nodes.linear(looked, *nodes.dense(name + "attention.output.dense"))
    words = nodes.norm(nodes.add("Add", words, seen), name + "attention.output.LayerNorm")
    wide = nodes.add("Gelu", nodes.linear(words, *nodes.dense(name + "intermediate.dense")))
    thought = nodes.linear(wide, *nodes.dense(name + "output.dense"))
    return nodes.norm(nodes.add("Add", words, thought), name + "output.LayerNorm")


def _attention(nodes: GraphNodes, words: str, unseen: str, name: str) -> str:
    """Query, key and value in one product, the query's weights already divided by the root of a head's width."""
    weights, biases = zip(*(nodes.dense(name + part) for part in ("query", "key", "value")), strict=True)
    divided = np.repeat(np.array([HEAD_WIDTH**-0.5, 1, 1], np.float32), WIDTH)
    all_three = nodes.linear(words, np.hstack(weights) * divided, np.concatenate(biases) * divided)
    heads = nodes.add("Reshape", all_three, nodes.whole(0, 0, 3 * HEADS, HEAD_WIDTH))
    query, key, value = (name + part for part in ("query", "key", "value"))
    nodes.add_named(
        "Split", [nodes.add("Transpose", heads, perm=[0, 2, 1, 3])], query, key, value, axis=1, num_outputs=3
    )
    likeness = nodes.add("MatMul", query, nodes.add("Transpose", key, perm=[0, 1, 3, 2]))
    shares = nodes.add("Softmax", nodes.add("Add", likeness, unseen), axis=-1)
    looked = nodes.add("Transpose", nodes.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    return nodes.add("Reshape", looked, nodes.whole(0, 0, WIDTH))
