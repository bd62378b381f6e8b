"""The pages for an address that is not there, and for a fault of ours that even the guards could not meet."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from hub.conversations import tokens
from hub.conversations import words as content
from hub.web_chat.answering import show
from hub.web_chat.page import plain
from hub.web_chat.wording import fill, sentence, words

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the way to the chat."""
    return _page("not_found.html", "not_found", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was asked makes no sense to us. The way to the chat."""
    return _page("not_found.html", "not_found", 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page("not_found.html", "not_found", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """500: whom to call. Touches no database."""
    return _page("broken.html", "service_down", 500)


def _page(template: str, part: str, status: int) -> HttpResponse:
    try:
        told = sentence(fill(part, "words", **content.person()))
        return show(template, plain(tokens.start_token(), words()[part]["title"], told=told), status)
    except Exception:  # not even the words can be read: better an empty page than a fault about a fault
        logger.exception("web_chat.errors")
        return HttpResponse(status=status)
