"""Finds the words to answer a danger with. The words themselves live in offer_content/safety.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import yaml

WORDS = Path(__file__).parent.parent / "offer_content" / "safety.yml"
TEXT_CHANNELS = frozenset({"sms", "whatsapp"})
LINES = {"phone": "contact_line", "text": "contact_line_by_text", "web": "contact_line_by_web"}  # the first it has
COUNCIL_BLOCKS = frozenset({"front_door", "out_of_hours", "crisis_fund", "housing", "homeless_tonight"})


class Heard(Protocol):
    """What was heard: the codes of a Concern."""

    kind: str
    urgency: str


class SafetyWords(NamedTuple):
    """The lines to say, in order, and the contacts named in them (id, name, phone or text, hours, line)."""

    lines: tuple[str, ...]
    contacts: tuple[dict[str, str], ...]


def words(concern: Heard, channel: str, shelf: Any, path: Path = WORDS) -> SafetyWords:
    """What to say to a danger on a channel ("web", "sms", "whatsapp", "terminal").

    `shelf` gives `helpline(id)` and `council` (a dict or None); a contact it does not have is left out. If anything
    else fails, the last resort is said, which needs no other file. Raises OSError only if safety.yml cannot be read.
    """
    said = _read(path, path.stat().st_mtime_ns)
    try:
        return _words(said, concern, channel, shelf)
    except Exception:  # a carer in danger is never left without words: whatever went wrong, the number is said
        return SafetyWords(tuple(said["last_resort"]), ())


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def _words(said: Mapping[str, Any], concern: Heard, channel: str, shelf: Any) -> SafetyWords:
    by_text = channel in TEXT_CHANNELS
    chosen = said["kinds"][concern.kind][concern.urgency]
    contacts = list(_contacts(said, chosen["contacts"], by_text, shelf))
    if by_text:
        contacts = [one for one in contacts if one["id"] != "emergency_999"][: said["most_contacts_by_text"]]
        say = said["text_channels"][concern.kind][concern.urgency]
    else:
        say = chosen["say"]
    opening = [said["first"]] if concern.urgency == "emergency" else []
    closing = said["closing_by_text" if by_text else "closing"][concern.urgency]
    return SafetyWords((*opening, *say, *(one["line"] for one in contacts), *closing), tuple(contacts))


def _contacts(said: Mapping[str, Any], ids: list[str], by_text: bool, shelf: Any) -> Iterator[dict[str, str]]:
    for key in ids:
        block = _block(shelf, key)
        if not block:
            continue
        shown = {field: str(block[field]).strip() for field in ("name", "hours", *LINES) if block.get(field)}
        if by_text:
            shown["name"] = said["names_by_text"][key]
        way = next((way for way in LINES if shown.get(way)), None)
        if way is None or not shown.get("name"):
            continue
        shown["hours"] = shown.get("hours", "").rstrip(".")
        line = said[LINES[way]].format(**shown).replace(" .", "").strip()
        yield {"id": key, **shown, "line": line}


def _block(shelf: Any, key: str) -> Mapping[str, Any] | None:
    """One contact, or None where the shelf has none: a missing helpline must not silence the others."""
    try:
        return (shelf.council or {}).get(key) if key in COUNCIL_BLOCKS else shelf.helpline(key)
    except Exception:
        return None
