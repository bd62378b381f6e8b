"""The years of a review: from April to March, and of the year that runs only the months that are over.

A month is counted when it has ended: a page that counted on day by day would tell, from one day to the next, who had asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

APRIL = 4


@dataclass(frozen=True)
class Year:
    """From `first` on, before `until`; both the first day of a month. Empty where no month has ended yet."""

    begins: int
    first: date
    until: date

    @property
    def name(self) -> str:
        return f"{self.begins}/{(self.begins + 1) % 100:02}"

    @property
    def whole(self) -> bool:
        return self.until == date(self.begins + 1, APRIL, 1)

    @property
    def months(self) -> list[date]:
        found, month = [], self.first
        while month < self.until:
            found.append(month)
            month = _next(month)
        return found


def year(begins: int, today: date) -> Year:
    """The year that begins in April of `begins`, as far as its months have ended."""
    first, this_month = date(begins, APRIL, 1), today.replace(day=1)
    return Year(begins, first, max(first, min(date(begins + 1, APRIL, 1), this_month)))


def current(today: date) -> int:
    """The year that runs; in April, when no month of it has ended, the one before."""
    begins = today.year if today.month >= APRIL else today.year - 1
    return begins if year(begins, today).months else begins - 1


def last_month(today: date) -> date:
    this_month = today.replace(day=1)
    return date(this_month.year - (this_month.month == 1), (this_month.month - 2) % 12 + 1, 1)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
