"""What stands before every POST of the chat: it comes from our own page, is not too big, not too often, and is always heard.

The token in the form is the authority, so Django's cookie check is not used. Whatever is refused, the words stay in the
box, and danger in them is answered and made known (told.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from hub.conversations import limits
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.tokens import Refused
from hub.web_chat import refusals, told
from hub.web_chat.posted import Posted, read

logger = logging.getLogger(__name__)
START = "/chat/"
View = Callable[[HttpRequest, Posted], HttpResponse]


class TooMany(Exception):
    """More than is allowed just now. `kind` as in limits."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def door(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A POST of the chat page, guarded. Any other method leads to the first view."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return to_start()
        posted = read(request)
        try:
            return _taken(view, request, posted)
        except DatabaseError:
            logger.exception("web_chat.database")
            return refusals.trouble(posted)
        except Exception:  # whatever went wrong: the carer keeps the words, and danger in them is answered
            logger.exception("web_chat.fault")
            return refusals.trouble(posted, status=500)

    return guarded


def _taken(view: View, request: HttpRequest, posted: Posted) -> HttpResponse:
    try:
        if not from_our_page(request):
            return refusals.not_from_here(posted)
        posted = told.in_other_fields(request, posted)
        if posted.too_big:
            return refusals.too_long(told.in_refused_words(request, posted))
        return view(request, posted)
    except Refused as refused:
        return refusals.closed(told.in_refused_words(request, posted, refused.reason), refused.reason)
    except NoSuchConversation:
        return refusals.closed(told.in_refused_words(request, posted, "erased"), "erased")
    except TooMany as too_many:
        return refusals.too_many(told.in_refused_words(request, posted), too_many.kind)


def to_start() -> HttpResponse:
    response = HttpResponseRedirect(START)
    response.status_code = 303
    return response


def allow(kind: str, key: object) -> None:
    """Raises TooMany."""
    if not limits.allow(kind, str(key)):
        raise TooMany(kind)


def from_our_page(request: HttpRequest) -> bool:
    """The browser says where a form stood, unless it is old or told not to; then the token alone decides."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")  # none: the person reloads the page, or the browser restores it
    origin = request.headers.get("Origin")
    if not origin or origin == "null":  # our own pages send "null", because they tell nobody where they are
        return True
    return origin == _origin(settings.KINSHIP_PUBLIC_URL) or urlsplit(origin).netloc == request.get_host()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
