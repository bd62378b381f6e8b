"""The words of the desk (offer_content/desk.yml), for people who work here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from hub.conversations import alert_words
from hub.conversations import words as content


def words() -> Mapping[str, Any]:
    return content.desk_words()


def filled(part: str, key: str, **values: Any) -> str:
    """One sentence with its places filled in."""
    return str(words()[part][key]).format(**values)


def kind(code: str) -> str:
    """A kind of danger, as the alert says it."""
    said = alert_words.kind(code)
    return said[:1].upper() + said[1:]


def when(at: datetime) -> str:
    return alert_words.when(at)


def day(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y}"
