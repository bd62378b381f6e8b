"""A team of the council (a contact block of council.yml): where its number is said, and how carers would get a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from hub.publishing import preview
from hub.publishing.preview import Preview
from kinship import safety_words
from kinship.content_files import read_yaml
from kinship.council_writing import typed
from kinship.local_offer import Entry, Shelf

URGENCIES = ("emergency", "soon")


@dataclass(frozen=True)
class Used:
    """`entries`: (topic, area, entry) that take their contact from it. `copied`: those with its number written out, which do not."""

    entries: list[tuple[str, str, Entry]]
    copied: list[tuple[str, str, Entry]]

    @property
    def topics(self) -> list[str]:
        return list(dict.fromkeys(topic for topic, _, _ in self.entries))


@dataclass(frozen=True)
class Seen:
    """How carers would get it: as told with an entry (`title`), and in the words of danger. Either may be missing."""

    title: str
    preview: Preview | None
    danger: str
    danger_texts: list[preview.Text]


def used(offer: Shelf, key: str) -> Used:
    phone = str(((offer.council or {}).get(key) or {}).get("phone") or "")
    entries = list(_every(offer))
    return Used(
        entries=[each for each in entries if _contact(each).get("council") == key],
        copied=[
            each for each in entries if phone and each[1] == offer.council_code and _contact(each).get("phone") == phone
        ],
    )


def seen(offer: Shelf, key: str, block: Mapping[str, Any], on: date) -> Seen:
    """A block as it would be told if it were live."""
    told = {name: each for name, each in typed(block).items() if isinstance(each, str | list) and each}
    looked_at = replace(offer, council={**(offer.council or {}), key: told})
    danger, danger_texts = _in_danger(looked_at, key)
    for topic, area, entry in sorted(used(offer, key).entries, key=lambda each: each[1] != offer.council_code):
        if shown := preview.of(looked_at, area, topic, entry, on):
            return Seen(str(entry["title"]), shown, danger, danger_texts)
    return Seen("", None, danger, danger_texts)


def _in_danger(looked_at: Shelf, key: str) -> tuple[str, list[preview.Text]]:
    """The words of the first danger in which this number is said, in the chat and as texts; nothing for one that is in none."""
    for kind, by_urgency in read_yaml(safety_words.WORDS)["kinds"].items():
        for urgency in URGENCIES:
            if key not in by_urgency[urgency]["contacts"]:
                continue
            concern = SimpleNamespace(kind=kind, urgency=urgency)
            chat, text = (
                "\n".join(safety_words.words(concern, each, looked_at).lines) for each in ("web", preview.SMS)
            )
            return chat, preview.as_texts([text], [])
    return "", []


def _every(offer: Shelf) -> Iterator[tuple[str, str, Entry]]:
    return ((topic, area, entry) for area, topic, entry in offer.every())


def _contact(each: tuple[str, str, Entry]) -> Mapping[str, Any]:
    contact = each[2].get("contact")
    return contact if isinstance(contact, Mapping) else {}
