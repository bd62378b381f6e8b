"""The words that tell of somebody who waits (desk.yml, part `unclaimed`): how many and how long, and nothing else."""

from __future__ import annotations

from django.conf import settings

from hub.conversations.words import desk_words


def email(count: int, *, urgent: bool, minutes: int) -> tuple[str, str]:
    """Subject and text. `count`: how many such wait now. `minutes`: the step of the ladder."""
    said = desk_words()["unclaimed"]
    name = "urgent" if urgent else "normal"
    subject = said[f"{name}_subject"].format(count=count)
    address = f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}/desk/"
    lines = [said[name].format(minutes=minutes), said["open"].format(address=address), said["no_words"]]
    return subject, "\n".join(lines) + "\n"
