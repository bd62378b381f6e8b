"""Writing one contact block, or the hours of the chat, back into council.yml.

Nothing else is touched, and what is not changed keeps its text and its comments. A block is handled as an entry is: as JSON,
with its name in the file as `id`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kinship import opening_lines
from kinship.content_files import Lined, LinedList, UnreadableContent, read_yaml_text
from kinship.council_schema import IN_CHAT, MAY_SAY, TEAMS
from kinship.field_checks import CONTACT_FIELDS
from kinship.offer_writing import CannotWrite, field_lines, plain

FILE, CHAT = "council.yml", "chat"
ORDER = (
    "name",
    "phone",
    "text",
    "hours",
    IN_CHAT[1],
    "open",
    IN_CHAT[3],
    *(each for each in CONTACT_FIELDS[3:] if each != "text"),
    *MAY_SAY,
)
_IN = "  "
_NOT_AS_IT_WAS = "This team would not be read back as it was written."


def blocks(council: Any) -> dict[str, Lined]:
    """The contact blocks of council.yml and what it says of the chat, in the order of the file."""
    found = council if isinstance(council, Lined) else {}
    return {
        key: part
        for key, part in found.items()
        if isinstance(part, Lined) and (key in TEAMS or key == CHAT or "phone" in part)
    }


def read_block(text: str, key: str) -> dict[str, Any] | None:
    """A contact block of the text of council.yml; None where it has none of this name, or cannot be read."""
    try:
        part = blocks(read_yaml_text(text, FILE)).get(key)
    except UnreadableContent:
        return None
    return None if part is None else {"id": key, **plain(part)}


def typed(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block as the file holds it."""
    return {key: opening_lines.typed(each) if key == "open" else each for key, each in block.items() if key != "id"}


def with_block(text: str, key: str, block: Mapping[str, Any]) -> str:
    """council.yml with this in the place of the block `key`. Raises CannotWrite, UnreadableContent."""
    before = read_yaml_text(text, FILE, strict=True)
    part = blocks(before).get(key)
    if part is None or not block:
        raise CannotWrite("A team that is not in the file cannot be written, and none can be taken out.")
    block, lines = typed(block), text.splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    first = before.key_lines[key] - 1
    if part.line <= first + 1 or any(
        part.key_lines[one] == part.key_lines[two] for one in part for two in part if one != two
    ):
        raise CannotWrite("The fields of this team do not stand on lines of their own.")
    end = min((line - 1 for line in before.key_lines.values() if line > first + 1), default=len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1  # what stands above the next block is that one's
    after = "".join([*lines[: first + 1], *_fields(lines, part, block, end), *lines[end:]])
    told = read_yaml_text(after, FILE, strict=True)
    if {**before, key: block} != told or list(before) != list(told):
        raise CannotWrite(_NOT_AS_IT_WAS)
    return after


def _fields(lines: list[str], part: Lined, block: Mapping[str, Any], end: int) -> list[str]:
    starts = sorted(part.key_lines.values())
    indent = re.match(" *", lines[starts[0] - 1])[0]  # type: ignore[index]
    written: list[str] = lines[_from(lines, starts[0] - 1) : starts[0] - 1]
    edges = [each - 1 for each in starts] + [end]
    texts = {key: lines[line - 1 : edges[starts.index(line) + 1]] for key, line in part.key_lines.items()}
    for key in _in_order(list(part), list(block)):
        if key in texts and key in block and part[key] == block[key]:
            written += texts[key]
        elif key in block:
            written += _changed(key, block[key], part.get(key), texts.get(key, []), indent)
        else:
            written += _comments(texts[key])
    return written


def _from(lines: list[str], at: int) -> int:
    """Comments above the first field of a block stay where they are."""
    while lines[at - 1].startswith((" ", "\t")) and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _in_order(there: list[str], wanted: list[str]) -> list[str]:
    """Fields that stand in the file keep their places; a new one comes after the one it follows."""
    found = list(there)
    for key in sorted((each for each in wanted if each not in there), key=_place):
        before = [place for place, each in enumerate(found) if _place(each) < _place(key)]
        found.insert(before[-1] + 1 if before else 0, key)
    return found


def _place(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _changed(key: str, value: Any, was: Any, text: list[str], indent: str) -> list[str]:
    new = [f"{line}\n" for line in field_lines(key, value, indent)]
    if (
        text and was is not None and (said := _comment_of(text[0]))
    ):  # beside an empty field it says that this is still to fill
        new[0] = f"{new[0].rstrip()}{said}\n"
    if isinstance(value, list) and len(new) == len(value) + 1:  # a line of a list that is as it was keeps its comment
        kept = _items(was, text)
        new[1:] = [
            next((old for each, old in kept if each == now), line) for now, line in zip(value, new[1:], strict=True)
        ]
    return new + _comments(text)


def _items(was: Any, text: list[str]) -> list[tuple[Any, str]]:
    """Each item of a list that stands on a line of its own, with that line."""
    if not isinstance(was, LinedList) or len(set(was.item_lines)) != len(was):
        return []
    begin = next((place for place, line in enumerate(text) if line.lstrip().startswith("-")), len(text))
    lines = {where: begin + where - was.item_lines[0] for where in was.item_lines}
    return [
        (each, text[at])
        for each, at in zip(was, lines.values(), strict=True)
        if at < len(text) and _is_whole(each, text[at])
    ]


def _is_whole(item: Any, line: str) -> bool:
    try:
        return read_yaml_text(line, FILE) == [item]
    except UnreadableContent:
        return False


def _comments(text: list[str]) -> list[str]:
    return [line for line in text if line.lstrip().startswith("#") or not line.strip()]


def _comment_of(line: str) -> str:
    """What is said after the value of a line, from the spaces before its # on."""
    for found in re.finditer(r"\s+#", line):
        head = line[: found.start()]
        try:
            if read_yaml_text(head, FILE) == read_yaml_text(line, FILE):
                return line[found.start() :].rstrip("\n")
        except UnreadableContent:
            continue
    return ""
