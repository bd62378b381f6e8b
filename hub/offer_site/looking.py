"""POST /offer/search: help in one's own words. The words are in no address, in no log and in no table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.conversations import danger
from hub.conversations import words as content
from hub.conversations.own_forms import fields_of
from hub.conversations.page_words import sentence, today
from hub.offer_site.rows import row
from hub.offer_site.site_page import START, page, show
from kinship.forgiving_search import LONGEST, look

MOST = 20  # pieces on the page


@csrf_exempt  # nobody's authority is used, and nothing is changed
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Whoever opens the address by itself (a reload, a bookmark) is led to the front page, which has the box."""
    if request.method != "POST":
        return HttpResponseRedirect(START, status=303)
    fields, _ = fields_of(request)
    typed = " ".join(fields.get("words", "").replace("\0", " ").split())
    heard = danger.heard(typed, "web") if typed else None  # before anything else, and all of it
    shelf, said = content.shelf(), content.site_words()["search"]
    found = look(shelf, typed, today())
    rows = [row(shelf, piece.topic, piece.offered) for piece in found.pieces[:MOST]]
    context = page(
        request,
        said["title"],
        [(START, content.site_words()["page"]["start"])],
        typed=typed[:LONGEST],
        danger=sentence(heard.text) if heard else "",
        rows=rows,
        read_as=said["read_as"].format(words=found.read_as) if found.read_as else "",
        count=said["count"].format(count=len(found.pieces)) if rows else "",
        whole=found.whole,
        topics=[{"href": f"/offer/topic/{code}/", "label": told["title"]} for code, told in shelf.topics().items()],
    )
    return show("search.html", context)
