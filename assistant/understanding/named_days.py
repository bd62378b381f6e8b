"""Christmas, half term, the fourteenth of May: days people name, as dates before a given day. The names are in calendar.yml."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from kinship import yaml_text

MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
DAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
SHORT_DAYS = {"sat": 5, "sun": 6, "tue": 1, "wed": 2, "weds": 2, "thur": 3, "thu": 3}
ORDINAL_SIGNS = {"st", "nd", "rd", "th"}
ORDINALS = {
    name: n
    for n, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {"thirtieth": 30}
TENS = {"twenty": 20, "thirty": 30}
YEAR = re.compile(r"(19[89]|20\d)\d")
DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})")
PARTS_OF_DAY = {"night", "morning", "afternoon", "evening", "lunchtime", "teatime", "tea"}
GONE = (["just", "gone"], ["just", "past"], ["this", "year"], ["gone"], ["past"])


@lru_cache(maxsize=1)
def _calendar() -> dict[str, list[tuple[list[str], dict[str, Any]]]]:
    """Named days by their first word, longest first."""
    told = yaml_text.load((Path(__file__).parent / "calendar.yml").read_text("utf-8"))
    out: dict[str, list[tuple[list[str], dict[str, Any]]]] = {}
    for rule in told["named"]:
        for phrase in rule["words"]:
            words = str(phrase).split()
            out.setdefault(words[0], []).append((words, rule))
    return {first: sorted(each, key=lambda e: -len(e[0])) for first, each in out.items()}


def named_day(words: list[str], j: int, as_of: date) -> tuple[int, str] | None:
    """ "easter", "bonfire night", "the summer holidays": where it ends and the last such day."""
    for phrase, rule in _calendar().get(words[j], ()):
        if words[j : j + len(phrase)] == phrase:
            end = j + len(phrase)
            if YEAR.fullmatch(words[end] if end < len(words) else ""):
                year, end = int(words[end]), end + 1
            elif words[end : end + 2] == ["last", "year"]:
                year, end = as_of.year - 1, end + 2
            else:
                year = 0
            return end, _value(rule, year, as_of)
    return None


def _value(rule: dict[str, Any], year: int, as_of: date) -> str:
    if "year" in rule:
        return f"{rule['year']}-{rule['month']:02d}" if "month" in rule else str(rule["year"])
    if "offset" in rule:
        off = timedelta(days=rule["offset"])
        day = easter(year or as_of.year) + off
        return (day if year or day <= as_of else easter(as_of.year - 1) + off).isoformat()
    if "easter" in rule:
        day = easter(year or as_of.year)
        return (day if year or day <= as_of else easter(as_of.year - 1)).isoformat()[:7]
    if "season" in rule:
        return str(year or (as_of.year if as_of.month >= rule["season"] else as_of.year - 1))
    month = rule.get("month") or max((m for m in rule["latest_of"] if m <= as_of.month), default=rule["latest_of"][-1])
    year = year or (as_of.year if (month, rule.get("day", 1)) <= (as_of.month, as_of.day) else as_of.year - 1)
    return f"{year}-{month:02d}" + (f"-{rule['day']:02d}" if "day" in rule else "")


def month(words: list[str], j: int, as_of: date, lead: set[str]) -> tuple[int, str] | None:
    """ "March", "February 2023", "June last year", "August gone": where it ends and the month as "2026-03"."""
    n = MONTHS.get(words[j])
    if n is None:
        return None
    end = j + 1
    if words[end : end + 1] in (["'"], ["of"]) and YEAR.fullmatch(words[end + 1] if end + 1 < len(words) else ""):
        end += 1
    if YEAR.fullmatch(words[end] if end < len(words) else ""):
        return end + 1, f"{words[end]}-{n:02d}"
    if words[end : end + 2] == ["last", "year"]:
        return end + 2, f"{as_of.year - 1}-{n:02d}"
    if words[end : end + 3] == ["the", "year", "before"] or words[end : end + 2] == ["before", "last"]:
        return None
    behind = n > as_of.month or ("last" in lead and n == as_of.month)
    for gone in GONE:
        if words[end : end + len(gone)] == gone:
            end += len(gone)
            break
    return end, f"{as_of.year - behind}-{n:02d}"


def day_of_month(words: list[str], j: int, as_of: date) -> tuple[int, str] | None:
    """ "12 August 2026", "the 3rd of September", "the fourteenth of May", "august 12th", "3/9/26"; without a year, the last such day."""
    written = DATE.fullmatch(words[j])
    if written:
        year = int(written[3]) + (2000 if len(written[3]) == 2 else 0)
        return _iso(j + 1, year, int(written[2]), int(written[1]))
    if words[j] in MONTHS:
        day, k = _day(words, j + 1 + (words[j + 1 : j + 2] == ["the"]), signed=True)
        n = MONTHS[words[j]]
    else:
        day, k = _day(words, j, signed=False)
        if day is None:
            return None
        if words[k : k + 3] in (["of", "this", "month"], ["of", "last", "month"]):
            gone = words[k + 1] == "last"
            n = (as_of.month - 1 - gone) % 12 + 1
            return _iso(k + 3, as_of.year - (n > as_of.month), n, day)
        if words[k - 1] in ORDINAL_SIGNS and _alone(words, j, k):
            return k, _last_such(day, as_of)
        k += words[k : k + 1] == ["of"]
        if k >= len(words) or words[k] not in MONTHS:
            return None
        n, k = MONTHS[words[k]], k + 1
    if day is None:
        return None
    k += words[k : k + 1] == [","] and bool(YEAR.fullmatch(words[k + 1] if k + 1 < len(words) else ""))
    if YEAR.fullmatch(words[k] if k < len(words) else ""):
        return _iso(k + 1, int(words[k]), n, day)
    if words[k : k + 2] == ["last", "year"]:
        return _iso(k + 2, as_of.year - 1, n, day)
    k += 2 * (words[k : k + 2] == ["this", "year"])
    return _iso(k, as_of.year - ((n, day) > (as_of.month, as_of.day)), n, day)


# What may follow "on the 10th" when it is the day of a month by itself.
AFTER_A_DAY = frozenset(
    """
    and at by when with he she they i we my his her their because as a an the this so it that just now in
