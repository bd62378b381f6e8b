"""An approved answer as its page shows it to one person: its words, who agreed to them, and what they may do with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from hub.adviser_desk.message_rows import plain
from hub.adviser_desk.wording import day, filled
from hub.conversations import canned as answers
from hub.conversations.models import CannedVersion, Team


def canned_row(answer: answers.Answer, user, supervised: list[Team]) -> dict[str, Any]:
    """What stands on the page. `supervised`: the teams in which this person writes and approves."""
    today, may = timezone.localdate(), answer.row.team in supervised
    version, proposed = answer.in_use, answer.proposed
    return {
        "title": answer.row.title,
        "team": answer.row.team.name,
        "in_use": _version(version, today) if version else None,
        "proposed": _version(proposed, today) if proposed and may else None,
        "may_approve": bool(may and proposed and proposed.written_by_id != user.pk),
        "own": bool(may and proposed and proposed.written_by_id == user.pk),
        "newest": (proposed or version).pk if may else None,
        "answer": answer.row.pk,
        "slug": answer.row.team.slug,
        "may_write": may,
    }


def _version(version: CannedVersion, today: date) -> dict[str, Any]:
    writer = version.written_by.get_short_name() or version.written_by.get_username()
    approver = version.approved_by and (version.approved_by.get_short_name() or version.approved_by.get_username())
    return {
        "id": version.pk,
        "body": plain(version.body),
        "text": version.body,
        "source": version.source_url,
        "review_on": version.review_on.isoformat(),
        "expired": version.review_on < today,
        "until": filled("canned", "until", day=f"{version.review_on.day} {version.review_on:%B %Y}"),
        "by": filled("canned", "approved_by", writer=writer, name=approver, day=day(version.approved_at))
        if approver
        else filled("canned", "written_by", writer=writer),
        "insertable": answers.insertable(version, today),
    }
