"""Twilio's doors: a message of a person, and what became of one of ours. Checked, kept, answered at once; a worker does the rest.

Twilio waits 15 seconds and tries again once after a 5xx or no answer; what it gave up on, the worker fetches from its list. The
answer is always empty TwiML: plain words would be sent to the person as a text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from hub.channels import twilio_forms, twilio_wire
from hub.conversations.ledger import Moved

logger = logging.getLogger(__name__)

BUSY = (DatabaseError, InterfaceError, Moved)
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt
def message(request: HttpRequest) -> HttpResponse:
    """A message of a person, by SMS or WhatsApp."""
    return _taken(request, _take_message)


@csrf_exempt
def status(request: HttpRequest) -> HttpResponse:
    """What became of a message of ours; `?r=` says which."""
    return _taken(request, _take_status)


def _take_message(request: HttpRequest) -> None:
    from hub.conversations.texting.arriving import arrived

    arrived(twilio_forms.inbound(request))


def _take_status(request: HttpRequest) -> None:
    from hub.conversations.texting.reported import reported

    told = twilio_forms.status(request)
    if told is not None:
        reported(told)


def _taken(request: HttpRequest, take: Callable[[HttpRequest], None]) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if twilio_wire.PROVIDER not in (settings.KINSHIP_SMS, settings.KINSHIP_WHATSAPP):
        return HttpResponse(status=404)
    try:
        if not twilio_wire.is_authentic(request):
            logger.warning("twilio.not_authentic door=%s", take.__name__)
            return HttpResponse(status=403)
        take(request)
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except UnreadablePostError:
        return HttpResponse(status=400)
    except twilio_wire.Unreadable as fault:
        logger.warning("twilio.unreadable door=%s fault=%s", take.__name__, fault)
        return HttpResponse(status=400)
    except BUSY as fault:
        logger.warning("twilio.busy door=%s fault=%s", take.__name__, type(fault).__name__)
        return HttpResponse(status=503)
    except Exception as fault:  # told by its kind only: a message could hold somebody's words
        logger.error("twilio.fault door=%s fault=%s", take.__name__, type(fault).__name__)
        return HttpResponse(status=503)
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml; charset=utf-8")
