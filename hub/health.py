"""Is this process alive (`/health/live`), and can carers be served (`/health/ready`)?

The assistant being away does not make us unready: the pages then say so and name a person. It is shown, as `"brain": "down"`.
So is an assistant that understands less than it could, as `"understanding": "without_encoder"`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.conversations import alerts, dangers, legal_holds, pulse

log = logging.getLogger(__name__)
PULSE_WITHIN = timedelta(seconds=45)  # a worker gives a sign of life every 5 s; a long write may hold it up


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers: that is all."""
    return _answer({"live": True}, good=True)


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when a carer's message can be stored and will be worked on; 503 with what is missing otherwise."""
    state: dict[str, Any] = {"database": "down", "migrations": "unknown", "worker": "unknown", "brain": "unknown"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state["database"] = "up"
        state["migrations"] = "applied" if _migrated() else "missing"
        if state["migrations"] == "applied":
            state |= _worker() | _dangers() | _holds()
    except DatabaseError:
        log.warning("The database did not answer a look at our health.", exc_info=True)
    good = (state["database"], state["migrations"], state["worker"]) == ("up", "applied", "up")
    return _answer({"ready": good, **state}, good=good)


def _worker() -> dict[str, str]:
    newest = pulse.latest()
    if newest is None or newest[0] < timezone.now() - PULSE_WITHIN:
        return {"worker": "down", "brain": "unknown"}
    _, brain_up, understanding = newest
    return (
        {"worker": "up", "brain": "up", "understanding": understanding}
        if brain_up
        else {"worker": "up", "brain": "down"}
    )


def _dangers() -> dict[str, Any]:
    """How many dangers no person has taken, how long the oldest waits, and who would be told. It makes us no less ready."""
    waiting = dangers.unowned()
    minutes = int((timezone.now() - waiting.oldest).total_seconds() // 60) if waiting.oldest else None
    told = ", ".join(alerts.ways()) or alerts.NOBODY
    return {"dangers_unowned": waiting.count, "danger_oldest_minutes": minutes, "alerts": told}


def _holds() -> dict[str, int]:
    """How many conversations that must be kept are past the day on which somebody should have looked at them again."""
    late = legal_holds.past_review(timezone.now())
    return {"holds_past_review": late} if late else {}


def _migrated() -> bool:
    try:
        return _all_applied()
    except LookupError:
        return False


@cache
def _all_applied() -> bool:
    """True, remembered: what has been applied stays applied. Raises LookupError while something is missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError("migrations are missing")  # an exception is not remembered: the next look sees them applied
    return True


def _answer(body: dict, *, good: bool) -> JsonResponse:
    answer = JsonResponse(body, status=200 if good else 503)
    answer["Cache-Control"] = "no-store"
    return answer
