"""The database could not be asked, or not in time. What was written stands on the page, and the very form can be sent again.

Asks nothing of the database. The forms of a conversation carry a key: sent twice, a reply or a note is there once.
"""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.adviser_desk.wording import words
from hub.conversations.words import council

logger = logging.getLogger(__name__)
BUSY = (OperationalError, InterfaceError)
STATUS = 503  # at which Django's session middleware does not try to write either
BY_SCRIPT = ("X-Live", "X-Fragment")  # the page asks by itself, and asks again later
SECRETS = ("password", "code", "credential")  # never put back on a page
TOKEN = "csrfmiddlewaretoken"


def page(request: HttpRequest, fault: Exception) -> HttpResponse:
    """What an adviser sees, with status 503."""
    logger.warning("desk.database_busy fault=%s", type(fault).__name__)
    if any(each in request.headers for each in BY_SCRIPT):
        return HttpResponse(status=STATUS)
    fields = _sent(request)
    said = words()
    told = {
        "say": said,
        "title": said["busy"]["title"],
        "council": council().get("council_name", ""),
        "address": request.get_full_path(),
        "fields": fields,
        "posted": request.method == "POST",
        "written": [value for _, value in fields if " " in value.strip()],
    }
    return render(request, "adviser_desk/busy.html", told, status=STATUS)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The form as it was posted, but for its token; nothing of one with a secret in it."""
    if request.method != "POST" or any(secret in name for name in request.POST for secret in SECRETS):
        return []
    return [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
