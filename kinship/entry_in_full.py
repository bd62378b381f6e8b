"""An entry of the offer told in full, outside a conversation: on the page, on paper, read out by an adviser.

The labels are those of the chat (data/local_offer/responses.yml): offer_content/entry.yml has them, and a test compares the two.
How old a fact may be is decided by `local_offer.standing` alone: past its review date it is told with its date and "call
to be sure"; past its hard limit only the contact is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinship import answers
from kinship.local_offer import NATIONAL, Entry, Offered, Shelf

PAST_LIMIT, PAST_REVIEW = "past_limit", "past_review"
PARTS = ("who", "how", "decides", "if_no", "cost", "provides", "coordinates", "come_back")  # in the order they are told


@dataclass(frozen=True)
class Part:
    """A field of the entry and what it is called."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Figure:
    """An amount: as the chat says it, and from when to when it holds."""

    said: str
    holds: str


@dataclass(frozen=True)
class InFull:
    """Everything that is told of an entry. Of what is too old: its title, and `too_old`, which says whom to ask."""

    topic: str
    area: str
    id: str
    need: str
    title: str
    standing: str
    what: str
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    marks: tuple[str, ...]
    contact: str
    contact_label: str
    source: str
    href: str
    too_old: str
    national: bool

    @property
    def key(self) -> str:
        """Its topic, area and entry: the same for as long as it stands in its file."""
        return f"{self.topic}/{self.area}/{self.id}"


def in_full(shelf: Shelf, topic: str, offered: Offered, said: Mapping[str, Any]) -> InFull:
    """The entry as it is told. `said`: the words of offer_content/entry.yml."""
    entry, told = offered.entry, offered.standing != PAST_LIMIT
    contact = contact_line(shelf, entry)
    labels = said["labels"]
    return InFull(
        topic=topic,
        area=offered.area,
        id=str(entry["id"]),
        need=str(entry["need"]),
        title=str(entry["title"]),
        standing=offered.standing,
        what=_clean(entry["what"]) if told else "",
        parts=tuple(Part(each, labels[each], _clean(entry[each])) for each in PARTS if entry.get(each)) if told else (),
        figures=tuple(_figure(each, said) for each in offered.figures) if told else (),
        marks=tuple(_marks(offered, said)) if told else (),
        contact=contact,
        contact_label=labels["contact"],
        source=said["source"].format(source=entry["source"]["title"], checked_on=day(entry["checked_on"])),
        href=_web(entry["source"].get("href")),
        too_old="" if told else said["past_limit"].format(title=entry["title"], contact=contact),
        national=offered.area == NATIONAL,
    )


def contact_line(shelf: Shelf, entry: Entry) -> str:
    """Whom to ask, as one line: the phone first with its hours. What is not known is left out."""
    contact = shelf.contact(entry) or {}
    if not any(contact.get(field) for field in ("phone", "web", "email")):
        return str(answers.words()["contact"]["your_council"])
    phone, hours = contact.get("phone"), contact.get("hours")
    reached = [
        f"{phone} ({hours})" if phone and hours else phone,
        *(contact.get(field) for field in ("text", "web", "email")),
    ]
    return ": ".join([contact.get("name") or "", ", ".join(str(each) for each in reached if each)]).strip(": ")


def day(value: Any) -> str:
    """A day as people say it: 16 November 2026."""
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else str(value)


def _marks(offered: Offered, said: Mapping[str, Any]):
    if offered.fits == "maybe" and offered.entry.get("only_if"):
        yield said["maybe"]
    if offered.standing == PAST_REVIEW:
        yield said["past_review"].format(checked_on=day(offered.entry["checked_on"]))
    if offered.entry.get("state") == "paused":
        yield said["paused"]


def _figure(figure: Entry, said: Mapping[str, Any]) -> Figure:
    told = said["figure"].format(label=figure["label"], amount=figure["amount"], tax_year=figure["tax_year"])
    first, last = figure.get("valid_from"), figure.get("valid_to")
    return Figure(told, said["figure_dates"].format(first=day(first), last=day(last)) if first and last else "")


def _clean(text: Any) -> str:
    return " ".join(str(text).split())


def _web(href: Any) -> str:
    """The address, if it is one that a page may link to."""
    return str(href) if str(href or "").startswith(("https://", "http://")) else ""
