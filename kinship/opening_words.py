"""That the hours in words and the hours as data say the same: a carer reads the one, the clock goes by the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kinship import opening

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANGE = re.compile(rf"({'|'.join(_DAY_NAMES)})\s*(?:to|-|–)\s*({'|'.join(_DAY_NAMES)})")
_TIME = re.compile(r"(?<![\d.])(\d{1,2})(?:[.:](\d\d))?\s*(am|pm|noon)\b|\b(noon|midday|midnight)\b")
_NO_HOLIDAYS = re.compile(r"\b(?:not|except|closed)\b[^.;]*bank holidays?")
_EVERY_DAY = re.compile(r"every (?:day|night)|all week|7 days|any time|always")
_ALL_HOURS = re.compile(r"24 hours|day and night|any time")


def contradictions(block: Mapping[str, Any], said_in: str) -> list[str]:
    """Where `open` of a block and the words in its field `said_in` differ; each goes on from "'open' of …"."""
    hours = block[said_in].casefold()
    found = (*_days_differ(block, hours), *_times_differ(block, hours))
    return [fault.replace("'hours'", f"'{said_in}'") for fault in found]


def _days_differ(block: Mapping[str, Any], hours: str) -> list[str]:
    opens = {day for day in opening.DAYS if any(opening.spans(block, day))}
    holidays_closed = bool(_NO_HOLIDAYS.search(hours))
    faults = []
    if holidays_closed and opening.BANK_HOLIDAY in opens:
        faults.append("has bank holidays, and 'hours' says not.")
    if "bank holiday" in hours and not holidays_closed and opening.BANK_HOLIDAY not in opens:
        faults.append("has no bank holidays, and 'hours' has.")
    named = _named_days(hours)
    if not named:
        return faults
    for day in opening.WEEK:
        if day in named and day not in opens:
            faults.append(f"is closed on {day}, and 'hours' is not.")
        if day in opens and day not in named:
            faults.append(f"has {day}, and 'hours' has not.")
    return faults


def _named_days(hours: str) -> set[str]:
    """The days the words name; none when they name no day at all, as in "Check opening times"."""
    named: set[str] = set()
    for first, last in _RANGE.findall(hours):
        begin, end = _DAY_NAMES.index(first), _DAY_NAMES.index(last)
        named |= {opening.WEEK[number % 7] for number in range(begin, end + 1 if end >= begin else end + 8)}
    named |= {opening.WEEK[number] for number, name in enumerate(_DAY_NAMES) if name in hours}
    if re.search(r"week-?days|working day", hours):
        named |= set(opening.WEEK[:5])
    if re.search(r"week-?ends?", hours):
        named |= set(opening.WEEK[5:])
    return set(opening.WEEK) if _EVERY_DAY.search(hours) else named


def _times_differ(block: Mapping[str, Any], hours: str) -> list[str]:
    written = {_minute(*found) for found in _TIME.findall(hours)}
    edges = {edge for day in opening.DAYS for span in opening.spans(block, day) for edge in span}
    may_say = edges | {
        edge for day in opening.named_dates(block) for span in opening.spans_on(block, day) for edge in span
    }
    edges -= {0, opening.MIDNIGHT}
    written -= {0, opening.MIDNIGHT}
    if _ALL_HOURS.search(hours):
        closed = [day for day in opening.WEEK if opening.first_gap(list(opening.spans(block, day))) is not None]
        return [f"is not the whole of {closed[0]}, and 'hours' is always."] if closed else []
    if not written:
        return []
    return [
        *(f"has {opening.clock(edge)}, and 'hours' has not." for edge in sorted(edges - written)),
        *(f"has no {opening.clock(time)}, and 'hours' has." for time in sorted(written - may_say)),
    ]


def _minute(hour: str, minute: str, half: str, word: str) -> int:
    if word:
        return 0 if word == "midnight" else opening.MIDNIGHT // 2
    return (int(hour) % 12 + (0 if half == "am" else 12)) * 60 + int(minute or 0)
