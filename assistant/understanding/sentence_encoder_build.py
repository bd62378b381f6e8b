"""The sentence encoder on disk: built once from the weights, under the hash of what it is made of."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from assistant.understanding.sentence_encoder_weights import PUBLISHED, EncoderMissing, checked_weights, switched_off

BUILDS = Path(__file__).resolve().parents[2] / "build" / "encoder"
RECIPE = ("sentence_encoder_graph.py", "sentence_encoder_nodes.py")
TUNED_RECIPE = (*RECIPE, "encoder_tuning.py", "encoder_tuning.npz")  # taught our own work (docs/decisions/0025)
GRAPH, TABLE, TOKENIZER = "encoder.onnx", "encoder.table", "tokenizer.json"
LARGE = 4 << 20  # bytes: only the table of words is larger
TO_RUN, TO_BUILD = ("onnxruntime", "tokenizers"), ("onnx", "safetensors")
BUILT, NOT_BUILT, MISSING = "built", "not_built", "missing"


class EncoderState(NamedTuple):
    """`state` is BUILT, NOT_BUILT (loading it builds it) or MISSING; `reason` is empty when built. `name` is what it is made of."""

    state: str
    name: str
    reason: str = ""


def encoder_folder(*, tuned: bool = False) -> Path:
    """Where the encoder of these weights and this recipe is, or would be."""
    digest = hashlib.sha256()
    for name in TUNED_RECIPE if tuned else RECIPE:
        digest.update(Path(__file__).with_name(name).read_bytes())
    for name, published in sorted(PUBLISHED.items()):
        digest.update(f"{name} {published}\n".encode())
    return BUILDS / digest.hexdigest()[:16]


def encoder_state(*, tuned: bool = False) -> EncoderState:
    """Whether there is an encoder, and if not why. Builds nothing."""
    folder = encoder_folder(tuned=tuned)
    try:
        _need(TO_RUN)
        if not switched_off() and folder.exists():
            return EncoderState(BUILT, folder.name)
        _need(TO_BUILD)
        checked_weights()
    except EncoderMissing as missing:
        return EncoderState(MISSING, "", str(missing))
    return EncoderState(NOT_BUILT, folder.name, "python -m assistant.understanding.sentence_encoder builds it.")


def built_encoder(*, tuned: bool = False) -> Path:
    """The folder of the encoder, built first if need be. One builds, others wait. Raises EncoderMissing."""
    state, folder = encoder_state(tuned=tuned), encoder_folder(tuned=tuned)
    if state.state == MISSING:
        raise EncoderMissing(state.reason)
    if state.state == BUILT:
        return folder
    try:
        BUILDS.mkdir(parents=True, exist_ok=True)
        with open(BUILDS / ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                _build(checked_weights(), folder, tuned)
    except OSError as failed:
        raise EncoderMissing(f"The encoder cannot be built in {BUILDS}: {failed}.") from failed
    return folder


def _build(weights: Path, folder: Path, tuned: bool) -> None:
    import onnx
    from safetensors.numpy import load_file

    from assistant.understanding.encoder_tuning import taught
    from assistant.understanding.sentence_encoder_graph import encoder_graph

    unfinished = folder.with_name(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    published = load_file(weights / "model.safetensors")
    graph = encoder_graph(taught(published) if tuned else published)
    # The table of words in a file of its own is not read but looked into, and shared by all processes: a message needs few of its rows.
    onnx.save_model(graph, str(unfinished / GRAPH), save_as_external_data=True, location=TABLE, size_threshold=LARGE)
    shutil.copyfile(weights / TOKENIZER, unfinished / TOKENIZER)
    os.replace(unfinished, folder)  # whole or not at all: a build that is cut short leaves no broken encoder


def _need(names: tuple[str, ...]) -> None:
    for name in names:
        if find_spec(name) is None:
            raise EncoderMissing(f"{name} is not installed here.")
