"""What stands before every POST of the chat: it comes from our own page, is not too big, not too often, and is always heard.

The token in the form is the authority, so Django's cookie check is not used. Whatever is refused, the words stay in the
box, and danger in them is answered and made known (told.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from hub.conversations import limits, replays
from hub.conversations.ledger import NoSuchConversation
from hub.conversations.own_forms import from_our_page
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
    """A POST of the chat page, guarded. Whoever asks for its address by itself (a reload, a bookmark) is led to the first view."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return to_start()
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
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
        if posted.too_big and not posted.leaves:  # who wants to be gone is never held up by what they wrote
            return refusals.too_long(told.in_refused_words(request, posted))
        return view(request, posted)
    except Refused as refused:
        reason = "erased" if replays.was_erased("web", posted.text_key, posted.choice_key) else refused.reason
        return refusals.closed(told.in_refused_words(request, posted, reason), reason)
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
