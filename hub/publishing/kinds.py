"""What can be changed: an entry of a topic, or a team (a contact block of council.yml). All else about a change is the same for both.

A team is changed under the "topic" `TEAMS`, with its name in council.yml as the id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hub.publishing import as_text, team_text
from kinship import council_writing, entry_check, offer_writing, team_check
from kinship.content_files import Fault
from kinship.entry_check import FieldFault
from kinship.local_offer import Shelf
from kinship.offer_writing import CannotWrite, plain

TEAMS = "council"  # the file: council.yml
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """`read` and `written`: in the text of a file. `fields` and `entry`: as text for a form, and back. `ends`: it can be taken out."""

    read: Callable[[str, str, str], Entry | None]
    written: Callable[[str, str, str, Entry], str]
    faults: Callable[[Path, str, str, str, Entry, date], list[FieldFault]]
    new_faults: Callable[[Path, str, str, str, str, date], list[Fault]]
    served: Callable[[Shelf, str, str, date], list[Entry]]
    fields: Callable[[Entry], dict[str, str]]
    entry: Callable[[Mapping[str, str]], dict[str, Any]]
    names: tuple[str, ...]
    ends: bool


def of(topic: str) -> Kind:
    return _TEAM if topic == TEAMS else _ENTRY


def _entry_written(text: str, topic: str, entry_id: str, entry: Entry) -> str:
    if entry:
        return offer_writing.with_entry(text, topic, entry)
    return offer_writing.without_entry(text, topic, entry_id)


def _entry_served(offer: Shelf, topic: str, entry_id: str, on: date) -> list[Entry]:
    entries = offer.find(topic, (), {}, (), on).entries if topic in offer.topics() else ()
    return [
        plain(each.entry) for each in entries if each.area == offer.council_code and each.entry.get("id") == entry_id
    ]


def _team_written(text: str, _topic: str, key: str, block: Entry) -> str:
    if block.get("id") != key:
        raise CannotWrite("A team cannot be taken out here.")
    return council_writing.with_block(text, key, block)


def _team_faults(root: Path, council: str, _topic: str, key: str, block: Entry, on: date) -> list[FieldFault]:
    path = root / "offer_content" / council / council_writing.FILE
    return team_check.faults(path.read_text(encoding="utf-8") if path.is_file() else "", key, block, on)


def _team_served(offer: Shelf, _topic: str, key: str, _on: date) -> list[Entry]:
    block = (offer.council or {}).get(key)
    return [{"id": key, **plain(block)}] if block else []


_ENTRY = Kind(
    read=offer_writing.read_entry,
    written=_entry_written,
    faults=lambda root, council, topic, _id, entry, on: entry_check.faults(root, council, topic, entry, on),
    new_faults=entry_check.new_faults,
    served=_entry_served,
    fields=as_text.fields,
    entry=as_text.entry,
    names=(*as_text.FIELDS, as_text.OTHER),
    ends=True,
)
_TEAM = Kind(
    read=lambda text, _topic, key: council_writing.read_block(text, key),
    written=_team_written,
    faults=_team_faults,
    new_faults=lambda _root, _council, _topic, before, after, on: team_check.new_faults(before, after, on),
    served=_team_served,
    fields=team_text.fields,
    entry=team_text.entry,
    names=(*team_text.FIELDS, as_text.OTHER),
    ends=False,
)
