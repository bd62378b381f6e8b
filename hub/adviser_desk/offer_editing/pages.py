"""What there is: the offer as a list, and one entry with its open changes and its history."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.adviser_desk.frame import frame
from hub.adviser_desk.offer_editing import rows
from hub.adviser_desk.offer_editing.wording import field, filled, words
from hub.adviser_desk.staff import for_editors
from hub.conversations import councils
from hub.conversations.words import shelf
from hub.publishing import drafts, folder, kinds
from hub.publishing.days import today
from hub.publishing.kinds import TEAMS
from hub.publishing.states import APPROVED, DRAFT, WAITING
from kinship import minimum
from kinship.offer_writing import typed

PART = "offer_editing"
LONGEST_SEARCH = 100


@for_editors
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """GET /desk/offer/?q=&topic="""
    return show_overview(request)


def show_overview(request: HttpRequest, *, error: str = "", error_at: str = "", status: int = 200) -> HttpResponse:
    council, offer = councils.current(), shelf()
    open_ones = list(drafts.open_ones(council))
    asked = {"q": request.GET.get("q", "").strip()[:LONGEST_SEARCH], "topic": request.GET.get("topic", "")}
    by_state = {
        state: [rows.change_row(each, offer) for each in open_ones if each.state == state]
        for state in (WAITING, APPROVED, DRAFT)
    }
    context = {
        **base(request),
        "title": words()["page"]["title"],
        "asked": asked,
        "error": error,
        "error_at": error_at,
        "lists": [
            {"id": key, "title": words()["page"][key], "rows": by_state[state]}
            for key, state in (("waiting", WAITING), ("dated", APPROVED), ("begun", DRAFT))
            if by_state[state]
        ],
        "topics": [{"id": each, "label": rows.topic_title(offer, each)} for each in offer.topics()],
        "teams": {"id": TEAMS, "label": rows.topic_title(offer, TEAMS)},
        "groups": _groups(council, offer, open_ones, asked),
        "today": timezone.localdate(),
    }
    return render(request, "adviser_desk/offer_editing/overview.html", context, status=status)


def _groups(council: str, offer: Any, open_ones: list, asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = Counter((each.topic, each.entry_id) for each in open_ones)
    found = []
    for topic in (TEAMS, *offer.topics()):
        if asked["topic"] not in ("", topic):
            continue
        entries = [
            _row(each, topic, counts[topic, each.get("id")], offer)
            for each in (folder.teams_of(council) if topic == TEAMS else folder.entries_of(council, topic))
            if asked["q"].casefold() in str(each.get("name" if topic == TEAMS else "title", "")).casefold()
        ]
        if entries:
            found.append({"id": topic, "title": rows.topic_title(offer, topic), "entries": entries})
    return found


def _row(each: dict, topic: str, open_ones: int, offer: Any) -> dict[str, Any]:
    if topic == TEAMS:
        return rows.team_row(each, open_ones)
    return rows.entry_row(each, topic, open_ones, offer.council or {})


@for_editors
@require_safe
def entry(request: HttpRequest, topic: str, entry: str) -> HttpResponse:
    """GET /desk/offer/<topic>/<entry>/"""
    return show_entry(request, topic, entry)


def show_entry(
    request: HttpRequest, topic: str, entry_id: str, *, error: str = "", error_at: str = "", status: int = 200
) -> HttpResponse:
    """Raises Http404 where there is no such entry, and never was."""
    council, offer = councils.current(), shelf()
    now, versions = entry_of(council, topic, entry_id), list(drafts.of_entry(council, topic, entry_id))
    if now is None and not versions:
        raise Http404
    open_ones = [each for each in versions if each.state in (DRAFT, WAITING, APPROVED)]
    is_team = topic == TEAMS
    lacking = minimum.lacks(typed(now), offer, local=True) if now and not is_team else ()
    context = {
        **base(request),
        "title": str(
            (now or {}).get("name" if is_team else "title") or (rows.title(versions[0]) if versions else entry_id)
        ),
        "topic": topic,
        "topic_title": rows.topic_title(offer, topic),
        "entry": entry_id,
        "now": _row(now, topic, 0, offer) if now else None,
        "used": rows.used(offer, topic, entry_id),
        "ends": kinds.of(topic).ends,
        **rows.seen(offer, council, topic, now, today()),
        "lacking": filled("entry", "needs", parts=", ".join(dict.fromkeys(field(each) for _, each in lacking)))
        if lacking
        else "",
        "open": [rows.change_row(each, offer) for each in reversed(open_ones)],
        "goes_on": any(each.state == DRAFT for each in open_ones),
        "history": [rows.version_row(each) for each in versions if each not in open_ones],
        "error": error,
        "error_at": error_at,
    }
    return render(request, "adviser_desk/offer_editing/entry.html", context, status=status)


def entry_of(council: str, topic: str, entry_id: str) -> dict | None:
    try:
        return folder.entry_of(council, topic, entry_id)
    except ValueError:
        raise Http404 from None


def base(request: HttpRequest) -> dict[str, Any]:
    """What each of these pages has: the frame, its words, what was just done, and whether anything can go live at all."""
    said, why = words(), folder.why_not(councils.current())
    return {
        **frame(request, PART),
        "said": said,
        "done": said["done"].get(request.GET.get("done", ""), ""),
        "cannot": said["folder"][why] if why else "",
        "own_folder": said["folder"]["own"] if folder.is_the_programs_own() else "",
    }
