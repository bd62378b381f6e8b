""" "Two Christmases ago", "the summer before last", "this time last year": days people count back in whole years."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.understanding.named_days import DAYS, MONTHS, month, named_day
from assistant.understanding.numbers import number
from assistant.understanding.spans import months_back

PLURALS = {
    "christmases": "christmas",
    "easters": "easter",
    "summers": "summer",
    "springs": "spring",
    "autumns": "autumn",
    "winters": "winter",
    "halloweens": "halloween",
}
PLURALS |= {f"{name}s": name for name in MONTHS}
AGO = {"ago", "back", "since"}
BEFORE_LAST = ["before", "last"]
HOLIDAYS = {"holidays", "holiday", "hols", "half", "term", "time"}
Found = tuple[int, str, str]


def years_back(words: list[str], i: int, as_of: date) -> Found | None:
    """Where it ends, value and kind of a day counted back from word i, or nothing."""
    return _some_ago(words, i, as_of) or _before_last(words, i, as_of) or _this_time(words, i, as_of)


def _some_ago(words: list[str], i: int, as_of: date) -> Found | None:
    """ "two Christmases ago", "three summers back"."""
    n = 2 if words[i] == "couple" else number(words[i])
    k = i + 1 + (words[i] == "couple" and words[i + 1 : i + 2] == ["of"])
    name = PLURALS.get(words[k] if k < len(words) else "")
    end = k + 1 + (words[k + 1 : k + 2] == ["holidays"])
    if not n or n > 17 or name is None or words[end : end + 1] == [] or words[end] not in AGO:
        return None
    return _years_before(name, n - 1, as_of, end + 1)


def _before_last(words: list[str], i: int, as_of: date) -> Found | None:
    """ "the Christmas before last", "the week before last", "the year before last"."""
    end = i + 1
    while words[end : end + 1] and words[end] in HOLIDAYS:
        end += 1
    if words[end : end + 2] != BEFORE_LAST or words[i] in DAYS:
        return None
    end += 2
    if words[i] in {"week", "fortnight"}:
        return end, (as_of - timedelta(days=14)).isoformat(), "date"
    if words[i] == "weekend":
        return end, (as_of - timedelta(days=((as_of.weekday() - 5) % 7 or 7) + 7)).isoformat(), "date"
    if words[i] == "month":
        return end, months_back(as_of, 2), "month"
    if words[i] == "year":
        return end, str(as_of.year - 2), "year"
    return _years_before(words[i], 1, as_of, end)


def _this_time(words: list[str], i: int, as_of: date) -> Found | None:
    """ "this time last year", "this time last month"."""
    if words[i : i + 3] != ["this", "time", "last"] or words[i + 3 : i + 4] not in (["year"], ["month"], ["week"]):
        return None
    if words[i + 3] == "week":
        return i + 4, (as_of - timedelta(days=7)).isoformat(), "date"
    return i + 4, months_back(as_of, 12 if words[i + 3] == "year" else 1), "month"


def _years_before(name: str, years: int, as_of: date, end: int) -> Found | None:
    """The last such day or month, so many years before."""
    hit = month([name], 0, as_of, set()) or named_day([name], 0, as_of)
    if hit is None:
        return None
    value = f"{int(hit[1][:4]) - years}{hit[1][4:]}"
    return end, value, {4: "year", 7: "month"}.get(len(value), "date")
