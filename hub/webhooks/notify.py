"""GOV.UK Notify's doors: a received text, and what became of one of ours. Checked, kept, answered at once; a worker does the rest.

Notify waits 5 seconds, tries again only after a 429, a 5xx or no answer, and drops what gets any other 4xx for good. So a fault
of ours is always a 503. What it gave up on, hub/conversations/reconcile.py fetches.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from hub.channels import notify_forms
from hub.conversations.ledger import Moved
from hub.conversations.texting.arriving import arrived
from hub.conversations.texting.reported import reported

logger = logging.getLogger(__name__)

BUSY = (DatabaseError, InterfaceError, Moved)


@csrf_exempt
def received_text(request: HttpRequest) -> HttpResponse:
    """A text of a person, or a list of them."""
    return _taken(request, _take_text)


@csrf_exempt
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of a text of ours, or of several."""
    return _taken(request, _take_receipt)


def _take_text(item: Any) -> None:
    arrived(notify_forms.inbound(item))


def _take_receipt(item: Any) -> None:
    status = notify_forms.receipt(item)
    if status is not None:
        reported(status)


def _taken(request: HttpRequest, take: Callable[[Any], None]) -> HttpResponse:
    """The answer, after everything in it was taken. One that cannot be taken never stops those behind it."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if settings.KINSHIP_SMS != notify_forms.PROVIDER:
        return HttpResponse(status=404)
    if not settings.KINSHIP_NOTIFY["tokens"]:  # ours to mend, so Notify must keep it
        logger.error("notify.no_tokens missing=KINSHIP_NOTIFY_CALLBACK_TOKENS")
        return HttpResponse(status=503)
    if not notify_forms.is_authentic(request):
        logger.warning("notify.not_authentic door=%s", take.__name__)
        return HttpResponse(status=403)
    try:
        items = notify_forms.items(request)
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except (ValueError, RecursionError, UnreadablePostError):
        logger.warning("notify.unreadable door=%s", take.__name__)
        return HttpResponse(status=400)
    return HttpResponse(status=max((_status(take, item) for item in items), default=200))


def _status(take: Callable[[Any], None], item: Any) -> int:
    """200, 400 (nobody can read it) or 503 (try again): the worst of them answers for all, and what was taken is known again."""
    try:
        take(item)
    except BUSY as fault:
        logger.warning("notify.busy door=%s fault=%s", take.__name__, type(fault).__name__)
        return 503
    except notify_forms.Unreadable as fault:
        logger.warning("notify.unreadable door=%s fault=%s", take.__name__, fault)
        return 400
    except Exception as fault:  # told by its kind only: a message could hold somebody's words
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("notify.fault door=%s fault=%s\n%s", take.__name__, type(fault).__name__, where)
        return 503
    return 200
