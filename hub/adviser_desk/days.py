"""A day that somebody wrote into a form."""

from __future__ import annotations

from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)  # beyond these there may be no day before or after it to reckon with


def day_of(written: str) -> date:
    """The day, as a browser writes it (2026-11-22). Raises ValueError where it is none, or one that is of no use here."""
    day = date.fromisoformat(written)
    if not FIRST <= day <= LAST:
        raise ValueError("a day beyond those we reckon with")
    return day
