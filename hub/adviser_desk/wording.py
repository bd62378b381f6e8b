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


def shortly(at: datetime, now: datetime) -> str:
    """A moment as briefly as it is clear: 14:05 today, else with its day."""
    local = timezone.localtime(at)
    same_day = local.date() == timezone.localtime(now).date()
    return f"{local:%H:%M}" if same_day else f"{local.day} {local:%B, %H:%M}"


def span(since: datetime, now: datetime) -> str:
    """How long it has been, in the two largest units: 2 hours 5 minutes."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [("day", days), ("hour", hours), *([] if days else [("minute", minutes)])]
    said = [filled("spans", unit if count == 1 else f"{unit}s", count=count) for unit, count in parts if count]
    return " ".join(said) or words()["spans"]["moment"]


def wanted(code: str) -> str:
    """Why a person is wanted, or why it is so urgent: a reason of ours, a colleague's, or a kind of danger."""
    said = words()
    known = said["wanted"].get(code) or said["priority_reasons"].get(code)
    if known:
        return str(known)
    return kind(code) if alert_words.is_known(code) else str(said["wanted"]["other"])


def day(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y}"
