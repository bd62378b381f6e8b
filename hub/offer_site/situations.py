"""One situation: what it is, who decides, what to do first, and the help for it, subject by subject.

Which help serves it is decided as it is in the chat (kinship.local_offer), for somebody of whom nothing else is known.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from hub.conversations import words as content
from hub.conversations.page_words import day, sentence, today
from hub.offer_site.rows import ask_them, not_told, row
from hub.offer_site.site_page import START, page, show
from kinship.local_offer import Shelf, standing


@require_safe
def situation(request: HttpRequest, situation: str) -> HttpResponse:
    """GET /offer/situation/<arrangement>/"""
    shelf = content.shelf()
    told, name = _known(shelf, situation)
    age, said = standing(told, today()), content.site_words()["situation"]
    context = page(
        request,
        name,
        [(START, content.site_words()["page"]["start"])],
        official=str(told["official"]),
        too_old=age == "past_limit",
        parts=[] if age == "past_limit" else _parts(told),
        steps=[] if age == "past_limit" else [sentence(step) for step in told["first_steps"]],
        checked=_checked(told, age),
        source=told["source"],
        topics=[
            {
                "href": f"/offer/situation/{situation}/{topic}/",
                "label": said["topic"].format(topic=words["title"], count=count) if count else words["title"],
            }
            for topic, words in shelf.topics().items()
            for count in [len(shelf.find(topic, [situation], {}, (), today()).entries)]
        ],
    )
    return show("situation.html", context)


@require_safe
def topic_for(request: HttpRequest, situation: str, topic: str) -> HttpResponse:
    """GET /offer/situation/<arrangement>/<topic>/: each piece of help in full."""
    shelf = content.shelf()
    _, name = _known(shelf, situation)
    if topic not in shelf.topics():
        raise Http404
    title = shelf.topics()[topic]["title"]
    found = shelf.find(topic, [situation], {}, (), today())
    context = page(
        request,
        content.site_words()["topic"]["title_for"].format(topic=title, situation=name),
        [(START, content.site_words()["page"]["start"]), (f"/offer/situation/{situation}/", name)],
        opening=found.opening,
        rows=[row(shelf, topic, each) for each in found.entries],
        gaps=not_told(shelf, topic, found),
        ask_them=ask_them(),
        all_of=content.site_words()["topic"]["all_of"].format(topic=title),
        all_of_at=f"/offer/topic/{topic}/",
    )
    return show("topic_for.html", context)


def _known(shelf: Shelf, code: str) -> tuple[Any, str]:
    """The words for an arrangement, and how somebody says it who lives in it. Raises Http404."""
    said = content.site_words()["situations"]
    if code not in shelf.arrangements():
        raise Http404
    told = shelf.arrangement(code)
    return told, str(said.get(code) or told["official"])


def _parts(told: Any) -> list[tuple[str, SafeString]]:
    said = content.site_words()["situation"]
    return [(said[part], sentence(str(told[part]))) for part in ("what_it_is", "who_decides", "today")]


def _checked(told: Any, age: str) -> str:
    said, on = content.site_words()["situation"], told.get("checked_on")
    checked = day(on) if isinstance(on, date) else str(on or "")
    if age == "past_limit":
        return str(said["past_limit"])
    line = said["checked"].format(source=told["source"]["title"], checked_on=checked)
    return f"{line} {said['past_review'].format(checked_on=checked)}" if age == "past_review" else line
