"""Writing an entry back into its topic file: whole files, fields in a fixed order, nothing else touched.

What is not changed keeps its text to the letter, with its comments; so a difference shows what an editor changed and no more.
Comments inside an entry that is changed are kept above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from kinship.content_files import Lined, LinedList, UnreadableContent, read_yaml_text

ORDER = (
    *("id", "need", "title", "status", "state", "arrangements", "only_if"),
    *("what", "who", "how", "provides", "coordinates", "decides", "if_no", "cost", "contact", "come_back", "figures"),
    *("source", "checked_on", "review_by", "hard_limit", "owner"),
)
IN_CONTACT = ("council", "helpline", "name", "phone", "hours", "text", "email", "web", "post")
IN_FIGURE = ("label", "amount", "tax_year", "valid_from", "valid_to")
IN_SOURCE = ("title", "href")
DATES = ("checked_on", "review_by", "hard_limit", "valid_from", "valid_to")
_INNER = {
    "contact": IN_CONTACT,
    "figures": IN_FIGURE,
    "source": IN_SOURCE,
    "open": ("days", "dates", "from", "to", "closed"),
}
WIDTH = 125  # letters of a line

_COMMENT = re.compile(r"^\s+#")
_ITEM = re.compile(r"^(\s*)-(\s|$)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUOTED = re.compile(r"[0-9+() ]+|£.*")  # phone numbers and amounts, as people write them in these files


class CannotWrite(ValueError):
    """The file is not in a form in which one entry can be replaced."""


def typed(value: Any, key: str = "") -> Any:
    """The value as a file holds it: days that are written as text become dates where a field holds a day."""
    if isinstance(value, Mapping):
        return {name: typed(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [typed(each) for each in value]
    if key in DATES and isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # the check says that it is not in the calendar
    return value


def plain(value: Any) -> Any:
    """The same for JSON: each day as text, mappings and lists of no special kind."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def entry_text(entry: Mapping[str, Any], indent: str = "", before: Mapping[str, tuple[Any, str]] | None = None) -> str:
    """One entry as it stands in a topic file, from "- id: ..." on. `before`: each field's value and text until now."""
    entry, kept = typed(entry), before or {}
    parts: list[str] = []
    for key in _ordered(entry, ORDER):
        if key in kept and kept[key][0] == entry[key]:
            parts.append(kept[key][1])
        else:
            parts.append("".join(f"{indent}{line}\n" for line in field_lines(key, entry[key], "  ")))
    mark = f"{indent}  "
    return f"{indent}- " + "".join(parts).removeprefix(mark)


def with_entry(text: str, topic: str, entry: Mapping[str, Any]) -> str:
    """The topic file with this entry in the place of the one of its id, or at its end. Raises CannotWrite, UnreadableContent."""
    if not text.strip():
        return f"topic: {topic}\nentries:\n\n{entry_text(entry)}"
    head, blocks, tail, ids = _parts(text, topic)
    indent = _indent(blocks)
    if entry["id"] in ids:
        place = ids.index(entry["id"])
        blocks[place] = _replaced(blocks[place], entry, indent)
    else:
        if not blocks:
            head = re.sub(r"(?m)^entries:[ \t]*\[[ \t]*\][ \t]*$", "entries:", head)
        last = blocks[-1] if blocks else head
        space = "" if last.endswith("\n\n") else "\n" if last.endswith("\n") else "\n\n"
        blocks.append(space + entry_text(entry, indent))
    return _proved(head + "".join(blocks) + tail, topic, entry["id"], entry)


def without_entry(text: str, topic: str, entry_id: str) -> str:
    """The topic file without the entry of this id. Raises CannotWrite, UnreadableContent."""
    head, blocks, tail, ids = _parts(text, topic)
    if entry_id not in ids:
        return text
    del blocks[ids.index(entry_id)]
    if not blocks:
        head = re.sub(r"(?m)^entries:[ \t]*$", "entries: []", head)
    return _proved(head + "".join(blocks) + tail, topic, entry_id, None)


