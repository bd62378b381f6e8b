"""Fixed lines in other languages, translated by people: offer_content/translations/<code>.yml.

A translation is shown only while the English it was made from still stands. A stale one is hidden, not mended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kinship import languages, yaml_text
from kinship.last_good import LastGood

FOLDER = Path(__file__).resolve().parents[1] / "offer_content" / "translations"
LENGTH = 12  # signs of the fingerprint


def fingerprint(english: str) -> str:
    """What tells one English text from another: written into a translation as `translated_from`."""
    return hashlib.sha256(english.encode("utf-8")).hexdigest()[:LENGTH]


def fixed_words(code: str) -> dict[str, str]:
    """The lines of a language that may be shown: by the name of the English line, and only those that are current."""
    if code not in languages.known() or not (FOLDER / f"{code}.yml").is_file():
        return {}
    english = languages.fixed_words()
    return {
        key: words["text"]
        for key, words in _KEPT.or_else(FOLDER / f"{code}.yml", {}).items()
        if key in english and is_current(words, english[key])
    }


def is_current(words: Mapping[str, Any], english: str) -> bool:
    """Was this translation made from the English as it stands now?"""
    return str(words.get("translated_from")) == fingerprint(english)


def _build(path: Path, _before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    words = yaml_text.load(path.read_text(encoding="utf-8"))["words"]
    return {key: {"text": str(each["text"]), "translated_from": each["translated_from"]} for key, each in words.items()}


_KEPT: LastGood[Mapping[str, Any]] = LastGood(_build)
