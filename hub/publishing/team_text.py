"""A team as flat fields of text for a form, and back, with nothing lost: as `as_text` does for an entry.

Its opening hours for the clock (`open`) are a line each stretch: "Monday to Friday: 09:00 to 17:00".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hub.publishing.as_text import OTHER
from kinship.council_writing import ORDER
from kinship.offer_writing import plain
from kinship.opening_lines import as_lines, of_lines

OPEN, LIST = "open", "centres"
FIELDS = ("id", *ORDER)


def fields(block: Mapping[str, Any]) -> dict[str, str]:
    """Each field that has something, as text."""
    found: dict[str, str] = {}
    other: dict[str, Any] = {}
    for key, value in plain(block).items():
        text = _text(key, value) if key in FIELDS else None
        if value in (None, "", []):
            continue
        if text is None or _value(key, text) != value:
            other[key] = value
        else:
            found[key] = text
    if other:
        found[OTHER] = json.dumps(other, ensure_ascii=False, sort_keys=True)
    return found


def entry(told: Mapping[str, str]) -> dict[str, Any]:
    """The team that these fields say. What is empty is left out."""
    said = {name: str(value).replace("\r\n", "\n").replace("\r", "\n").strip() for name, value in told.items()}
    found = {key: _value(key, said[key]) for key in FIELDS if said.get(key)}
    try:
        other = json.loads(said.get(OTHER) or "{}")
    except ValueError:
        other = None
    if not isinstance(other, dict):
        return {**found, OTHER: said[OTHER]}
    return {**found, **{key: value for key, value in other.items() if key not in found}}


def _text(key: str, value: Any) -> str | None:
    if key == OPEN and isinstance(value, list):
        if all(isinstance(each, str) for each in value):
            return "\n".join(value)
        unread = [each for each in value if isinstance(each, str)]
        if not unread:
            return as_lines(value)
        lines = [each if isinstance(each, str) else as_lines([each]) for each in value]
        return None if None in lines else "\n".join(lines)  # type: ignore[arg-type]
    if key == LIST and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else None


def _value(key: str, text: str) -> Any:
    if key == OPEN:
        return of_lines(text)
    if key == LIST:
        return [each.strip() for each in text.split(",") if each.strip()]
    return text
