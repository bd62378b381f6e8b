"""Text that is encrypted at rest, and keyed hashes to find things by. Keys live outside the database (keys.py)."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from hub.conversations.keys import NAMES, Stamp, key_text, stamp


def _needed(name: str) -> str:
    text = key_text(name, settings.KINSHIP_HOME)
    if not text:
        raise ImproperlyConfigured(f"There is no {name} key. Run `manage.py make_keys`, or set {NAMES[name]}.")
    return text


def _cipher() -> MultiFernet:
    """Of the keys as they are now: a process that runs on takes a new key (key_rotation.py) without a restart."""
    return _cipher_of(settings.KINSHIP_HOME, stamp("field", settings.KINSHIP_HOME))


@lru_cache(maxsize=1)
def _cipher_of(home: Path, stamp: Stamp) -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in _needed("field").split()])


@lru_cache(maxsize=1)
def _lookup_key() -> bytes:
    return _needed("lookup").encode()


def keyed_hash(purpose: str, value: str) -> str:
    """The same value gives the same hash, for one purpose; without our key it tells nothing."""
    return hmac.new(_lookup_key(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedText(models.TextField):
    """Text encrypted in the database and plain in Python. Empty stays empty, so that erased rows can be seen to be empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode("ascii") if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        try:
            return _cipher().decrypt(value.encode("ascii")).decode()
        except InvalidToken:
            raise ImproperlyConfigured(
                "A stored text was encrypted with a key we do not have. Add it to the field keys."
            ) from None


class EncryptedJSON(EncryptedText):
    """A JSON value, encrypted as a whole. None is stored as empty."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(
            "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        )

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else None

    def to_python(self, value: Any) -> Any:
        return value