def same(one: Any, other: Any) -> bool:
    """Whether two values of a file say the same: a date and its ISO text do."""
    return plain(one) == plain(other)


def _parts(text: str, topic: str) -> tuple[str, list[str], str, list[str]]:
    """The head, the text of each entry (with the comments above it), what stands below them, and their ids."""
    found = read_yaml_text(text, f"{topic}.yml", strict=True)
    entries = found.get("entries") if isinstance(found, Lined) else None
    if not isinstance(entries, LinedList):
        if isinstance(found, Lined) and "entries" in found and entries is None:
            return text, [], "", []
        raise CannotWrite("The file has no list of entries.")
    if not entries:
        return text, [], "", []
    lines = text.splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [_start(lines, number - 1) for number in entries.item_lines]
    after = [line - 1 for key, line in found.key_lines.items() if line > entries.item_lines[-1] and key != "entries"]
    end = min(after, default=len(lines))
    # Comments and blank lines above an entry are its own: they go where it goes.
    edges = [
        _above(lines, start, floor) for start, floor in zip(starts, [found.key_lines["entries"], *starts], strict=False)
    ]
    edges.append(_above(lines, end, starts[-1] + 1) if end < len(lines) else end)
    blocks = ["".join(lines[begin:stop]) for begin, stop in zip(edges, edges[1:], strict=False)]
    ids = [str(each.get("id")) if isinstance(each, Lined) else "" for each in entries]
    return "".join(lines[: edges[0]]), blocks, "".join(lines[edges[-1] :]), ids


def _start(lines: list[str], at: int) -> int:
    while at > 0 and not _ITEM.match(lines[at]):
        at -= 1
    if not _ITEM.match(lines[at]):
        raise CannotWrite("The entries of this file do not start with a dash of their own.")
    return at


def _above(lines: list[str], start: int, floor: int) -> int:
    while start > floor and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    return start


def _indent(blocks: list[str]) -> str:
    for line in "".join(blocks[:1]).splitlines():
        if found := _ITEM.match(line):
            return found[1]
    return ""


def _replaced(block: str, entry: Mapping[str, Any], indent: str) -> str:
    """The block with this entry: comments above stay, those inside go above it, and fields that did not change keep their text."""
    lines = block.splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if _ITEM.match(line) and not line.lstrip().startswith("#"))
    inside = [line for line in lines[start:] if _COMMENT.match(line)]
    kept = {} if inside else _fields_of(lines[start:], indent)
    return "".join([*lines[:start], *(f"{indent}{line.lstrip()}" for line in inside), entry_text(entry, indent, kept)])


def _fields_of(lines: list[str], indent: str) -> dict[str, tuple[Any, str]]:
    """Each field of an entry, with its value and its text."""
    found = read_yaml_text("".join(lines), "entry", strict=True)[0]
    first = f"{indent}  "
    if not lines[0].startswith(f"{indent}- ") or any(line.strip() and not line.startswith(indent) for line in lines):
        return {}
    lines = [first + lines[0].removeprefix(f"{indent}- ").lstrip(), *lines[1:]]
    edges = [*(found.key_lines[key] - 1 for key in found), len(lines)]
    if edges != sorted(set(edges)):
        return {}  # two fields on one line
    texts = ["".join(lines[begin:stop]) for begin, stop in zip(edges, edges[1:], strict=False)]
    return {
        key: (found[key], text) for key, text in zip(found, texts, strict=True) if text.startswith(f"{first}{key}:")
    }


def _proved(text: str, topic: str, entry_id: str, entry: Mapping[str, Any] | None) -> str:
    """The text, read back: it holds what it should."""
    found = read_yaml_text(text, f"{topic}.yml", strict=True)
    there = [each for each in found.get("entries") or () if isinstance(each, Lined) and each.get("id") == entry_id]
    if (entry is None and there) or (entry is not None and (len(there) != 1 or there[0] != typed(entry))):
        raise CannotWrite(f"The entry '{entry_id}' would not be read back as it was written.")
    return text


