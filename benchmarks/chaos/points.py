"""Named points: the moment at which harm is done, looked for from outside (in the hub's ledger, and in what is under way here)."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.chaos.advisers import Adviser
from benchmarks.chaos.carers import WebCarer

LOOK, WITHIN = 0.004, 15.0  # seconds: between two looks, and for which we wait for the moment


def _turn_asked() -> bool:
    from hub.conversations.models import BrainTurn

    return BrainTurn.objects.filter(state=BrainTurn.RUNNING).exists()


def _text_with_provider() -> bool:
    from hub.conversations.models import Outbox

    return Outbox.objects.filter(state=Outbox.SENDING).exists()


POINTS: dict[str, Callable[[], bool]] = {
    "at any moment": lambda: True,
    "while a message is being taken": lambda: WebCarer.sending > 0,
    "while the assistant is asked": _turn_asked,
    "while a text is handed over": _text_with_provider,
    "while an adviser's answer is sent": lambda: Adviser.sending > 0,
}


def wait_for(name: str) -> bool:
    """Until it is so; False when the moment did not come, and harm is done anyway."""
    from django.db import DatabaseError, InterfaceError, connection

    give_up, is_so = time.monotonic() + WITHIN, POINTS[name]
    while time.monotonic() < give_up:
        try:
            if is_so():
                return True
        except (DatabaseError, InterfaceError):  # it was cut off by the fault before
            connection.close()
        time.sleep(LOOK)
    return False
