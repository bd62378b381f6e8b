"""The words of an alert (conversation.yml, part `alert`). Only kind, urgency, times and the reference are filled in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from hub.conversations.models import Alert
from hub.conversations.models.danger import EMERGENCY
from hub.conversations.words import words

REVIEW = "desk/safeguarding/"  # where a person owns it


def email(alert: Alert) -> tuple[str, str]:
    """Subject and text."""
    said, danger = words()["alert"], alert.danger
    ref = danger.conversation.ref
    urgency = said["emergency" if danger.urgency == EMERGENCY else "soon"]
    lines = [
        said["what"].format(kind=kind(danger.kind)),
        urgency,
        said["heard"].format(time=when(danger.at), last=when(danger.last_at)),
        said["reference"].format(ref=ref),
        said["own"].format(address=f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}/{REVIEW}"),
        said["again"].format(number=alert.number) if alert.number > 1 else "",
        said["deleted"] if danger.conversation.erased_at else "",
        said["no_words"],
    ]
    return said["subject"].format(urgency=urgency.rstrip("."), ref=ref), "\n".join(
        line for line in lines if line
    ) + "\n"


def kind(code: str) -> str:
    """A kind of danger in words; a kind nobody wrote words for is still told."""
    kinds = words()["alert"]["kinds"]
    return str(kinds.get(code) or kinds["other"])


def is_known(code: str) -> bool:
    """Is there a name for this kind of danger?"""
    return code in words()["alert"]["kinds"]


def when(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M}"
