"""What every page of the offer shows around its own part, and the answer it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hub.conversations import councils
from hub.conversations import words as content
from hub.conversations.page_words import around, day, today

START = "/offer/"
Link = tuple[str, str]  # where it leads, and what it is called


def page(request: HttpRequest, heading: str, trail: Sequence[Link] = (), **more: Any) -> dict[str, Any]:
    """The page with its frame. `trail`: the pages above it, from the front page on; the front page itself is not named."""
    shared, site = around(), content.site_words()
    return {
        **shared,
        "site": site,
        "heading": heading,
        "title": f"{heading} – {shared['plain_title']}",
        "trail": [{"href": href, "label": label} for href, label in trail],
        "is_front": request.path_info == START,
        "printed_on": site["page"]["printed_on"].format(date=day(today())),
        "found_at": site["page"]["address"].format(address=councils.public_url().rstrip("/") + _told(request)),
        **more,
    }


def show(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(f"offer_site/{template}", context), status=status)


def _told(request: HttpRequest) -> str:
    """The address to print: of a page that anybody may open. What was posted leads to the front page."""
    return request.path_info if request.method in ("GET", "HEAD") else START
