"""Changes and entries as these pages show them: lines of words, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hub.adviser_desk.offer_editing import wording
from hub.adviser_desk.offer_editing.form import DAYS
from hub.adviser_desk.offer_editing.wording import day, filled, person, words
from hub.adviser_desk.wording import when
from hub.publishing import drafts, kinds, preview, teams
from hub.publishing.days import today
from hub.publishing.kinds import TEAMS
from hub.publishing.models import Draft, Step
from hub.publishing.preview import Text
from hub.publishing.states import APPROVED, DRAFT, LIVE, WAITING
from kinship import ageing
from kinship.council_writing import CHAT
from kinship.local_offer import Shelf, standing
from kinship.offer_writing import typed


def change_row(draft: Draft, shelf: Shelf) -> dict[str, Any]:
    """A change in a list."""
    by = filled("page", "by", name=person(draft.changed_by), day=day(draft.changed_at.date()))
    return {
        "number": draft.pk,
        "label": filled("page", "change_of", title=title(draft), topic=topic_title(shelf, draft.topic)),
        "by": by if draft.changed_by else filled("page", "by_program", day=day(draft.changed_at.date())),
        "on": filled("page", "goes_live", day=day(draft.live_on)) if draft.live_on else "",
        "state": words()["states"][draft.state],
        "why": draft.why,
        "takes_out": not draft.entry,
    }


def entry_row(entry: Mapping[str, Any], topic: str, open_ones: int, council: Mapping[str, Any]) -> dict[str, Any]:
    """An entry in the list."""
    told = typed(entry)
    how_old = standing(told, today())
    key = {"current": "checked", "past_review": "past_review", "past_limit": "past_limit"}[how_old]
    owner = entry.get("owner") or ageing.default_owner(council)
    said = {"day": day(entry.get("checked_on")), "review": day(entry.get("review_by"))}
    return {
        "id": entry.get("id"),
        "topic": topic,
        "title": entry.get("title") or entry.get("id"),
        "checked": filled("page", key, **said),
        "old": how_old != "current",
        "paused": entry.get("state") == "paused",
        "owner": filled("page", "owner", owner=owner) if owner else "",
        "open": filled("page", "open_count", count=open_ones) if open_ones else "",
    }


def team_row(team: Mapping[str, Any], open_ones: int) -> dict[str, Any]:
    """A team in the list."""
    phone, hours = team.get("phone") or "", team.get("hours") or team.get("adviser_hours") or ""
    return {
        "id": team.get("id"),
        "topic": TEAMS,
        "title": team.get("name") or team.get("id"),
        "checked": filled("page", "team", phone=phone, hours=hours) if phone else hours,
        "open": filled("page", "open_count", count=open_ones) if open_ones else "",
    }


def used(shelf: Shelf, topic: str, key: str) -> dict[str, Any] | None:
    """Where a team's number is said; None for an entry."""
    if topic != TEAMS or key == CHAT:
        return None
    found, said = teams.used(shelf, key), words()["used"]
    return {
        "count": filled("used", "count", entries=len(found.entries), topics=len(found.topics))
        if found.entries
        else said["none"],
        "entries": [
            {"title": entry.get("title"), "at": f"{at}/{entry.get('id')}" if area == shelf.council_code else ""}
            for at, area, entry in found.entries
        ],
        "also": said["also"].get(key, ""),
        "copied": [{"title": entry.get("title"), "at": f"{at}/{entry.get('id')}"} for at, _, entry in found.copied],
    }


def seen(shelf: Shelf, council: str, topic: str, entry: Mapping[str, Any] | None, on: date) -> dict[str, Any]:
    """How carers get an entry; or a team, as it is told with an entry that names it."""
    if topic != TEAMS:
        shown = preview.of(shelf, council, topic, entry, on) if entry else None
        return {"preview": shown, "texts": texts(shown.texts if shown else ())}
    found = teams.seen(shelf, str(entry.get("id")), entry, on) if entry else None
    if found is None:
        return {"preview": None, "texts": []}
    return {
        "preview": found.preview,
        "texts": texts(found.preview.texts if found.preview else ()),
        "preview_of": filled("used", "as_in", title=found.title) if found.preview else "",
        "danger": found.danger,
        "danger_texts": texts(found.danger_texts),
    }


def step_row(step: Step, topic: str) -> dict[str, str]:
    line = words()["steps"][step.what].format(time=when(step.at), name=person(step.by))
    return {
        "line": line,
        "why": step.why,
        "fields": ", ".join(dict.fromkeys(wording.field(each, topic) for each in step.fields)),
    }


def version_row(draft: Draft) -> dict[str, Any]:
    """A change in the history of an entry, with what it changed."""
    before = draft.was if draft.live_at else draft.base
    return {
        "number": draft.pk,
        "state": state_line(draft),
        "why": draft.why,
        "differs": differs(before, draft.entry, draft.topic),
        "steps": [step_row(each, draft.topic) for each in draft.steps.select_related("by").order_by("pk")],
        "was_live": draft.live_at is not None,
        "has_words": bool(draft.entry),
    }


def state_line(draft: Draft) -> str:
    """Where a change stands, in one line."""
    names = {"writer": person(draft.changed_by or draft.begun_by), "approver": person(draft.approved_by)}
    if draft.state == LIVE:
        return filled("state_lines", "live", time=when(draft.live_at), **names)
    if draft.state == APPROVED:
        if draft.live_on and draft.live_on > today():
            return filled("state_lines", "approved", approver=names["approver"], day=day(draft.live_on))
        return filled("state_lines", "approved_now", approver=names["approver"])
    if draft.state in (WAITING, DRAFT):
        return filled("state_lines", draft.state, writer=names["writer"])
    return str(words()["states"][draft.state])


def differs(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, topic: str) -> list[dict[str, str]]:
    """Field by field, what is not the same: in the words of the form."""
    kind = kinds.of(topic)
    one, other = kind.fields(before or {}), kind.fields(after or {})
    names = [each for each in kind.names if one.get(each, "") != other.get(each, "")]
    return [
        {"field": wording.field(each, topic), "now": _told(one, each), "then": _told(other, each)} for each in names
    ]


def _told(fields: Mapping[str, str], name: str) -> str:
    """A field of one side of a difference, in words."""
    if not (told := fields.get(name)):
        return str(words()["change"]["empty"])
    return day(told) if name in DAYS else told


def texts(shown: Iterable[Text]) -> list[dict[str, Any]]:
    """The text messages of a preview, each with what it counts as."""
    return [
        {
            "text": each.text,
            "asked": each.asked,
            "counted": filled("change", "text", letters=each.letters, parts=each.parts),
        }
        for each in shown
    ]


def title(draft: Draft) -> str:
    told = draft.entry or draft.base or draft.was or {}
    return str(told.get("name" if draft.topic == TEAMS else "title") or draft.entry_id)


def topic_title(shelf: Shelf, topic: str) -> str:
    if topic == TEAMS:
        return str(words()["page"]["teams"])
    return str((shelf.topics().get(topic) or {}).get("title", topic))


def may_approve(draft: Draft, user: Any) -> bool:
    return draft.state == WAITING and user.pk not in drafts.writers(draft)
