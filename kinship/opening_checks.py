"""Checks of `open`, the hours of a number as data: they can be read, and the words in `hours` say nothing else."""

from __future__ import annotations

import re
from typing import Any

from kinship import opening
from kinship.content_files import Lined, LinedList, Page

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANGE = re.compile(rf"({'|'.join(_DAY_NAMES)})\s*(?:to|-|–)\s*({'|'.join(_DAY_NAMES)})")
_TIME = re.compile(r"(?<![\d.])(\d{1,2})(?:[.:](\d\d))?\s*(am|pm|noon)\b|\b(noon|midday|midnight)\b")
_NO_HOLIDAYS = re.compile(r"\b(?:not|except|closed)\b[^.;]*bank holidays?")
_EVERY_DAY = re.compile(r"every (?:day|night)|all week|7 days|any time|always")
_ALL_HOURS = re.compile(r"24 hours|day and night|any time")
_PAIRS = (("front_door", "out_of_hours"), ("housing", "homeless_tonight"))


def check_open(page: Page, block: Lined, what: str) -> None:
    """`open` of one contact block: a list of {days, from, to} that the words in `hours` do not contradict."""
    given = block.get("open")
    if given is None:
        return
    line = block.line_of("open")
    if not isinstance(given, LinedList) or not given:
        page.refuse(line, f"'open' of {what} should be a list.", _LIKE_THIS)
        return
    before = len(page.faults)
    for span, where in zip(given, given.item_lines, strict=True):
        _check_span(page, span, where, what)
    if len(page.faults) == before and isinstance(block.get("hours"), str):
        _compare(page, block, what)


_LIKE_THIS = 'Write each line as - {days: [mon, tue], from: "09:00", to: "17:00"}.'


def _check_span(page: Page, span: Any, line: int, what: str) -> None:
    found = page.mapping(span, line, f"A line of 'open' of {what}")
    if found is None:
        return
    page.fields(found, ("days", "from", "to"), ("days", "from", "to"), f"a line of 'open' of {what}")
    days = found.get("days")
    if not isinstance(days, LinedList) or not days:
        page.refuse(line, f"'days' of {what} should be a list.", _LIKE_THIS)
    else:
        for day, where in zip(days, days.item_lines, strict=True):
            page.code(day, where, f"A day of {what}", opening.DAYS)
    for key in ("from", "to"):
        if found.get(key) is not None and opening.minutes(found[key]) is None:
            page.refuse(line, f"'{key}' of {what} is '{found[key]}'.", 'Write the time in quotes, as in "09:00".')
    begin, end = opening.minutes(found.get("from")), opening.minutes(found.get("to"))
    if begin is not None and end is not None and begin >= end:
        mend = 'For a night, write one line up to "24:00" and one from "00:00".'
        page.refuse(line, f"{what} would close at {found['to']}, before it opens at {found['from']}.", mend)


def check_someone_answers(page: Page, council: Lined) -> None:
    """A day number and its night number together cover the whole week, so that a carer is never sent to silence."""
    for by_day, by_night in _PAIRS:
        pair = [council.get(by_day), council.get(by_night)]
        if not all(isinstance(block, Lined) and isinstance(block.get("open"), LinedList) for block in pair):
            continue
        for day in opening.DAYS:
            gap = _gap(sorted(span for block in pair for span in opening.spans(block, day)))
            if gap is not None:
                page.refuse(
                    council[by_night].line_of("open"),
                    f"Nobody answers '{by_day}' or '{by_night}' on {day} from {_clock(gap)}.",
                    "Open one of the two then.",
                )


def _gap(spans: list[tuple[int, int]]) -> int | None:
    """The first minute of a day that no span covers."""
    covered = 0
    for begin, end in spans:
        if begin > covered:
            return covered
        covered = max(covered, end)
    return covered if covered < opening.MIDNIGHT else None


def _compare(page: Page, block: Lined, what: str) -> None:
    hours, line = block["hours"].casefold(), block.line_of("open")
    mend = "Make 'hours' and 'open' say the same."
    for fault in (*_days_differ(block, hours), *_times_differ(block, hours)):
        page.refuse(line, f"'open' of {what} {fault}", mend)


def _days_differ(block: Lined, hours: str) -> list[str]:
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


def _times_differ(block: Lined, hours: str) -> list[str]:
    written = {_minute(*found) for found in _TIME.findall(hours)}
    edges = {edge for day in opening.DAYS for span in opening.spans(block, day) for edge in span}
    edges -= {0, opening.MIDNIGHT}
    written -= {0, opening.MIDNIGHT}
    if _ALL_HOURS.search(hours):
        closed = [day for day in opening.WEEK if _gap(sorted(opening.spans(block, day))) is not None]
        return [f"is not the whole of {closed[0]}, and 'hours' is always."] if closed else []
    if not written:
        return []
    return [
        *(f"has {_clock(edge)}, and 'hours' has not." for edge in sorted(edges - written)),
        *(f"has no {_clock(time)}, and 'hours' has." for time in sorted(written - edges)),
    ]


def _minute(hour: str, minute: str, half: str, word: str) -> int:
    if word:
        return 0 if word == "midnight" else opening.MIDNIGHT // 2
    return (int(hour) % 12 + (0 if half == "am" else 12)) * 60 + int(minute or 0)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
