"""Where the keys come from: the environment, else files beside the database's folder, never the database.

`secret` signs tokens, `field` encrypts what people wrote (the first of several, one a line, encrypts; all decrypt),
`lookup` makes the keyed hashes by which a number or a token is found again.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

NAMES = {"secret": "KINSHIP_SECRET_KEY", "field": "KINSHIP_FIELD_KEYS", "lookup": "KINSHIP_LOOKUP_KEY"}
Stamp = str | tuple[int, int, int] | None


def key_text(name: str, home: Path) -> str:
    """The key as text, or "" where none has been made yet (`manage.py make_keys` makes them)."""
    given = os.environ.get(NAMES[name])
    if given:
        return given
    try:
        return (home / "keys" / name).read_text("ascii").strip()
    except OSError:
        return ""


def stamp(name: str, home: Path) -> Stamp:
    """What changes when the key does, and costs less to look at than the key itself."""
    given = os.environ.get(NAMES[name])
    if given:
        return given
    try:
        seen = (home / "keys" / name).stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def make(home: Path) -> list[Path]:
    """Make the keys that are missing, readable by their owner only. Returns the files made."""
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in NAMES:
        path = folder / name
        text = Fernet.generate_key().decode() if name == "field" else secrets.token_urlsafe(48)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        made.append(path)
    return made
