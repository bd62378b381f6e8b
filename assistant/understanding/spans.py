""" "three weeks ago", "coming up on two years", "3 weeks sunday": how long, as the day, month or year it points back to."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.understanding.named_days import DAYS, MONTHS
from assistant.understanding.numbers import number

UNITS = {"day": 1, "days": 1, "night": 1, "nights": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}
LONGER = {"month", "months", "year", "years"}
GOOD = {"good", "whole", "full", "solid", "long"}
ROUGHLY = ({"or", "so"}, {"and", "a", "bit"}, {"and", "a", "half"}, {"and", "half"}, {"or", "thereabouts"}, {"odd"})
STILL_ON = {"now", "already"}
OFTEN = {"night", "nights", "day", "days", "hours", "times", "time", "once", "twice", "visits", "pounds", "quid"}
TERMS = (["got"], ["gets"], ["given"], ["gave"], ["doing"], ["serving"])  # years in prison
PAST = {"ago", "back", "since"}


def span(words: list[str], j: int, as_of: date) -> tuple[int, str, str] | None:
    """(where it ends, value, kind) of a length of time that begins at word j.

    Kinds: `ago` when it says so ("5 weeks ago", "six month back"), `span` when it runs until now ("13 months now"),
    `bare` when only what stands before can tell ("5 weeks").
    """
    counted = _count(words, j)
    if counted is None or (words[j] == "a" and j and words[j - 1] in OFTEN):
        return None
    n, k, halves = counted
    if k >= len(words) or words[k] not in UNITS.keys() | LONGER:
        return None
    unit = words[k]
    k += 1
    if _no_span(words[k : k + 2]):
        return None
    for rough in ROUGHLY:
        if set(words[k : k + len(rough)]) == rough:
            halves = halves or "half" in rough
            k += len(rough)
            break
    if unit in {"year", "years"} and words[k : k + 1] in (["in"], ["this"], ["come"]):
        again = MONTHS.get(words[k + 1] if k + 1 < len(words) else "")
        if again and words[max(0, j - 1) : j] not in TERMS:  # "four years in January": it will be, or just was
            return k + 2, f"{as_of.year + (again < as_of.month - 3) - n}-{again:02d}", "span"
    kind, k, base = _end(words, k, as_of)
    return _counted_back(n, unit, halves, base, as_of, k, "none" if words[j] == "one" and kind == "bare" else kind)


def _counted_back(
    n: int, unit: str, halves: bool, base: date, as_of: date, k: int, kind: str
) -> tuple[int, str, str] | None:
    if kind == "none" and unit in {"day", "night"}:
        return None  # "one day"
    kind = "bare" if kind == "none" else kind
    if unit in UNITS:
        days = n * UNITS[unit] + (3 if halves and unit in {"week", "weeks"} else 0)
        return (k, (base - timedelta(days=days)).isoformat(), kind) if days < 400 else None
    if unit in {"month", "months"}:
        return k, months_back(as_of, n), kind
    if halves:
        return k, months_back(as_of, n * 12 + 6), kind
    return (k, str(as_of.year - n), kind) if n < 40 else None


def _no_span(after: list[str]) -> bool:
    """ "3 years old", "a year before she came" (counted from another day), "4 nights a week"."""
    if after[:1] in (["old"], ["each"], ["every"], ["per"]) or after == ["of", "age"]:
        return True
    if after[:1] in (["later"], ["after"]):
        return True
    if after[:1] == ["before"]:
        return len(after) > 1
    return after[:1] == ["a"] and after[1:] in (["week"], ["month"], ["fortnight"], ["year"])


def _count(words: list[str], j: int) -> tuple[int, int, bool] | None:
    """How many, where the unit stands, and whether a half was said."""
    word, rest = (words[j], words[j + 1 : j + 4]) if j < len(words) else ("", [])
    if word == "fortnight":
        return 1, j, False
    if [word, *rest[:2]] == ["half", "a", "year"]:
        return 0, j + 2, True
    if word in {"a", "an", "couple"}:
        return _some(words, j + (word != "couple"))
    n = number(word)
    if not n:
        return None
    for half in (["and", "a", "half"], ["and", "half"]):
        if rest[: len(half)] == half:
            return n, j + 1 + len(half), True
    return n, j + 1 + (bool(rest) and rest[0] in GOOD | {"odd", "plus"}), False


def _some(words: list[str], at: int) -> tuple[int, int, bool]:
    """What follows "a": "couple of weeks", "good three months", "whole year"."""
    word, nxt = [*words[at : at + 2], "", ""][:2]
    if word == "couple":
        return 2, at + 1 + (nxt == "of"), False
    if word in GOOD:
        n = number(nxt)
        return (n, at + 2, False) if n else (1, at + 1, False)
    return 1, at, False


def _end(words: list[str], k: int, as_of: date) -> tuple[str, int, date]:
    """How the length of time ends: "ago", "now", "on sunday", "today", or nothing."""
    word, nxt = words[k] if k < len(words) else "", words[k + 1] if k + 1 < len(words) else ""
    if word in PAST and not (word == "since" and nxt) and not (word == "back" and nxt in {"with", "at", "to", "in"}):
        kind, k = "ago", k + 1
        word, nxt = words[k] if k < len(words) else "", words[k + 1] if k + 1 < len(words) else ""
    elif word in STILL_ON:
        return "span", k + 1, as_of
    elif word == "before" and not nxt:
        return "ago", k + 1, as_of
    else:
        kind = "bare"
    at = k + (word in {"on", "this", "come", "last", "gone"})
    day = words[at] if at < len(words) else ""
    if day in DAYS:
        ahead = (DAYS[day] - as_of.weekday()) % 7 or 7
        behind = (as_of.weekday() - DAYS[day]) % 7 or 7
        coming = kind == "bare" and word not in {"last", "gone"} and ahead <= 3
        return ("ago" if kind == "ago" else "span"), at + 1, as_of + timedelta(days=ahead if coming else -behind)
    if day in {"today", "tomorrow", "yesterday", "tonight"} and kind == "bare":
        return "span", at + 1, as_of + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(day, 0))
    return kind, k, as_of


def months_back(day: date, n: int) -> str:
    """The month n months before a day."""
    month = day.year * 12 + day.month - 1 - n
    return f"{month // 12}-{month % 12 + 1:02d}"