def _ordered(found: Mapping[str, Any], order: tuple[str, ...]) -> list[str]:
    return [*(key for key in order if key in found), *sorted(key for key in found if key not in order)]


def field_lines(key: str, value: Any, indent: str) -> list[str]:
    """One field as it stands in a file, in the one fixed form."""
    name = f"{indent}{_scalar(key)}:"
    if isinstance(value, str):
        line = f"{name} {_scalar(value, in_brackets=False)}"
        return [f"{name} >-", *_wrapped(value, indent + "  ")] if len(line) > WIDTH and _folds(value) else [line]
    line = f"{name} {_flow(value, _INNER.get(key, ()))}".rstrip()
    if isinstance(value, Mapping) and value and (len(line) > WIDTH or len(value) > 2):
        return [
            name,
            *(
                each
                for inner in _ordered(value, _INNER.get(key, ()))
                for each in field_lines(inner, value[inner], indent + "  ")
            ),
        ]
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        short = all(len(f"{indent}- {_flow(item, _INNER.get(key, ()))}") <= WIDTH for item in value)
        return [name, *(line for item in value for line in _item(item, key, indent, short))]
    if isinstance(value, list) and len(line) > WIDTH:
        return _long_list(name, value)
    return [line]


def _item(item: Any, key: str, indent: str, short: bool) -> list[str]:
    if short or not isinstance(item, Mapping) or not item:
        return [f"{indent}- {_flow(item, _INNER.get(key, ()))}"]
    lines = [
        each for inner in _ordered(item, _INNER.get(key, ())) for each in field_lines(inner, item[inner], indent + "  ")
    ]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _long_list(name: str, value: list[Any]) -> list[str]:
    """A list in brackets, over several lines."""
    lines, line = [], f"{name} ["
    for place, item in enumerate(value):
        word = _flow(item) + ("," if place + 1 < len(value) else "]")
        if len(line) + len(word) > WIDTH:
            lines.append(line.rstrip())
            line = " " * (len(name) + 2)
        line += f"{word} "
    return [*lines, line.rstrip()]


def _folds(value: str) -> bool:
    return (
        "\n" not in value
        and "  " not in value
        and value == value.strip()
        and bool(value)
        and not re.search(r"[^\x20-\x7e\xa0-\ud7ff]", value)
    )


def _wrapped(value: str, indent: str) -> list[str]:
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(indent) + len(line) + 1 + len(word) > WIDTH:
            lines.append(indent + line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, indent + line]


def _flow(value: Any, order: tuple[str, ...] = ()) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(value[key]) or 'null'}" for key in _ordered(value, order)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) or "null" for each in value) + "]"
    return _scalar(value)


def _scalar(value: Any, *, in_brackets: bool = True) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return yaml.safe_dump(value).removesuffix("\n...\n").strip()
    # As YAML itself would write it: it quotes all that could be read as something else.
    if in_brackets:
        written = yaml.safe_dump([value], allow_unicode=True, width=10**9, default_flow_style=True).strip()[1:-1]
    else:
        written = yaml.safe_dump(value, allow_unicode=True, width=10**9).removesuffix("\n...\n").strip()
    if written == value and not _QUOTED.fullmatch(value):
        return value
    return yaml.safe_dump(value, allow_unicode=True, width=10**9, default_style='"').strip()


def read_entry(text: str, topic: str, entry_id: str) -> Lined | None:
    """The entry of this id in the text of a topic file; None where it has none, or the text cannot be read."""
    try:
        found = read_yaml_text(text, f"{topic}.yml") if text.strip() else None
    except UnreadableContent:
        return None
    entries = found.get("entries") if isinstance(found, Lined) else None
    return next((each for each in entries or () if isinstance(each, Lined) and each.get("id") == entry_id), None)
