"""Times as people say them ("three weeks ago", "since Easter"), dated from a given day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.understanding.numbers import number

MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}


DAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}


ORDINALS = {"st", "nd", "rd", "th"}


UNITS = {"day": 1, "days": 1, "night": 1, "nights": 1, "week": 7, "weeks": 7, "fortnight": 14}


def times(words: list[str], as_of: date) -> list[tuple[int, int, str, str]]:
    """(first word, last word, value, kind) for every time said in a clause."""
    out: list[tuple[int, int, str, str]] = []
    i = 0
    while i < len(words):
        hit = _time_at(words, i, as_of)
        if hit:
            out.append((i, hit[0], hit[1], hit[2]))
            i = hit[0]
        else:
            i += 1
    return out


def _time_at(words: list[str], i: int, as_of: date) -> tuple[int, str, str] | None:  # noqa: C901
    word = words[i]
    nxt = words[i + 1] if i + 1 < len(words) else ""
    day = _day_of_month(words, i, as_of)
    if day:
        return day
    if word in DAYS and nxt in {"night", "morning", "afternoon", "evening"}:
        back = (as_of.weekday() - DAYS[word]) % 7 or 7
        return i + 2, (as_of - timedelta(days=back)).isoformat(), "date"
    if (
        word in {"yesterday", "today", "tonight"}
        or (word == "last" and nxt == "night")
        or (word == "this" and nxt in {"morning", "afternoon", "evening"})
    ):
        back = 0 if word in {"today", "tonight", "this"} else 1
        return i + (2 if word in {"last", "this"} else 1), (as_of - timedelta(days=back)).isoformat(), "date"
    if word in {"since", "in", "from", "on", "last", "this", "end", "of", "late", "early"}:
        j = i + 1
        while j < len(words) and words[j] in {
            "the",
            "last",
            "about",
            "around",
            "of",
            "end",
            "start",
            "beginning",
            "early",
            "late",
            "this",
            "mid",
            "back",
            "in",
            "just",
            "after",
            "before",
        }:
            j += 1
        hit = _named(words, j, as_of, words[i:j])
        if hit:
            return hit
        if word == "since" and j < len(words) and (number(words[j]) or words[j] in {"a", "an"}):
            return _span(words, j, as_of, ago=True)
        if word == "last" and nxt in {"week", "month", "year"}:
            if nxt == "week":
                return i + 2, (as_of - timedelta(days=7)).isoformat(), "date"
            return (
                i + 2,
                (_months_back(as_of, 1) if nxt == "month" else str(as_of.year - 1)),
                "month" if nxt == "month" else "year",
            )
        if word == "last" and number(nxt):
            return _span(words, i + 1, as_of, ago=True)
        return None
    if (
        word in {"for", "about", "nearly", "over", "been", "almost", "around"}
        or number(word)
        or word in {"a", "couple", "few"}
    ):
        j = i
        while j < len(words) and words[j] in {
            "for",
            "about",
            "nearly",
            "over",
            "been",
            "with",
            "me",
            "us",
            "the",
            "last",
            "almost",
            "here",
            "around",
            "past",
            "just",
            "only",
            "more",
            "than",
        }:
            j += 1
        hit = _span(
            words,
            j,
            as_of,
            ago="for" in words[max(0, i - 1) : j]
            or "been" in words[:j]
            or "now" in words[j : j + 4]
            or "had" in words[:j],
        )
        if hit and "for" in words[i:j] and not {"been", "had", "have", "has", "'ve", "looked"} & set(words[:j]):
            return None  # "coming for two weeks": how long it will be, not since when
        return hit
    return None


def _named(words: list[str], j: int, as_of: date, lead: list[str]) -> tuple[int, str, str] | None:  # noqa: C901
    if j >= len(words):
        return None
    day_of_month = _day_of_month(words, j, as_of)
    if day_of_month:
        return day_of_month
    word = words[j]
    if word in MONTHS:
        year = words[j + 1] if j + 1 < len(words) else ""
        if re.fullmatch(r"(19|20)\d\d", year):
            return j + 2, f"{year}-{MONTHS[word]:02d}", "month"
        if (
            word in {"may", "march"}
            and "since" not in lead
            and "in" not in lead
            and "from" not in lead
            and "of" not in lead
        ):
            return None
        behind = MONTHS[word] > as_of.month or ("last" in lead and MONTHS[word] == as_of.month)
        last_year = words[j + 1 : j + 3] == ["last", "year"]
        return (
            j + 1 + (2 if last_year else 0),
            f"{as_of.year - (1 if behind or last_year else 0)}-{MONTHS[word]:02d}",
            "month",
        )
    if re.fullmatch(r"(19|20)\d\d", word):
        return (j + 1, word, "year") if int(word) <= as_of.year else None
    if word in DAYS and not {"next", "every", "this"} & set(lead):
        back = (as_of.weekday() - DAYS[word]) % 7 or 7
        return j + 1, (as_of - timedelta(days=back)).isoformat(), "date"
    if word in {"christmas", "xmas"} and not {"next", "this"} & set(lead):
        return j + 1, f"{as_of.year - 1 if as_of.month < 12 or as_of.day < 25 else as_of.year}-12", "month"
    if word == "easter":
        day = easter(as_of.year)
        return j + 1, (day if day <= as_of else easter(as_of.year - 1)).isoformat()[:7], "month"
    if word == "summer" and "since" in lead:
        return j + 1, f"{as_of.year if as_of.month > 8 else as_of.year - 1}-07", "month"
    day = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})", word)
    if day:
        try:
            return (
                j + 1,
                date(int(day[3]) + (2000 if len(day[3]) == 2 else 0), int(day[2]), int(day[1])).isoformat(),
                "date",
            )
        except ValueError:
            return None
    return None


def _day_of_month(words: list[str], j: int, as_of: date) -> tuple[int, str, str] | None:
    """ "12 August 2026", "the 3rd of September", "august 12th": without a year, the last such day."""
    k = j
    if words[k] in MONTHS and words[k + 1 : k + 2] and (words[k + 2 : k + 3] and words[k + 2] in ORDINALS):
        month, day, k = MONTHS[words[k]], words[k + 1], k + 3
    else:
        day, k = words[k], k + 1
        k += words[k : k + 1] != [] and words[k] in ORDINALS
        k += words[k : k + 1] == ["of"]
        if k >= len(words) or words[k] not in MONTHS:
            return None
        month, k = MONTHS[words[k]], k + 1
    if not (day.isascii() and day.isdigit() and len(day) < 3):
        return None
    year = words[k] if k < len(words) and re.fullmatch(r"(19|20)\d\d", words[k]) else ""
    try:
        when = date(int(year or as_of.year), month, int(day))
        if not year and when > as_of:
            when = date(as_of.year - 1, month, int(day))
    except ValueError:
        return None
    return k + bool(year), when.isoformat(), "date"


def one_time(words: list[str], as_of: date) -> str | None:
    """The time in a reply to "when was it": "12 August 2026", "June", "last year"; None when there is not just one."""
    found = {value for _, _, value, kind in times(words, as_of) if kind != "until"}
    if not found:
        for j, word in enumerate(words):
            if word in MONTHS or re.fullmatch(r"(19|20)\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", word):
                hit = _named(words, j, as_of, ["in"])
                found |= {hit[1]} if hit and "next" not in words else set()
                break
    ahead = {"next", "until", "till"} & set(words) or "weeks on" in " ".join(words) or "week on" in " ".join(words)
    return found.pop() if len(found) == 1 and not ahead else None


def _span(words: list[str], j: int, as_of: date, ago: bool) -> tuple[int, str, str] | None:
    """ "three weeks ago", "for 4 months": the day, month or year it points back to."""
    if j >= len(words):
        return None
    n: int | None
    if words[j] in {"a", "an"}:
        n = {"couple": 2, "few": 3}.get(words[j + 1] if j + 1 < len(words) else "", 1)
        if n != 1:
            return (
                None
                if n == 3
                else _span(["2", *words[j + (3 if words[j + 2 : j + 3] == ["of"] else 2) :]], 0, as_of, ago) and None
            )
    else:
        n = number(words[j])
    k = j + 1
    if n is None or k >= len(words):
        return None
    unit = words[k]
    if words[k + 1 : k + 2] == ["old"] or words[k - 1 : k] == ["week"]:
        return None
    k += 1
    if words[k : k + 3] == ["and", "a", "half"]:
        k += 3
    says_ago = (
        words[k : k + 1] in (["ago"], ["back"])
        or words[k : k + 2] == ["or", "so"]
        or (words[k : k + 1] == ["before"] and k + 1 == len(words))
    )
    if not (ago or says_ago or words[k : k + 1] == ["now"]):
        return None
    k += 1 if words[k : k + 1] in (["ago"], ["now"], ["back"]) else 0
    kind = "ago" if says_ago else "span"
    if unit in UNITS:
        return (k, (as_of - timedelta(days=n * UNITS[unit])).isoformat(), kind) if n < 300 else None
    if unit in {"month", "months"}:
        return k, _months_back(as_of, n), kind
    if unit in {"year", "years"} and n < 40:
        return k, str(as_of.year - n), kind
    return None


def _months_back(day: date, n: int) -> str:
    month = day.year * 12 + day.month - 1 - n
    return f"{month // 12}-{month % 12 + 1:02d}"


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
