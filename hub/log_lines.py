"""What stands in a line of our logs: our own words, codes and ids. Never what an exception says, and never an address that was asked for.

Django tells the path of each request it refuses, and a wrong Host as it came; an exception's text can hold what somebody wrote
or the number a provider refused. Both are somebody else's words, so they are left out here, in the one place all lines go through.
"""

from __future__ import annotations

import copy
import logging
import traceback
from types import TracebackType

SAID_BY_DJANGO = ("django.request", "django.security", "django.template")  # their messages hold what was sent to us
Fault = tuple[type[BaseException], BaseException, TracebackType | None]


class IdsOnly(logging.Formatter):
    """The lines of code a fault came through and its kind, without its text; Django's refusals as a status only."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = record.stack_info = None  # another handler may have written it down with its text
        if record.name.startswith(SAID_BY_DJANGO):
            record.msg, record.args = f"refused status={getattr(record, 'status_code', '-')}", ()
        return super().format(record)

    def formatException(self, ei: Fault) -> str:  # the name is the library's
        return without_text(ei[1])


def without_text(fault: BaseException | None) -> str:
    """Where a fault came from and of what kind it was, and the faults behind it: no word of what it says."""
    told: list[str] = []
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        told.append("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n".join(told)
