"""Is this cookie header a live session of someone who works here? For the stream, which has no Django request."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, parse_cookie

from hub.adviser_desk import access, sessions


def is_live_staff_session(cookies: str) -> bool:
    """Whether these cookies carry a session that the desk's pages would open to. Writes nothing, and lets go of its connection."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        user = get_user(request)  # also compares the session with the password it was opened with
        return access.works_here(user) and sessions.has_second_factor(request) and not sessions.is_over(request.session)
    finally:
        connections.close_all()  # streams live for minutes: a connection each would exhaust the database
