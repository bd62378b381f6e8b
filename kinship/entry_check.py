"""One entry, checked while somebody writes it: every fault at its field, as `python -m kinship check` would find it in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kinship import carer_texts, plain_language
from kinship.check import NATIONAL, allowed_answers
from kinship.content_files import Fault, Lined, Page, UnreadableContent, read_yaml, read_yaml_text
from kinship.council_schema import refuse_real_numbers
from kinship.offer_schema import CONTACT_BLOCKS, Known, check_entry, check_topic_file
from kinship.offer_writing import entry_text

_MISSING = re.compile(r"has no '(\w+)'")
_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with a field, and the mend. `words`: it is about how plain the words are. `line`: in the entry's own text."""

    field: str
    fault: str
    mend: str
    words: bool = False
    line: int = 1

    def __str__(self) -> str:
        return f"{self.fault} {self.mend}"


def known(root: Path, area: str, as_of: date) -> Known:
    """What the entries of an area (a council's folder, or england) are compared with."""
    content = root / "offer_content"
    topics, helplines = _read(content / "topics.yml"), _read(content / "helplines.yml")
    blocks: tuple[str, ...] = CONTACT_BLOCKS
    if area != NATIONAL:
        council = _read(content / area / "council.yml")
        parts = [(key, part) for key, part in council.items() if isinstance(part, Mapping)]
        blocks = tuple(key for key, part in parts if key in CONTACT_BLOCKS or part.get("phone"))
    return Known(
        as_of=as_of,
        topics={topic: tuple(part.get("needs") or {}) for topic, part in topics.items() if isinstance(part, Mapping)},
        answers=allowed_answers(),
        helplines=list(helplines),
        blocks=blocks,
    )


def faults(root: Path, area: str, topic: str, entry: Mapping[str, Any], as_of: date) -> list[FieldFault]:
    """Everything wrong with an entry on a day: what the schema refuses, then what is not plain."""
    text = entry_text({"id": None, **entry})
    try:
        found = read_yaml_text(text, f"{topic}.yml", strict=True)[0]
    except UnreadableContent as error:
        return [FieldFault("id", error.fault.fault, error.fault.mend)]
    gathered: list[Fault] = []
    page = Page(f"{topic}.yml", gathered)
    check_entry(page, found, topic, area != NATIONAL, known(root, area, as_of))
    if isinstance(found.get("id"), str) and not _CODE.fullmatch(found["id"]):
        page.refuse(
            found.line_of("id"), "'id' is no short name.", "Write small letters, digits and _, as in tea_and_talk."
        )
    if _is_example(root, area):
        refuse_real_numbers(page, found, 1)
    about = [_at_field(found, each, words=False) for each in sorted(set(gathered))]
    plain = [
        _at_field(found, each, words=True)
        for told in carer_texts.of_entry(found, f"{topic}.yml")
        for each in plain_language.faults_in(
            told.words, told.place, before=told.before, beside=told.beside, jargon=told.jargon
        )
    ]
    said = {(each.field, each.fault) for each in about}
    return about + [each for each in plain if (each.field, each.fault) not in said]


def new_faults(root: Path, area: str, topic: str, before: str, after: str, as_of: date) -> list[Fault]:
    """The faults that a topic file would have and has not yet. `before`, `after`: its text."""
    told = known(root, area, as_of)
    old = {(each.fault, each.mend) for each in _file_faults(before, topic, area, told)}
    return [each for each in _file_faults(after, topic, area, told) if (each.fault, each.mend) not in old]


def _file_faults(text: str, topic: str, area: str, told: Known) -> list[Fault]:
    if not text.strip():
        return []
    gathered: list[Fault] = []
    page = Page(f"offer_content/{area}/{topic}.yml", gathered)
    try:
        check_topic_file(page, read_yaml_text(text, page.file, strict=True), topic, area != NATIONAL, told)
    except UnreadableContent as error:
        gathered.append(error.fault)
    return gathered


def _at_field(found: Lined, fault: Fault, *, words: bool) -> FieldFault:
    said = fault.fault.replace(f" of Entry '{found.get('id', '?')}'", "").replace(
        f"Entry '{found.get('id', '?')}'", "This"
    )
    missing = _MISSING.search(said)
    if missing and said.startswith("This has no"):
        return FieldFault(missing[1], said, fault.mend, words, fault.line)
    above = [(line, key) for key, line in found.key_lines.items() if line <= fault.line]
    field = max(above)[1] if above else "id"
    value = found.get(field)
    if isinstance(value, Lined):  # the part of it: contact.phone
        inner = [(line, key) for key, line in value.key_lines.items() if line <= fault.line]
        named = next((key for key in value if f"'{key}'" in said), None)
        part = named or (
            max(inner)[1]
            if inner and max(inner)[0] == fault.line and len(value) == len({*value.key_lines.values()})
            else ""
        )
        field = f"{field}.{part}" if part else field
    return FieldFault(field, said, fault.mend, words, fault.line)


def _is_example(root: Path, area: str) -> bool:
    return area != NATIONAL and _read(root / "offer_content" / area / "council.yml").get("example") is True


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = read_yaml(path)
    except UnreadableContent:
        return {}
    return found if isinstance(found, Mapping) else {}