""".split()
)


def _alone(words: list[str], j: int, k: int) -> bool:
    """ "on the 2nd", "since the 10th", "friday 13th": the day of this month or the one before."""
    lead = words[max(0, j - 2) : j]
    if not (lead == ["on", "the"] or lead in (["since", "the"], ["from", "the"]) or lead[-1:] in ([d] for d in DAYS)):
        return False
    return k >= len(words) or words[k] in AFTER_A_DAY


def _last_such(day: int, as_of: date) -> str:
    n = as_of.month if day <= as_of.day else as_of.month - 1 or 12
    year = as_of.year - (n > as_of.month)
    return f"{year}-{n:02d}-{min(day, 28 if n == 2 else 30 if n in {4, 6, 9, 11} else 31):02d}"


def _day(words: list[str], k: int, signed: bool) -> tuple[int | None, int]:
    """The number of a day and where it ends. `signed`: a bare number is not enough ("august 12")."""
    if k >= len(words):
        return None, k
    word, nxt = words[k], words[k + 1] if k + 1 < len(words) else ""
    if word in TENS and nxt in ORDINALS:
        return TENS[word] + ORDINALS[nxt], k + 2
    if word in ORDINALS:
        return ORDINALS[word], k + 1
    if word.isascii() and word.isdigit() and len(word) < 3 and (nxt in ORDINAL_SIGNS or not signed):
        return int(word), k + 1 + (nxt in ORDINAL_SIGNS)
    return None, k


def _iso(end: int, year: int, month: int, day: int) -> tuple[int, str] | None:
    try:
        return end, date(year, month, day).isoformat()
    except ValueError:
        return None


def weekday(words: list[str], j: int, as_of: date, lead: set[str]) -> tuple[int, str] | None:
    """ "last Tuesday", "Friday night", "Monday just gone", "a week last Monday": where it ends and the day."""
    word, nxt = words[j], words[j + 1] if j + 1 < len(words) else ""
    n = DAYS.get(word)
    if n is None and (lead & {"last", "on", "since"} or nxt in PARTS_OF_DAY):
        n = SHORT_DAYS.get(word)
    if words[max(0, j - 1) : j] == ["a"] and words[max(0, j - 2) : j - 1] in (["on"], ["of"]):
        return None  # "they come on a Saturday": every week
    if n is None or lead & {"next", "every", "each", "this", "till", "until", "by"}:
        return None
    day = as_of - timedelta(days=(as_of.weekday() - n) % 7 or 7)
    end = j + 1 + (nxt in PARTS_OF_DAY)
    if words[end : end + 2] == ["last", "week"] and day > as_of - timedelta(days=as_of.weekday()):
        return end + 2, (day - timedelta(days=7)).isoformat()
    if words[end : end + 1] in (["week"], ["coming"], ["next"], ["after"]) or _range(words, j, end):
        return None
    if words[end : end + 2] == ["before", "last"]:
        return end + 2, (day - timedelta(days=7)).isoformat()
    if words[end : end + 1] == ["before"]:
        return None
    if (
        words[max(0, j - 3) : j]
        in (["a", "week", "last"], ["week", "ago", "last"], ["a", "week", "past"], ["a", "week", "gone"])
        or "week" in lead
    ):
        day -= timedelta(days=7)
    for gone in (["just", "gone"], ["gone"], ["past"], ["last"]):
        if words[end : end + len(gone)] == gone:
            end += len(gone)
            break
    return end, day.isoformat()


def _range(words: list[str], j: int, end: int) -> bool:
    """ "monday to friday": some days of every week."""
    ahead, behind = words[end : end + 2], words[max(0, j - 2) : j]
    to = {"to", "till", "until", "through", "and", "-"}
    return (len(ahead) == 2 and ahead[0] in to and ahead[1] in DAYS) or (
        len(behind) == 2 and behind[1] in to and behind[0] in DAYS
    )


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
