"""Sentences as vectors: two that mean the same are near each other, whatever their words.

`python -m assistant.understanding.sentence_encoder` builds the encoder, if it is not built, and says where it is.
"""

from __future__ import annotations

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from assistant.understanding.sentence_encoder_build import GRAPH, TOKENIZER, built_encoder, encoder_state
from assistant.understanding.sentence_encoder_weights import EncoderMissing, switched_off

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["DIMENSIONS", "EncoderMissing", "SentenceEncoder", "encoder_state"]

DIMENSIONS = 384
MOST_PIECES = 256  # of one text; the model was taught on no longer ones. What comes after is not read
BATCH = 512  # word pieces at once: more is no faster, and holds more memory
KEPT = 256  # vectors of the latest texts: several components read the same message


class SentenceEncoder:
    """Texts in, vectors of length 1 out. `name` says of what it is made: vectors of another name must not be compared with these."""

    def __init__(self, name: str, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self.name, self._session, self._tokenizer = name, session, tokenizer
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._one_at_a_time = Lock()

    @classmethod
    def load(cls, *, tuned: bool = False) -> SentenceEncoder | None:
        """The encoder, built first if need be; None if there is none here (encoder_state says why). One for the whole process.

        `tuned`: the one that was taught danger (docs/decisions/0025). They are two: what is near in one is not in the other.
        """
        try:
            return _opened(built_encoder(tuned=tuned))
        except EncoderMissing:
            return None

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row of 384 for each text, of length 1. Any text will do, also an empty one; a text's row never depends on the others."""
        if isinstance(texts, str):
            raise TypeError("encode takes a sequence of texts, not one text")
        if len(texts) > KEPT:
            return self._encoded(texts)
        keys = [hashlib.blake2b(_utf8(text), digest_size=16).digest() for text in texts]
        with self._one_at_a_time:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        found.update(zip(new, self._encoded(list(new.values())), strict=True))
        self._keep({key: found[key] for key in keys})
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, DIMENSIONS), np.float32)

    def _encoded(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        pieces = [pieces_of(text, self._tokenizer) for text in texts]
        for numbers in _batches([len(each) for each in pieces]):
            ids = np.zeros((len(numbers), max(len(pieces[number]) for number in numbers)), np.int64)
            mask = np.zeros_like(ids)
            for row, number in enumerate(numbers):
                ids[row, : len(pieces[number])] = pieces[number]
                mask[row, : len(pieces[number])] = 1
            (rows[numbers],) = self._session.run(None, {"ids": ids, "mask": mask})
        return rows

    def _keep(self, latest: dict[bytes, np.ndarray]) -> None:
        """By hash: a carer's words are not kept."""
        with self._one_at_a_time:
            for key, row in latest.items():
                self._kept[key] = row
                self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def pieces_of(text: str, tokenizer: Tokenizer) -> list[int]:
    """The numbers of a text's word pieces, as the graph takes them."""
    return tokenizer.encode(_utf8(text).decode()).ids


def _utf8(text: str) -> bytes:
    """Half a surrogate pair becomes a question mark: the tokenizer would refuse it."""
    return text.encode("utf-8", "replace")


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the texts, those of like length together, so that there is little padding."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if batch and (len(batch) + 1) * lengths[number] > BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


@lru_cache(maxsize=2)
def _opened(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder.name, _session(folder / GRAPH), read_tokenizer(folder / TOKENIZER))


def _session(graph: Path) -> InferenceSession:
    """On one thread: a second one is slower whenever the other processor is busy."""
    from onnxruntime import ExecutionMode, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    # The arena keeps for good what the longest text needed: 12 MB of two sessions, for a tenth of a millisecond a text.
    options.enable_cpu_mem_arena = False
    return InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def read_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of this file; both encoders have the same one, so it is held once.

    The published file pads every text to 128 pieces and cuts it there: twelve times the work, half the reading.
    """
    return _tokenizer(file.read_text("utf-8"))


@lru_cache(maxsize=1)
def _tokenizer(told: str) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(told)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    return tokenizer


def main() -> int:
    try:
        folder = built_encoder()
        tuned = built_encoder(tuned=True)
    except EncoderMissing as missing:
        sys.stderr.write(f"No sentence encoder: {missing} The assistant works without it, and understands less.\n")
        return 0 if switched_off() else 1
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    sys.stdout.write(f"Sentence encoder: {folder / GRAPH} ({size:.0f} MB, from all-MiniLM-L6-v2)\n")
    sys.stdout.write(f"The one that was taught danger: {tuned / GRAPH}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
