"""Times as people say them ("three weeks ago", "since Easter"), dated from a given day."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.understanding.named_days import DAYS, MONTHS, YEAR, day_of_month, month, named_day, weekday
from assistant.understanding.numbers import number
from assistant.understanding.seasons_back import years_back
from assistant.understanding.spans import months_back, span

# Words that may stand before a time: "since the beginning of", "back in early".
LEADS = frozenset(
    """
    since in from on last this end of late early the about around start beginning mid back just after before over
    during at middle way our that been was were only roughly approx say meant mean when like past nearly almost
""".split()
)
# A month or year that stands alone is a time only after one of these ("that was May", "made 2021").
TELLING = frozenset(
    """
    since in from on last this of late early back after before during was were been about around mid made granted
    dated meant mean end start beginning year roughly over sgo cao order given , think
""".split()
)
WEEK_OF = {"week", "weekend", "first", "second", "third", "fourth"}  # "since the second week of May"
FUTURE = {"next", "every", "each", "until", "till", "by"}
HERE = {"me", "us", "here", "mine", "ours", "him", "them"}
ASKING = {"can", "could", "would", "will"}
SAID = {"said", "says", "told", "saying", "or"}
VERBS = {"may", "march"}  # also words of other kinds: "you may", "they march"
Time = tuple[int, int, str, str]


def times(words: list[str], as_of: date) -> list[Time]:
    """(first word, last word, value, kind) for every time said in a clause.

    Kinds: date, month, year; `ago`, `span` and `bare` as in spans.py.
    """
    out: list[Time] = []
    i = 0
    while i < len(words):
        hit = _time_at(words, i, as_of)
        if hit:
            first = i
            while first > (out[-1][1] if out else 0) and (
                words[first - 1] in LEADS or (words[first - 1] in WEEK_OF and words[first] in {"of", "week"})
            ):
                first -= 1
            out.append((first, *hit))
            i = hit[0]
        else:
            i += 1
    return out


def _time_at(words: list[str], i: int, as_of: date) -> tuple[int, str, str] | None:
    word, nxt = words[i], words[i + 1] if i + 1 < len(words) else ""
    lead = _lead(words, i)
    if lead & FUTURE:
        return None
    day = day_of_month(words, i, as_of)
    if day:
        return (*day, "date")
    # "friday 13th", "Tuesday 3 March": the number tells which.
    numbered = word in DAYS and nxt.isdigit() and day_of_month(words, i + 1, as_of)
    hit = numbered or weekday(words, i, as_of, lead)
    if hit:
        return (*hit, "date")
    back = years_back(words, i, as_of)
    if back:
        return back
    named = named_day(words, i, as_of) if not (lead & {"this"} and word in {"christmas", "xmas"}) else None
    if named and (named[0] - i > 1 or word not in {"spring", "winter", "covid"} or lead & TELLING):
        return (*named, "year" if len(named[1]) == 4 else "month" if len(named[1]) == 7 else "date")
    if word in MONTHS and not (nxt and YEAR.fullmatch(nxt)):
        if not (lead & TELLING or i == 0 or len(words) < 3 or words[i - 1] in HERE) or (
            word in VERBS and not _a_month(words, i, lead)
        ):
            return None
        if words[i - 1 : i] and (words[i - 1].isdigit() and i > 0):
            return None
    got = month(words, i, as_of, lead)
    if got:
        return (*got, "month")
    if YEAR.fullmatch(word) and int(word) <= as_of.year and words[max(0, i - 1) : i] != ["£"]:
        return (i + 1, word, "year") if lead & TELLING or i == 0 else None
    return _short_year(word, nxt, i, as_of, lead) or _recent(words, i, as_of) or span(words, i, as_of)


def _short_year(word: str, nxt: str, i: int, as_of: date, lead: set[str]) -> tuple[int, str, str] | None:
    """ "back in '23", "since twenty nineteen"."""
    if not lead & TELLING or word not in {"'", "twenty"}:
        return None
    n = number(nxt) or 0
    if 9 < n <= as_of.year % 100:
        return i + 2, f"20{n}", "year"
    return None


def _lead(words: list[str], i: int) -> set[str]:
    """The words just before, as far as they belong to the time."""
    out: set[str] = set()
    for word in reversed(words[max(0, i - 5) : i]):
        out.add(word)
        if word not in LEADS:
            break
    return out


def _a_month(words: list[str], i: int, lead: set[str]) -> bool:
    if words[i + 1 : i + 3] == ["last", "year"] or words[i + 1 : i + 2] in (["just"], ["gone"], ["time"]):
        return True
    at = words[i - 1] if i else ""
    return (
        at in TELLING - {",", "that", "order", "sgo"} or (i == 0 and len(words) < 4) or bool(lead & {"since", "from"})
    )


def _recent(words: list[str], i: int, as_of: date) -> tuple[int, str, str] | None:
    """Yesterday, last night, last week, at the weekend, earlier this year."""
    word, nxt = words[i], words[i + 1] if i + 1 < len(words) else ""
    if word == "day" and words[i + 1 : i + 3] == ["before", "yesterday"]:
        return i + 3, (as_of - timedelta(days=2)).isoformat(), "date"
    if word == "night" and words[i + 1 : i + 3] == ["before", "last"]:
        return i + 3, (as_of - timedelta(days=2)).isoformat(), "date"
    if word in {"yesterday", "today", "tonight"}:
        if word == "tonight" and (ASKING & set(words[max(0, i - 8) : i]) or SAID & set(words[:i])):
            return None  # "can you fetch him tonight": what somebody said then
        end = i + 1 + (nxt in {"morning", "afternoon", "evening", "night"})
        return end, (as_of - timedelta(days=word == "yesterday")).isoformat(), "date"
    if word == "this" and nxt in {"morning", "afternoon", "evening", "lunchtime", "year", "month"}:
        if nxt == "year":
            return i + 2, str(as_of.year), "year"
        return i + 2, as_of.isoformat()[: 7 if nxt == "month" else 10], "month" if nxt == "month" else "date"
    if word == "weekend" and words[i - 1 : i] in (["the"], ["last"], ["at"]) and nxt not in {"only", "and"}:
        return i + 1, (as_of - timedelta(days=(as_of.weekday() - 5) % 7 or 7)).isoformat(), "date"
    return _last(words, i, as_of) if word == "last" else None


def _last(words: list[str], i: int, as_of: date) -> tuple[int, str, str] | None:
    """ "last night", "last week", "last year", "last three weeks"."""
    nxt = words[i + 1] if i + 1 < len(words) else ""
    if nxt == "week" and words[i - 1 : i] == ["the"]:
        return None  # "in the last week": no one day
    if nxt == "night":
        return i + 2, (as_of - timedelta(days=1)).isoformat(), "date"
    if nxt == "week":
        return i + 2, (as_of - timedelta(days=7)).isoformat(), "date"
    if nxt in {"month", "year"}:
        return (i + 2, months_back(as_of, 1), "month") if nxt == "month" else (i + 2, str(as_of.year - 1), "year")
    if number(nxt):
        got = span(words, i + 1, as_of)
        return (got[0], got[1], "span") if got else None
    return None


def one_time(words: list[str], as_of: date) -> str | None:
    """The time in a reply to "when was it": "12 August 2026", "June", "last year"; None when there is not just one."""
    found = {value for _, _, value, _ in times(words, as_of)}
    if not found:
        for j, word in enumerate(words):
            if (word in MONTHS and (word not in VERBS or len(words) < 4)) or YEAR.fullmatch(word):
                hit = month(words, j, as_of, {"in"}) or (j + 1, word)
                found |= {hit[1]} if hit[1] <= as_of.isoformat() else set()
                break
    ahead = {"next", "until", "till"} & set(words) or "weeks on" in " ".join(words) or "week on" in " ".join(words)
    return found.pop() if len(found) == 1 and not ahead else None
