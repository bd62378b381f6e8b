"""The words of these pages (offer_content/evidence.yml), and how dates and counts are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from hub.adviser_desk.frame import frame
from hub.conversations import words as content
from hub.evidence.years import Year
from kinship.ageing import COUNCIL, HELPLINES
from kinship.local_offer import NATIONAL, Shelf


def words() -> Mapping[str, Any]:
    return content.evidence_words()


def filled(part: str, key: str, **values: Any) -> str:
    """One sentence with its places filled in."""
    return str(words()[part][key]).format(**values)


def around(request: HttpRequest, part: str) -> dict[str, Any]:
    """The frame of a page of ours; `part` of evidence.yml has its title."""
    return {**frame(request, "evidence"), "e": words(), "title": words()[part]["title"], "part": part}


def day(when: date | None) -> str:
    return f"{when.day} {when:%B %Y}" if when else words()["page"]["none"]


def month(when: date) -> str:
    return f"{when:%B %Y}"


def count(number: int | None) -> str:
    """A count, or that it is kept back."""
    return words()["page"]["kept_back"] if number is None else f"{number:,}"


def year(of: Year) -> str:
    if not of.months:
        return filled("page", "no_month", begins=of.begins)
    if of.whole:
        return filled("page", "year", begins=of.begins, ends=of.begins + 1)
    return filled("page", "so_far", begins=of.begins, until=month(of.months[-1]))


def topic(shelf: Shelf, code: str) -> str:
    """A topic by its title; what is dated beside the topics has a name too."""
    if code in (COUNCIL, HELPLINES):
        return str(words()["ageing"]["council" if code == COUNCIL else "helplines"])
    return str((shelf.topics().get(code) or {}).get("title") or words()["page"]["no_topic"])


def need(shelf: Shelf, topic_code: str, code: str) -> str:
    return str((shelf.topics()[topic_code].get("needs") or {}).get(code) or code)


def arrangement(shelf: Shelf, code: str) -> str:
    """An arrangement as the law calls it."""
    try:
        return str(shelf.arrangement(code)["official"])
    except KeyError:
        return str(words()["page"]["no_arrangement"])


def edit(topic_code: str, entry: str) -> str:
    """Where one of the council's own entries is changed."""
    return reverse("desk_offer_entry", args=(topic_code, entry))


def area(code: str) -> str:
    return str(words()["page"]["national" if code == NATIONAL else "local"])


def lacks(pairs: tuple[tuple[str, str], ...]) -> str:
    """What an entry misses of the minimum: Responsibility (who coordinates it); …"""
    parts: dict[str, list[str]] = {}
    for part, field in pairs:
        parts.setdefault(part, []).append(str(words()["fields"][field]))
    return "; ".join(f"{words()['parts'][part]} ({', '.join(fields)})" for part, fields in parts.items())
