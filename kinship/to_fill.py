"""What a new council has still to fill: fields of council.yml that are empty, and needs on a topic's list `to_write`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kinship.content_files import Lined, LinedList, Page, did_you_mean

# How each field is filled; by "block.field" where a block needs another word than the rest.
MENDS = {
    "council_name": "Write the council's name as carers know it.",
    "aliases": "Write the other names and the towns, as [Exampleshire, Exampleton].",
    "name": "Write what this team is called.",
    "phone": 'Write the number in quotes, as in "01632 960100".',
    "hours": "Write when somebody answers, as in Monday to Friday, 9am to 5pm.",
    "eligibility": "Write who can ask, in one or two sentences.",
    "who_can_ask": "Write who can ask, in one or two sentences.",
    "role": "Write their job.",
    "email": "Write the e-mail address of the job, not of the person.",
    "policy": "Write what the council pays for, and for whom.",
    "cap": "Write the most that is paid: {label, amount, tax_year, valid_from, valid_to}.",
    "allowances": "Write a line for each arrangement, as in exampleshire/council.yml, or [] if there is none.",
    "groups": "Write a line for each group: {name, when, where, who}, or [] if there is none.",
    "training": "Write a line for each course: {name, what, who}, or [] if there is none.",
    "what": "Write what it is, in one or two sentences.",
    "who": "Write who can get it.",
    "languages": "Write the languages people can be helped in, as [English, Polish].",
    "formats": "Write how the offer can be had, as [large print, easy read].",
    "kinship_zone": 'Write "yes" only for the councils the government chose; else "no".',
    "last_reviewed": "Write the day, as 2026-11-30.",
    "next_review": "Write the day, as 2027-05-30.",
    "offer_url": "Write the whole address, from https:// on.",
    "consultation_report_url": "Write the whole address, from https:// on.",
    "keeps_short": "Say the same in 64 letters, for a text message.",
    "passed_on_short": "Say the same in 64 letters, for a text message.",
    "keeps": "Write how long a chat is kept. It must be what really happens (docs/privacy/retention.md).",
    "passed_on": "Write who is told what a carer writes, and when.",
    "adviser_hours": "Write when advisers are there, as in Monday to Friday, 9am to 5pm.",
    "open": 'Write the same for the clock: - {days: [mon, tue], from: "09:00", to: "17:00"}.',
    "outside_hours": "Write what happens to a question asked when nobody is there.",
    "chat.name": "Write what the assistant is called here.",
    "named_senior_manager.name": "Write who answers for this offer.",
}
_OTHERWISE = "Write it, or take the field out."


def mend(block: str, field: str) -> str:
    """How to fill a field; `block` is "" for one that stands by itself."""
    return MENDS.get(f"{block}.{field}") or MENDS.get(field) or _OTHERWISE


def empty_fields(value: Any, block: str = "", above: int = 1) -> Iterator[tuple[int, int, str, str]]:
    """(line, line of its block, block, field) of each field with nothing in it, as the file goes."""
    if not isinstance(value, Lined):
        return
    for field, part in value.items():
        if part is None:
            yield value.line_of(field), above, block, field
        else:
            yield from empty_fields(part, field, value.line_of(field))


def refuse_empty(page: Page, value: Any) -> set[int]:
    """A fault for each field still to fill. The lines on which whatever else is wrong is wrong for the same reason."""
    lines = set()
    for line, above, block, field in empty_fields(value):
        where = f"'{field}' of '{block}'" if block else f"'{field}'"
        page.refuse(line, f"{where} is still to fill.", mend(block, field))
        lines |= {line, above, above + 1}  # a block begins on the line below its name
    return lines


def check_to_write(page: Page, found: Lined, needs: dict[str, str] | tuple[str, ...]) -> None:
    """Each need on the list `to_write` is a fault until somebody has written an entry for it, or taken it off.

    One that is written may stay on the list: whoever edits entries in the hub does not see it.
    """
    listed = found.get("to_write")
    if listed is None:
        return
    if not isinstance(listed, LinedList):
        page.refuse(found.line_of("to_write"), "'to_write' should be a list.", "Write each need on a line with '- '.")
        return
    entries = found.get("entries")
    written = {each.get("need") for each in entries if isinstance(each, Lined)} if isinstance(entries, list) else set()
    for need, line in zip(listed, listed.item_lines, strict=True):
        if need not in needs:
            page.refuse(line, f"'{need}' under 'to_write' is no need of this topic.", did_you_mean(need, needs))
        elif need not in written:
            mend_ = "Write an entry for it, or take it off the list where your council has nothing of its own."
            page.refuse(line, f"Nothing is written yet about '{need}'.", mend_)
