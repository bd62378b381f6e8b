"""What a carer who waits is told, from the codes of `waiting`: the words stand in conversation.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hub.conversations import hours, waiting
from hub.conversations.bank_holidays import bank_holidays
from hub.conversations.words import clock, council, day, words
from kinship import opening
from kinship.clock import in_england
from kinship.reply import normalise

_NIGHT_AND_DAY = ("out_of_hours", "front_door")


def told(
    stands: waiting.Stands, now: datetime, why: str | None = None, *, waits: bool = False, by_text: bool = False
) -> str:
    """One message, a line each. `why`: why it is said again (`waiting.news`). `waits`: they keep their place meanwhile.

    `by_text`: where nobody is there, room is short: what is so, whom to call, and 999; a call back stands in the menu.
    """
    written = words()["waiting"]
    if by_text and stands.there in (hours.CLOSED, hours.NOBODY):
        urgent, *_, whom = [*_lines(written, waiting.URGENT_NUMBERS, stands, now)]
        return "\n".join(dict.fromkeys((*_lines(written, stands.there, stands, now), whom, urgent)))
    lines = []
    for part in waiting.said(stands):
        if part == waiting.CALLBACK and waits and stands.there in (hours.CLOSED, hours.NOBODY):
            lines.append(written["keeps_place"])
        lines += _lines(written, part, stands, now)
    again = written["again"].get(why or "")
    if again and not (why == "there" and stands.there not in (hours.HERE, hours.CLOSING)):
        lines.insert(0, again)
    return "\n".join(lines)


def where(stands: waiting.Stands, now: datetime) -> str:
    """Only where they stand, with nothing offered: for under the words of danger. "" where nobody is there."""
    if stands.there in (hours.CLOSED, hours.NOBODY):
        return ""
    written = words()["waiting"]
    parts = (part for part in waiting.said(stands) if part != waiting.CALLBACK)
    return "\n".join(line for part in parts for line in _lines(written, part, stands, now))


def asks_back(text: str) -> bool:
    """Does somebody who waits say, in so many words and no others, that they want the assistant back?"""
    return normalise(text) in {normalise(each) for each in words()["waiting"]["back_said"]}


def labels(choices: tuple[str, ...]) -> dict[str, str]:
    """What stands on the button of each choice."""
    return {choice: words()["choices"][choice] for choice in choices}


def _lines(written: Mapping[str, Any], part: str, stands: waiting.Stands, now: datetime) -> Iterator[str]:
    if part in ("place", "usual", "slow"):
        yield written[part][getattr(stands, part)]
    elif part == waiting.URGENT_NUMBERS:
        yield from written[part]
        whom = _answers(now)
        if whom:
            yield written["urgent_person"].format(**whom)
    elif part == waiting.CALLBACK:
        may_stay = stands.there in (hours.HERE, hours.CLOSING)
        yield written["or_call" if may_stay else "callback"]
    else:
        yield written[part]
        if part == hours.CLOSED:
            yield from _back(written, now)


def _back(written: Mapping[str, Any], now: datetime) -> Iterator[str]:
    at = hours.back_at(now)
    if at is None:
        return
    today = at.date() == in_england(now).date()
    yield written["back_today" if today else "back"].format(day=day(at.date()), time=clock(at.time()))


def _answers(now: datetime) -> dict[str, str] | None:
    """The council's number that is answered now; the night's where that is not known. None where it has none."""
    blocks = [block for name in _NIGHT_AND_DAY if isinstance(block := council().get(name), Mapping)]
    blocks = [block for block in blocks if block.get("phone")]
    answered = [block for block in blocks if opening.open_at(block, now, bank_holidays())]
    found = next(iter((*answered, *blocks)), None)
    return {field: str(found.get(field) or "") for field in ("name", "phone", "hours")} if found else None
