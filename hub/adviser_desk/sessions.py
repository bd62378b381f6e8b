"""How long somebody stays signed in: 9 hours at most, 15 minutes without doing anything. Pages that ask by themselves do not count."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

BEGUN, ACTED, SECOND_FACTOR = "desk_begun", "desk_acted", "desk_second_factor"
WRITTEN_EVERY = 30  # seconds: the time of the last action is not saved with each click
FRESH = 10 * 60  # seconds after signing in, in which somebody may change their second factor


def begin(request: HttpRequest, second_factor: str) -> None:
    """Somebody is signed in, with this second factor (a code; "" for none yet). The clock starts."""
    type(request.session).clear_expired()
    now = time.time()
    request.session[BEGUN] = request.session[ACTED] = now
    request.session[SECOND_FACTOR] = str(second_factor)


def has_second_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(SECOND_FACTOR))


def second_factor_shown(request: HttpRequest, kind: str) -> None:
    """They have set one up. The session gets a new key, as at every rise in what it may do."""
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = str(kind)


def is_fresh(request: HttpRequest) -> bool:
    """Whether they have signed in just now."""
    return time.time() - request.session.get(BEGUN, 0) <= FRESH


def acted(request: HttpRequest) -> None:
    """Somebody did something: the 15 minutes begin anew."""
    now = time.time()
    if now - request.session.get(ACTED, 0) >= WRITTEN_EVERY:
        request.session[ACTED] = now


def is_over(session: MutableMapping[str, Any]) -> bool:
    """Whether a session has lasted too long, or nothing was done in it for too long, or it never began at our door."""
    now, begun = time.time(), session.get(BEGUN, 0)
    return (
        now - begun > settings.KINSHIP_SESSION_LONGEST
        or now - session.get(ACTED, begun) > settings.KINSHIP_SESSION_IDLE
    )


def is_ending(request: HttpRequest) -> bool:
    """Whether somebody is signed in who has stayed too long: everything of the session is to go now."""
    return request.user.is_authenticated and is_over(request.session)
