"""Dates and deadlines that follow from what was told, each with its law (deadlines.yml). What cannot be computed is left out."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kinship import yaml_text
from kinship.arrangement import Decision, Family, Law
from kinship.computed import days_meant
from kinship.facts import when_line
from kinship.last_good import LastGood

FILE = Path(__file__).with_name("deadlines.yml")
PAST, TODAY, AHEAD, ABOUT_NOW = "past", "today", "ahead", "about_now"
STANDINGS = (PAST, TODAY, AHEAD, ABOUT_NOW)
WIDEST = 31  # days: a date known to the month gives a span; a year alone gives nothing
_PARTS = {"id", "from", "after", "last_months", "possible", "surely", "when", "flag", "only_ahead", "law"}


@dataclass(frozen=True)
class Deadline:
    """A day that follows from a fact, or the span it lies in when the fact is known to the month.

    `standing` on the as-of date: past, today, ahead, or about_now (the span has begun and not ended).
    """

    id: str
    fact: str
    children: tuple[int, ...]
    earliest: date
    latest: date
    standing: str
    law: Law


def rows() -> tuple[Mapping[str, Any], ...]:
    """The rows of deadlines.yml, read again when it changed. Raises ValueError naming a part nobody knows."""
    return _rows.of(FILE)


def deadlines(family: Family, decision: Decision, child: int) -> Iterator[Deadline]:
    """The deadlines of one child, in the order of the file."""
    for row in rows():
        span = _span(row, family) if _holds(row, family, decision) else None
        if span is None:
            continue
        standing = _standing(*span, family.as_of)
        if not (row.get("only_ahead") and standing == PAST):
            yield Deadline(row["id"], row["from"], (child,), *span, standing, Law(**row["law"]))


def _holds(row: Mapping[str, Any], family: Family, decision: Decision) -> bool:
    keys = {each.key for each in decision.arrangements}
    lines = tuple((fact, frozenset(answers)) for fact, answers in when_line(row.get("when") or {}))
    return (
        ("possible" not in row or not keys.isdisjoint(row["possible"]))
        and ("surely" not in row or keys <= set(row["surely"]))
        and ("flag" not in row or row["flag"] in decision.flags)
        and family.fits(lines) is True
    )


def _span(row: Mapping[str, Any], family: Family) -> tuple[date, date] | None:
    told = family.said.get(row["from"])
    days = days_meant(told) if isinstance(told, str) else None
    if days is None or (days[1] - days[0]).days > WIDEST or (row["from"] == "order_made" and _several_orders(family)):
        return None
    try:
        first, last = (_moved(day, row) for day in days)
    except (ValueError, OverflowError):  # a year no calendar has
        return None
    return first, last


def _several_orders(family: Family) -> bool:
    """With more than one order told, nobody knows which of them was made that day."""
    orders = family.said.get("order_in_force")
    return isinstance(orders, tuple) and len(orders) > 1


def _moved(day: date, row: Mapping[str, Any]) -> date:
    if "last_months" in row:
        return _last_day(day, row["last_months"])
    after = row["after"]
    moved = day + timedelta(days=after.get("days", 0), weeks=after.get("weeks", 0))
    return _same_day(moved, 12 * after["years"]) if "years" in after else moved


def _same_day(day: date, months: int) -> date:
    """The corresponding day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_day(day: date, months: int) -> date:
    """The last day of a period of months that begins with `day`."""
    end = _same_day(day, months)
    return end - timedelta(days=1) if end.day == day.day else end


def _standing(earliest: date, latest: date, as_of: date) -> str:
    if latest < as_of:
        return PAST
    if earliest > as_of:
        return AHEAD
    return TODAY if earliest == latest else ABOUT_NOW


def _read(path: Path, _before: tuple | None) -> tuple[Mapping[str, Any], ...]:
    written = yaml_text.load(path.read_text(encoding="utf-8"))
    for row in written:
        if stray := set(row) - _PARTS:
            raise ValueError(f"'{row.get('id')}' has {sorted(stray)}. Use only {sorted(_PARTS)}.")
    return tuple(written)


_rows: LastGood[tuple[Mapping[str, Any], ...]] = LastGood(_read)
