"""Reading the YAML that people write: every value keeps its line, and every fault says what to do about it.

Nothing here knows what a file is about; `offer_schema` does.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

_LONG_LIST = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_passed: set[bytes] = set()  # hashes of texts that the strict reader has read: both readers give the same for them


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a file, and the mend. `line` counts from 1."""

    file: str
    line: int
    fault: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.fault} {self.mend}"


class UnreadableContent(ValueError):
    """The file could not be read at all. `fault` says where and why."""

    def __init__(self, fault: Fault):
        super().__init__(str(fault))
        self.fault = fault


class Lined(dict[str, Any]):
    """A mapping that remembers its own line, the line of each key and the line where each value starts."""

    line: int
    key_lines: dict[str, int]
    value_lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The line of a key, or of the mapping itself when the key is not there."""
        return self.key_lines.get(key, self.line)


class LinedList(list[Any]):
    """A list that remembers its own line and the line of each item."""

    line: int
    item_lines: list[int]


def read_yaml(path: Path, shown_as: str | None = None, strict: bool = False) -> Any:
    """The value of a YAML file: mappings as `Lined`, lists as `LinedList`, scalars as YAML reads them.

    `shown_as` is the name used in faults. `strict` reads as the slower, stricter of YAML's two readers does: what
    passes there, every program can read. Raises UnreadableContent for a missing file, broken YAML, a key that stands
    twice in one mapping, a key that is not words, or a date that is not in the calendar.
    """
    name = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnreadableContent(Fault(name, 1, "This file is missing.", "Add it.")) from None
    except UnicodeDecodeError:
        raise UnreadableContent(Fault(name, 1, "This file is not plain text.", "Save it as UTF-8.")) from None
    return read_yaml_text(text, name, strict)


def read_yaml_text(text: str, name: str, strict: bool = False) -> Any:
    """As `read_yaml`, for text that is already in hand."""
    digest = hashlib.sha256(text.encode()).digest() if strict else b""
    loader = (yaml.SafeLoader if strict and digest not in _passed else _Loader)(text)
    try:
        node = loader.get_single_node()
        value = None if node is None else _value(loader, node, name)
        if strict:
            _passed.add(digest)
        return value
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableContent(_broken(name, mark.line if mark else 0, error.problem or "", text)) from None
    except yaml.YAMLError as error:
        raise UnreadableContent(_broken(name, 0, str(error).splitlines()[0], text)) from None
    finally:
        loader.dispose()


def _broken(name: str, index: int, problem: str, text: str) -> Fault:
    line = index + 1
    if "\t" in "".join(text.splitlines()[index : index + 1]):
        return Fault(name, line, "There is a tab here.", "Indent with spaces.")
    return Fault(
        name, line, f"This line cannot be read as YAML ({problem}).",
        "Check the indent here and on the line above, and put quotes around text with a colon, # or a bracket.",
    )  # fmt: skip


def _value(loader: Any, node: Any, name: str) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, name)
    if isinstance(node, yaml.SequenceNode):
        items = LinedList(_value(loader, item, name) for item in node.value)
        items.line, items.item_lines = line, [item.start_mark.line + 1 for item in node.value]
        return items
    try:
        return loader.construct_object(node)
    except ValueError:
        mend = "Write a date as 2026-04-30."
        raise UnreadableContent(Fault(name, line, f"'{node.value}' is not in the calendar.", mend)) from None


def _mapping(loader: Any, node: Any, name: str) -> Lined:
    found = Lined()
    found.line, found.key_lines, found.value_lines = node.start_mark.line + 1, {}, {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = loader.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            shown = getattr(key_node, "value", "")
            mend = f'Put quotes around it: "{shown}".' if isinstance(shown, str) else "Use a word as the key."
            raise UnreadableContent(Fault(name, line, f"The key '{shown}' is not read as words.", mend))
        if key in found:
            first = found.key_lines[key]
            mend = "Keep one of the two."
            raise UnreadableContent(
                Fault(name, line, f"'{key}' stands here a second time (first on line {first}).", mend)
            )
        found[key] = _value(loader, value_node, name)
        found.key_lines[key], found.value_lines[key] = line, value_node.start_mark.line + 1
    return found


def did_you_mean(wrong: object, allowed: Iterable[str]) -> str:
    """'Did you mean …?' when something close exists, and what is allowed, unless that is a long list beside a guess."""
    allowed = list(allowed)
    near = difflib.get_close_matches(str(wrong), allowed, n=1, cutoff=0.6)
    guess = f"Did you mean '{near[0]}'?" if near else ""
    if guess and len(allowed) > _LONG_LIST:
        return guess
    return f"{guess} Use one of: {', '.join(allowed)}.".strip()


class Page:
    """One file being checked: it gathers faults under the file's name."""

    def __init__(self, file: str, faults: list[Fault]):
        self.file = file
        self.faults = faults

    def refuse(self, line: int, fault: str, mend: str) -> None:
        """Note a fault on a line of this file."""
        self.faults.append(Fault(self.file, line, fault, mend))

    def mapping(self, value: Any, line: int, what: str) -> Lined | None:
        """The value, when it is a mapping; otherwise a fault and None."""
        if isinstance(value, Lined):
            return value
        self.refuse(line, f"{what} should be fields with values.", "Write each field as 'name: value' on its own line.")
        return None

    def fields(self, found: Lined, known: Sequence[str], needed: Sequence[str], what: str) -> None:
        """Refuse fields that are not known and say which needed ones are missing."""
        for key in found:
            if key not in known:
                self.refuse(found.line_of(key), f"'{key}' is not a field of {what}.", did_you_mean(key, known))
        for key in needed:
            if key not in found or found[key] is None:
                self.refuse(found.line_of(key), f"{what} has no '{key}'.", f"Add '{key}'.")

    def code(self, value: Any, line: int, what: str, allowed: Iterable[str]) -> bool:
        """Whether the value is one of the allowed codes; a fault when it is not."""
        if isinstance(value, str) and value in (allowed := list(allowed)):
            return True
        if isinstance(value, bool):
            word = "yes" if value else "no"
            self.refuse(line, f"{what} is {word} without quotes.", f'Put quotes around it: "{word}".')
        else:
            self.refuse(line, f"{what} is '{value}', which we do not know.", did_you_mean(value, allowed))
        return False

    def words(self, value: Any, line: int, what: str) -> bool:
        """Whether the value is text; a fault saying what to quote when YAML read something else."""
        if isinstance(value, str) and value.strip():
            return True
        if isinstance(value, bool):
            word = "yes" if value else "no"
            self.refuse(line, f"{what} is {word} without quotes.", f'Put quotes around it: "{word}".')
        elif isinstance(value, int | float | date):
            self.refuse(
                line, f"{what} is a number or date without quotes.", 'Put quotes around it, as in "0300 123 4567".'
            )
        elif isinstance(value, Mapping | list):
            self.refuse(
                line, f"{what} should be words.", "Write it as text; put quotes around text with a colon or a bracket."
            )
        else:
            self.refuse(line, f"{what} is empty.", "Write it, or take the field out.")
        return False

    def date(self, found: Lined, key: str, what: str) -> date | None:
        """The date in a field, when the field is there and holds one; a fault when it holds something else."""
        value = found.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.refuse(found.line_of(key), f"'{key}' of {what} is '{value}'.", "Write a date as 2026-04-30.")
        return None
