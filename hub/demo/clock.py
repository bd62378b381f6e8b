"""The demo's clock: what is told as having happened on Monday is done on Monday, in each row and each entry that it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from kinship.clock import as_utc, in_england

SATURDAY = 5


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at this moment. In this process only, which does nothing else meanwhile."""
    with patch("django.utils.timezone.now", lambda: moment):
        yield


def working_day(now: datetime, days_ago: int, clock: str) -> datetime:
    """So many days before today, weekends not counted, at this time in England (`clock`: "10:05")."""
    day = in_england(now).date()
    while days_ago or day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
        days_ago -= day.weekday() < SATURDAY and days_ago > 0
    return as_utc(datetime.fromisoformat(f"{day.isoformat()} {clock}"))
