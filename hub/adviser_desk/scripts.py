"""The offer to be read out on the phone: the words of the chat and of the leaflets, arranged as say, ask, how, if they say no."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.adviser_desk import access
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.conversations import page_words
from hub.conversations import words as content
from kinship import offer_on_paper
from kinship.offer_on_paper import Piece
from kinship.spoken_numbers import grouped, unbroken

PART = "scripts"
ASKED, HOW, REFUSED = (
    "who",
    "how",
    "if_no",
)  # the parts of an entry that have a place of their own; the rest is told when asked


@for_roles(*access.ANSWERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """GET /desk/scripts/: the topics there is a script for."""
    topics = [(name, str(told["title"])) for name, told in content.shelf().topics().items()]
    return render(request, "adviser_desk/scripts.html", {**frame(request, PART), **_words(), "topics": topics})


@for_roles(*access.ANSWERS)
@require_safe
def script(request: HttpRequest, topic: str) -> HttpResponse:
    """GET /desk/scripts/<topic>/"""
    try:
        whole = offer_on_paper.topic(content.shelf(), topic, page_words.today(), content.entry_words())
    except KeyError:
        raise Http404 from None
    words = _words()
    context = {
        **frame(request, PART),
        **words,
        "title": words["script"]["of"].format(topic=whole.title),
        "topic": whole,
        "needs": [(need, [_read_out(each, words["script"]) for each in need.pieces]) for need in whole.needs],
    }
    return render(request, "adviser_desk/script.html", context)


def _words() -> dict[str, Any]:
    """The words of the script, and what stands first on each: whom to call in danger."""
    said, person = content.leaflet_words(), content.person()
    by_day = {field: person[field] for field in ("name", "phone", "hours")}
    by_night = {field: person[f"night_{field}"] for field in ("name", "phone", "hours")}
    return {
        "script": said["script"],
        "danger": said["front"]["danger"],
        "danger_numbers": [number for each in (by_day, by_night) if (number := _number(each, said["script"]))],
    }


def _read_out(piece: Piece, said: Any) -> dict[str, Any]:
    """One entry, by when it is said. `number`: the phone apart from the rest of the contact, grouped for the ear."""
    entry, parts = piece.entry, {part.name: part for part in piece.entry.parts}
    return {
        "entry": entry,
        "area": said["england"] if entry.national else said["local"],
        "who": parts.get(ASKED),
        "how": parts.get(HOW),
        "if_no": parts.get(REFUSED),
        "more": [part for name, part in parts.items() if name not in (ASKED, HOW, REFUSED)],
        "number": _number(piece.reached, said),
    }


def _number(reached: Any, said: Any) -> str:
    if not reached.get("phone"):
        return ""
    return said["number"].format(
        name=reached["name"], phone=unbroken(grouped(str(reached["phone"]))), hours=reached.get("hours") or ""
    )
