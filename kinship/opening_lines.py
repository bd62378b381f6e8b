"""The hours of a number (`open`) as lines a person can write, and back: "Monday to Friday: 09:00 to 17:00", a stretch a line.

A line may name days of the calendar: "24 December 2026: 09:00 to 12:00", "29 December 2026: closed". What cannot be read comes back
as it was typed, as text in the list; `team_check` says so at its line.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from kinship import opening

NAMES = {
    **dict(
        zip(opening.WEEK, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
    ),
    opening.BANK_HOLIDAY: "bank holidays",
}
LIKE_THIS = "Write it like this: Monday to Friday: 09:00 to 17:00"
_CODES = {name.casefold(): code for code, name in NAMES.items()} | {"bank holiday": opening.BANK_HOLIDAY}
_CODES |= {name.casefold()[:3]: code for code, name in NAMES.items() if code in opening.WEEK}
_TO = r"\s*(?:to|until|-|–)\s*"
_TIME = r"(\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm)?|noon|midday|midnight)"
_LINE = re.compile(rf"(.+?)\s*[:,]?\s+(?:{_TIME}{_TO}{_TIME}|(closed))\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d\d))?\s*(am|pm)?")


def as_lines(given: Any) -> str | None:
    """`open` as lines; None where they would not say the same."""
    if not isinstance(given, list) or not given:
        return None
    try:
        text = "\n".join(_line(each) for each in given)
    except (KeyError, TypeError, ValueError):
        return None
    return text if of_lines(text) == given else None


def of_lines(text: str) -> list[Any]:
    """The stretches, as a file holds them as JSON (days of the calendar as text); a line that cannot be read, as it is."""
    return [_stretch(line.strip()) for line in text.split("\n") if line.strip()]


def typed(given: Any) -> Any:
    """The same as a file holds it: days of the calendar are dates."""
    if not isinstance(given, list):
        return given
    return [
        {**each, "dates": [_dated(day) for day in each["dates"]]}
        if isinstance(each, dict) and isinstance(each.get("dates"), list)
        else each
        for each in given
    ]


def _line(stretch: Any) -> str:
    days = [_said(day) for day in stretch["dates"]] if "dates" in stretch else _runs(stretch["days"])
    when = "closed" if stretch.get("closed") is True else f"{stretch['from']} to {stretch['to']}"
    return f"{', '.join(days)}: {when}"


def _runs(days: list[str]) -> list[str]:
    """Three days in a row or more are told by the first and the last."""
    found: list[list[str]] = []
    for day in days:
        last = found[-1][-1] if found else ""
        if last in opening.WEEK[:-1] and day == opening.WEEK[opening.WEEK.index(last) + 1]:
            found[-1].append(day)
        else:
            found.append([day])
    names = [[NAMES[day] for day in run] for run in found]
    return [each for run in names for each in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]


def _stretch(line: str) -> Any:
    found = _LINE.fullmatch(line)
    if not found:
        return line
    days = _days(found[1])
    if days is None:
        return line
    if found[4]:
        return {**days, "closed": True}
    begin, end = _clock(found[2]), _clock(found[3], ends=True)
    return line if begin is None or end is None else {**days, "from": begin, "to": end}


def _days(words: str) -> dict[str, list[str]] | None:
    parts = [each.strip() for each in re.split(r",|\band\b", words) if each.strip()]
    dates = [_date(each) for each in parts]
    if parts and all(dates):
        return {"dates": [str(each) for each in dates]}
    days: list[str] = []
    for part in parts:
        if part.casefold() == "every day":
            days += opening.WEEK
            continue
        first, _, last = re.sub(_TO, "|", part.casefold()).partition("|")
        ends = [_CODES.get(each) for each in (first, last or first)]
        if None in ends:
            return None
        if not last:
            days.append(str(ends[0]))
        elif opening.BANK_HOLIDAY in ends:
            return None
        else:
            begin, end = (opening.WEEK.index(str(each)) for each in ends)
            days += [opening.WEEK[number % 7] for number in range(begin, end + 1 if end >= begin else end + 8)]
    return {"days": days} if days else None


def _clock(word: str, *, ends: bool = False) -> str | None:
    word = word.casefold().strip()
    if word in ("noon", "midday", "midnight"):
        return "12:00" if word != "midnight" else "24:00" if ends else "00:00"
    found = _CLOCK.fullmatch(word)
    if not found:
        return None
    hour = int(found[1])
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    elif found[2] is None:
        return None  # "9 to 5": of the morning or the evening is not said
    told = f"{hour:02}:{found[2] or '00'}"
    return told if opening.minutes(told) is not None else None


def _date(words: str) -> str | None:
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(words, form).date().isoformat()
        except ValueError:
            continue
    return None


def _said(day: Any) -> str:
    told = _dated(day)
    if not isinstance(told, date):
        raise ValueError
    return f"{told.day} {told:%B %Y}"


def _dated(day: Any) -> Any:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return day
