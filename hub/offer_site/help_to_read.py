"""A subject with all its help, and one piece of help by itself: whomever it serves."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hub.conversations import words as content
from hub.conversations.page_words import today
from hub.offer_site.front import situations
from hub.offer_site.rows import Row, ask_them, not_told, row
from hub.offer_site.site_page import START, page, show
from kinship.local_offer import Offered, Shelf


@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """GET /offer/topic/<topic>/: by need, each piece with what it is and a link to the rest."""
    shelf = content.shelf()
    if topic not in shelf.topics():
        raise Http404
    found = shelf.find(topic, (), {}, (), today())
    context = page(
        request,
        str(shelf.topics()[topic]["title"]),
        [(START, content.site_words()["page"]["start"])],
        opening=found.opening,
        needs=_by_need(shelf, topic, [row(shelf, topic, each) for each in found.entries]),
        gaps=not_told(shelf, topic, found),
        ask_them=ask_them(),
        situations=[{**each, "href": f"{each['href']}{topic}/"} for each in situations()],
    )
    return show("topic.html", context)


@require_safe
def entry(request: HttpRequest, topic: str, area: str, entry: str) -> HttpResponse:
    """GET /offer/help/<topic>/<area>/<id>/"""
    shelf = content.shelf()
    offered = _find(shelf, topic, area, entry)
    if offered is None:
        raise Http404
    shown, title = row(shelf, topic, offered), str(shelf.topics()[topic]["title"])
    context = page(
        request,
        shown.told.title,
        [(START, content.site_words()["page"]["start"]), (f"/offer/topic/{topic}/", title)],
        row=shown,
        serves=_serves(shelf, offered),
        back=content.site_words()["entry"]["back"].format(topic=title),
        back_at=f"/offer/topic/{topic}/",
    )
    return show("entry.html", context)


def _find(shelf: Shelf, topic: str, area: str, entry: str) -> Offered | None:
    if topic not in shelf.topics():
        return None
    every = shelf.find(topic, (), {}, (), today()).entries
    return next((each for each in every if each.area == area and each.entry["id"] == entry), None)


def _by_need(shelf: Shelf, topic: str, rows: list[Row]) -> list[dict[str, object]]:
    """The pieces under the need they meet, in the order of the checklist."""
    needs = shelf.topics()[topic].get("needs") or {}
    order = list(needs)
    place = {need: order.index(need) for need in order}
    ordered = sorted(rows, key=lambda each: place.get(each.told.need, len(order)))
    return [
        {"id": need, "title": str(needs.get(need, "")), "rows": list(group)}
        for need, group in groupby(ordered, key=lambda each: each.told.need)
    ]


def _serves(shelf: Shelf, offered: Offered) -> list[dict[str, str]]:
    """The situations it is for; none where it is for all of them."""
    serves = offered.entry.get("arrangements")
    if serves == "all" or set(serves or ()) >= set(shelf.arrangements()):
        return []
    return [each for each in situations() if each["href"].split("/")[3] in serves]
