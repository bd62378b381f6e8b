"""One contact block of council.yml, checked while somebody writes it: what `python -m kinship check` would find, each at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kinship import carer_texts, opening_lines, plain_language
from kinship.content_files import Fault, Lined, LinedList, Page, UnreadableContent, read_yaml_text
from kinship.council_schema import check_chat, check_council, check_team
from kinship.council_writing import CHAT, FILE, with_block
from kinship.entry_check import FieldFault
from kinship.offer_writing import CannotWrite

_NAMED = re.compile(r"'(\w+)'")
_DAY = re.compile(rf"\b(?:{'|'.join(opening_lines.NAMES)})\b")
_NO_WAY = "This gives no way to reach anyone."
_GAP = re.compile(r"Nobody answers '(\w+)' or '(\w+)' on (.+) from (\S+)\.")
_NOBODY = "Nobody answers {} or {} on {when} from {since}."
_ONE_OF_TWO = "One of the two must be open. If both change, first change the one that opens for longer."
_LINE_OF_HOURS = "Line {line}, “{text}”, cannot be read."


def faults(text: str, key: str, block: Mapping[str, Any], as_of: date) -> list[FieldFault]:
    """Everything wrong with a block on a day, in council.yml (`text`) as it is now. What was wrong elsewhere before is not told."""
    stretches = block.get("open") if isinstance(block.get("open"), list) else []
    unread = [(place, each) for place, each in enumerate(stretches, 1) if isinstance(each, str)]
    found = [
        FieldFault("open", _LINE_OF_HOURS.format(line=place, text=each), f"{opening_lines.LIKE_THIS}.")
        for place, each in unread
    ]
    readable = {**block, "open": [each for each in stretches if not isinstance(each, str)]} if unread else dict(block)
    if not readable.get("open"):
        readable.pop("open", None)
    readable = {name: each for name, each in readable.items() if each is not None}  # still to fill: not there yet
    places = [place for place, each in enumerate(stretches, 1) if not isinstance(each, str)]
    if not set(readable) - {"id"}:
        return [*found, *_of_nothing(key)]
    try:
        after = read_yaml_text(with_block(text, key, readable), FILE, strict=True)
        before = read_yaml_text(text, FILE, strict=True)
    except (CannotWrite, UnreadableContent) as error:
        said = (
            error.fault
            if isinstance(error, UnreadableContent)
            else Fault(FILE, 1, str(error), "Tell your technical person.")
        )
        return [*found, FieldFault("name", said.fault, said.mend)]
    part, old = after[key], {(each.fault, each.mend) for each in _schema(before, as_of)}
    page = Page(FILE, [])
    if key != CHAT:
        check_team(page, key, part, part.line)  # also where it has lost the number by which it was known as a team
    inside = range(
        after.line_of(key), min([line for line in after.key_lines.values() if line > part.line], default=10**6)
    )
    about = [
        each
        for each in sorted({*_schema(after, as_of), *page.faults})
        if each.line in inside or (each.fault, each.mend) not in old
    ]
    plain = [
        each
        for told in carer_texts.of_entry(part, FILE)
        for each in plain_language.faults_in(
            told.words, told.place, before=told.before, beside=told.beside, jargon=told.jargon
        )
    ]
    said = [_at_field(each, key, part, inside, places, words=False) for each in about]
    known = {(each.field, each.fault) for each in said}
    wording = [_at_field(each, key, part, inside, places, words=True) for each in plain]
    said = _together(said, after)
    return [*found, *said, *(each for each in wording if (each.field, each.fault) not in known)]


def new_faults(before: str, after: str, as_of: date) -> list[Fault]:
    """The faults that council.yml would have and has not yet. `before`, `after`: its text."""
    old = {(each.fault, each.mend) for each in _schema(read_yaml_text(before, FILE), as_of)}
    now = _schema(read_yaml_text(after, FILE, strict=True), as_of)
    return [each for each in now if (each.fault, each.mend) not in old]


def _together(found: list[FieldFault], council: Lined) -> list[FieldFault]:
    """Hours at which neither of two numbers is answered: a line for all days with the same gap, in the names of teams and days."""
    gaps: dict[tuple[str, ...], list[str]] = {}
    for each in found:
        if gap := _GAP.fullmatch(each.fault):
            gaps.setdefault((gap[1], gap[2], gap[4]), []).append(gap[3])
    days = list(opening_lines.NAMES.values())
    lines = []
    for (one, other, since), named in gaps.items():
        names = [str(council[key].get("name") or key) for key in (one, other)]
        when = ", ".join(sorted(named, key=lambda day: (days.index(day) if day in days else len(days), day)))
        lines.append(FieldFault("open", _NOBODY.format(*names, when=when, since=since), _ONE_OF_TWO))
    return [each for each in found if not _GAP.fullmatch(each.fault)] + lines


def _of_nothing(key: str) -> list[FieldFault]:
    page, nothing = Page(FILE, []), Lined()
    nothing.line, nothing.key_lines = 1, {}
    if key == CHAT:
        check_chat(page, nothing, 1)
    else:
        check_team(page, key, nothing, 1)
    return [_at_field(each, key, nothing, (1,), [], words=False) for each in page.faults]


def _schema(council: Any, as_of: date) -> list[Fault]:
    page = Page(FILE, [])
    check_council(page, council, as_of)
    return page.faults


def _at_field(
    fault: Fault, key: str, part: Lined, inside: Iterable[int], places: list[int], *, words: bool
) -> FieldFault:
    said = fault.fault.replace(f" of '{key}'", "")
    said = re.sub(rf"^'{key}' ", "This ", said)
    above = [(line, name) for name, line in part.key_lines.items() if line <= fault.line]
    named = [name for name in _NAMED.findall(said) if name != key]
    if fault.line not in inside:  # of two numbers of which one must always answer
        field = "open"
    elif said.startswith("This has no '") and named:
        field = named[0]
    elif said == _NO_WAY:
        field = "phone"
    else:
        field = max(above)[1] if above else "name"
    given = part.get("open")
    if field == "open" and isinstance(given, LinedList) and fault.line in given.item_lines and fault.line in inside:
        said = f"Line {places[given.item_lines.index(fault.line)]}: {said}"
    if field == "open":
        said = _DAY.sub(lambda found: opening_lines.NAMES[found[0]], said)
    return FieldFault(field, said, fault.mend, words, fault.line)
