"""The words of a reminder (evidence.yml, part `reminder`): which entries, whose, by when, and where to look."""

from __future__ import annotations

from datetime import date

from hub.conversations import councils
from hub.conversations.words import evidence_words, shelf
from kinship.ageing import Dated

PAGE = "desk/evidence/ageing/"


def email(entries: list[Dated], today: date) -> tuple[str, str]:
    """Subject and text."""
    said = evidence_words()["reminder"]
    one = len(entries) == 1
    soonest = min(each.review_by for each in entries if each.review_by)
    lines = [said["what_one" if one else "what"].format(count=len(entries)), ""]
    for each in entries:
        left = each.days_left(today)
        when = said["today"] if not left else said["day" if left == 1 else "days"].format(count=left)
        lines.append(
            said["entry"].format(
                title=each.title, topic=_topic(each), owner=each.owner, day=_day(each.review_by), left=when
            )
        )
    address = f"{councils.public_url().rstrip('/')}/{PAGE}"
    lines += ["", said["do"], said["page"].format(address=address), said["no_words"]]
    return said["subject_one" if one else "subject"].format(count=len(entries), day=_day(soonest)), "\n".join(
        lines
    ) + "\n"


def _topic(entry: Dated) -> str:
    told = shelf().topics().get(entry.topic) or {}
    return str(told.get("title") or evidence_words()["ageing"]["council"])


def _day(when: date | None) -> str:
    return f"{when.day} {when:%B %Y}" if when else ""
