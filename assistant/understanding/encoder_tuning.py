"""The changes that teach the sentence encoder our own work (docs/decisions/0025), laid over the published weights when it is built."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.understanding.sentence_encoder_weights import EncoderMissing

TUNING = Path(__file__).with_name("encoder_tuning.npz")  # made by encoder_fit.py, and beside it its SHA-256
DOWN, UP = ".down", ".up"


def keep(changes: Mapping[str, tuple[np.ndarray, np.ndarray]], file: Path = TUNING) -> None:
    """In half precision. A change to a product is itself a product of two narrow ones; names that share it are joined by +."""
    parts = {
        name + end: part.astype(np.float16)
        for name, pair in changes.items()
        for end, part in zip((DOWN, UP), pair, strict=True)
    }
    with file.open("wb") as opened:
        np.savez(opened, **parts)
    _sum(file).write_text(hashlib.sha256(file.read_bytes()).hexdigest() + "\n", encoding="utf-8")


def taught(weights: Mapping[str, np.ndarray], file: Path = TUNING) -> dict[str, np.ndarray]:
    """The weights with the changes laid over them. Raises EncoderMissing where the file is not the one that was made."""
    _checked(file)
    out = dict(weights)
    with np.load(file) as kept:
        for joined in sorted(name.removesuffix(DOWN) for name in kept.files if name.endswith(DOWN)):
            change = kept[joined + DOWN].astype(np.float32) @ kept[joined + UP].astype(np.float32)
            names = joined.split("+")
            for name, here in zip(names, np.split(change, len(names), axis=1), strict=True):
                out[f"{name}.weight"] = weights[f"{name}.weight"] + here.T
    return out


def _checked(file: Path) -> None:
    try:
        found, told = hashlib.sha256(file.read_bytes()).hexdigest(), _sum(file).read_text("utf-8").strip()
    except OSError as failed:
        raise EncoderMissing(f"{file} cannot be read: {failed.strerror}.") from failed
    if found != told:
        raise EncoderMissing(f"{file} is not the file that was made: its SHA-256 begins {found[:12]}, not {told[:12]}.")


def _sum(file: Path) -> Path:
    return file.with_name(f"{file.stem}_sum.txt")
