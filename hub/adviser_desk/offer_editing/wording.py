"""The words of these pages (offer_content/offer_desk.yml), and how days, people and fields are said in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hub.conversations.words import offer_desk_words
from hub.publishing.kinds import TEAMS
from kinship.offer_writing import typed


def words() -> Mapping[str, Any]:
    return offer_desk_words()


def filled(part: str, key: str, **values: Any) -> str:
    """One sentence with its places filled in."""
    return str(words()[part][key]).format(**values)


def day(value: Any) -> str:
    """A day of the content, as people say it; what is no day, as it was written."""
    told = typed({"checked_on": value})["checked_on"]
    return f"{told.day} {told:%B %Y}" if isinstance(told, date) else str(value or "")


def person(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else str(words()["steps"]["nobody"])


def field(name: str, topic: str = "") -> str:
    """What a field is called on the form; a part of one that has no name of its own is called as the whole."""
    said = words()["team_fields" if topic == TEAMS else "fields"]
    return str(said.get(name) or said.get(name.split(".")[0]) or name)
