"""The approved answers of the demo, and one that waits to be approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.conversations import canned
from hub.conversations.canned import Written
from hub.conversations.models import Team


def write(answers: list[Mapping[str, Any]], by: Any, approved_by: Any) -> None:
    """Write them for the default team; `days`: for how many days each may be used."""
    team = Team.objects.get(is_default=True)
    for each in answers:
        review_on = timezone.localdate() + timedelta(days=each["days"])
        version = canned.write(by, team, Written(each["title"], each["body"], each["source_url"], review_on))
        if each["approved"]:
            canned.approve(approved_by, version.pk, [team])
