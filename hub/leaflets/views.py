"""The pages and files of the papers: read which one is wanted, make it, hand it over. They say nothing about who asks."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.conversations import page_words
from hub.conversations import words as content
from hub.leaflets import papers
from hub.leaflets.kept import TooBusy
from hub.leaflets.pdf import PaperUnavailable

logger = logging.getLogger(__name__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """GET /offer/paper/: every paper there is."""
    topics = [(name, str(told["title"])) for name, told in content.shelf().topics().items()]
    context = {
        **page_words.around(),
        "say": content.leaflet_words(),
        "topics": topics,
        "forms": [(form, content.leaflet_words()["pages"][form]) for form in papers.FORMS],
    }
    return render(request, "leaflets/index.html", context)


@require_safe
def page(request: HttpRequest, topic: str, form: str) -> HttpResponse:
    """GET /offer/paper/<topic>/<form>/: the paper as a page, which any browser can print."""
    try:
        return HttpResponse(papers.page(form, topic))
    except KeyError:
        raise Http404 from None


@require_safe
def file(request: HttpRequest, topic: str, form: str) -> HttpResponse:
    """GET /offer/paper/<topic>/<form>.pdf: the paper as a tagged PDF; where none can be made, a page that offers the other."""
    try:
        made = papers.file(form, topic)
    except KeyError:
        raise Http404 from None
    except (PaperUnavailable, TooBusy) as fault:
        logger.warning("leaflets.no_file form=%s topic=%s: %s", form, topic, type(fault).__name__)
        return _no_file(request, form, topic)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{papers.file_name(form, topic)}.pdf"'
    return response


def _no_file(request: HttpRequest, form: str, topic: str) -> HttpResponse:
    context = {
        "say": content.leaflet_words(),
        "council": content.council().get("council_name", ""),
        "exit": page_words.exit_address(),
        "form_name": content.leaflet_words()["pages"][form],
        "page": f"/offer/paper/{topic}/{form}/",
    }
    return render(request, "leaflets/no_file.html", context, status=503)
