"""Checks of `open`, the hours of a number as data: they can be read, and the words in `hours` say nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kinship import opening, opening_words
from kinship.content_files import Lined, LinedList, Page

_PAIRS = (("front_door", "out_of_hours"), ("housing", "homeless_tonight"))


def check_open(page: Page, block: Lined, what: str, said_in: str = "hours") -> None:
    """`open` of one block: a list of {days, from, to} or {dates, …} that the words in the field `said_in` do not contradict."""
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
    if len(page.faults) == before and isinstance(block.get(said_in), str):
        for fault in opening_words.contradictions(block, said_in):
            page.refuse(
                block.line_of("open"), f"'open' of {what} {fault}", f"Make '{said_in}' and 'open' say the same."
            )


_LIKE_THIS = 'Write each line as - {days: [mon, tue], from: "09:00", to: "17:00"}.'
_DATED = "Write - {dates: [2026-12-24], closed: true}, or the dates with 'from' and 'to'."


def _check_span(page: Page, span: Any, line: int, what: str) -> None:
    found = page.mapping(span, line, f"A line of 'open' of {what}")
    if found is None:
        return
    when = "dates" if "dates" in found else "days"
    times = ("closed",) if "closed" in found else ("from", "to")
    page.fields(found, (when, *times), (when, *times), f"a line of 'open' of {what}")
    given = found.get(when)
    if not isinstance(given, LinedList) or not given:
        page.refuse(line, f"'{when}' of {what} should be a list.", _DATED if when == "dates" else _LIKE_THIS)
    else:
        for day, where in zip(given, given.item_lines, strict=True):
            if when == "days":
                page.code(day, where, f"A day of {what}", opening.DAYS)
            elif not isinstance(day, date) or isinstance(day, datetime):
                page.refuse(where, f"A date of {what} is '{day}'.", "Write it as 2026-12-24, without quotes.")
    if "closed" in found and (found["closed"] is not True or when == "days"):
        page.refuse(line, f"'closed' of {what} is for days of the calendar.", _DATED)
    for key in ("from", "to"):
        if found.get(key) is not None and opening.minutes(found[key]) is None:
            page.refuse(line, f"'{key}' of {what} is '{found[key]}'.", 'Write the time in quotes, as in "09:00".')
    begin, end = opening.minutes(found.get("from")), opening.minutes(found.get("to"))
    if begin is not None and end is not None and begin >= end:
        mend = 'For a night, write one line up to "24:00" and one from "00:00".'
        page.refuse(line, f"{what} would close at {found['to']}, before it opens at {found['from']}.", mend)


def check_someone_answers(page: Page, council: Lined) -> None:
    """A day number and its night number together cover the whole week, so that a carer is never sent to silence.

    So they do on each day that one of them names by its date, read as the day of the week it is.
    """
    for by_day, by_night in _PAIRS:
        pair = [council.get(by_day), council.get(by_night)]
        if not all(isinstance(block, Lined) and isinstance(block.get("open"), LinedList) for block in pair):
            continue
        line = council[by_night].line_of("open")
        for day in opening.DAYS:
            gap = opening.first_gap([span for block in pair for span in opening.spans(block, day)])
            if gap is not None:
                fault = f"Nobody answers '{by_day}' or '{by_night}' on {day} from {opening.clock(gap)}."
                page.refuse(line, fault, "Open one of the two then.")
        for day in sorted({day for block in pair for day in opening.named_dates(block)}):
            gap = opening.first_gap([span for block in pair for span in opening.spans_on(block, day)])
            if gap is not None:
                fault = f"Nobody answers '{by_day}' or '{by_night}' on {day} from {opening.clock(gap)}."
                page.refuse(line, fault, f"Give both a line for {day}, so that one of the two is open then.")
