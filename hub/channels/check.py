"""One point that was checked, and how a provider's fault is told to a technician: by kind and status, never in its own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Check:
    """`what` was checked; `ok`: None where it can only be told, or not be found out; `mend`: what to do where it is not."""

    what: str
    ok: bool | None = None
    mend: str = ""


def reached(ask: Callable[[], T]) -> tuple[T | None, str]:
    """What was answered, and "" or why not. Raises nothing."""
    try:
        return ask(), ""
    except Exception as fault:  # a library's: HTTPError of Notify, TwilioRestException, requests' own
        status = getattr(fault, "status_code", None) or getattr(fault, "status", None)
        answered = getattr(fault, "response", True) is not None and status
        return None, f"it answered {status}" if answered else f"no answer ({type(fault).__name__})"
