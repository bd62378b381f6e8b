"""Having a say: what the offer lacks, said by anybody, and what the council did about it. No name, no cookie, no link to anybody.

Danger is heard before anything else, on every way through here; the words stay in the box whatever is refused.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hub.channels.addresses import address_block
from hub.conversations import danger, limits
from hub.conversations import words as content
from hub.conversations.danger import Danger
from hub.conversations.own_forms import fields_of, from_our_page
from hub.conversations.page_words import sentence
from hub.having_a_say import answering, keeping
from hub.offer_site.site_page import START, page, show

logger = logging.getLogger(__name__)


@csrf_exempt  # nobody's authority is used; the browser says whether the form is ours
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST (words, topic, who): keep it."""
    if request.method != "POST":
        return _form(request, QueryDict())
    fields, too_big = fields_of(request)
    typed = fields.get("words", "").replace("\r\n", "\n").replace("\0", " ").strip()
    heard = _heard(typed, fields)
    over = len(typed) - keeping.LONGEST
    if not from_our_page(request):
        return _form(request, fields, heard, "not_from_here", 403)
    if not typed:
        return _form(request, fields, heard, "empty", 400)
    if over > 0 or too_big:
        return _form(request, fields, heard, "over", 413, over=f"{max(over, 1):,}")
    try:
        if not limits.allow("said", address_block(request)):
            return _form(request, fields, heard, "too_many", 429)
        keeping.keep(typed, topic=fields.get("topic", ""), who=fields.get("who", ""), heard=heard)
    except DatabaseError:
        logger.exception("offer_site.say")
        return _form(request, fields, heard, "trouble", 503)
    said = content.say_words()["thanks"]
    return show("thanks.html", page(request, said["title"], _trail(), say=content.say_words(), danger=_shown(heard)))


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """GET /offer/done/: what families said and what was done about it, in the council's words, once a manager has released them."""
    shelf, said = content.shelf(), content.say_words()
    rows = [
        {
            "topic": str(shelf.topics()[each.topic]["title"]) if each.topic in shelf.topics() else "",
            "said": each.said,
            "did": sentence(each.did),
            "when": said["done"]["when"].format(month=f"{each.released_at:%B %Y}"),
        }
        for each in answering.shown()
    ]
    return show("done.html", page(request, said["done"]["title"], _trail(), say=said, rows=rows))


def _heard(typed: str, fields: QueryDict) -> Danger | None:
    """Danger in the words, or in whatever else came with the form: people in danger write where they can."""
    others = [text for name in fields if name != "words" for text in fields.getlist(name) if text]
    found = [danger.heard(text, "web") for text in (typed, *others) if text]
    return min(filter(None, found), key=lambda each: danger.PRIORITY[each.urgency], default=None)


def _form(
    request: HttpRequest,
    fields: QueryDict,
    heard: Danger | None = None,
    error: str = "",
    status: int = 200,
    **values: str,
) -> HttpResponse:
    shelf, said = content.shelf(), content.say_words()
    manager = (content.council().get("named_senior_manager") or {}).get("role") or ""
    told = said["form"] if error == "over" else said["errors"]
    context = page(
        request,
        said["page"]["title"],
        _trail(),
        say=said,
        danger=_shown(heard),
        error=told[error].format(**values) if error else "",
        typed=fields.get("words", "").replace("\r\n", "\n"),
        topics=[
            {"code": code, "label": words["title"], "chosen": code == fields.get("topic")}
            for code, words in shelf.topics().items()
        ],
        whos=[{**each, "chosen": each["id"] == fields.get("who")} for each in said["form"]["whos"]],
        who_reads=said["page"]["who_reads"].format(manager=manager) if manager else said["page"]["who_reads_unnamed"],
    )
    return show("say.html", context, status)


def _trail() -> list[Any]:
    return [(START, content.site_words()["page"]["start"])]


def _shown(heard: Danger | None) -> str:
    return sentence(heard.text) if heard else ""
