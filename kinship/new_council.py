"""The folder a council starts with: every field to fill, nothing invented, and carers served from the first minute.

council.yml has its fields empty; each topic file has no entry, and a list of the needs that only the council can answer.
So a carer is told what holds for all of England, and that the council has not told us the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kinship import council_schema
from kinship.local_offer import NATIONAL, ROOT, Shelf, shelf
from kinship.offer_writing import ORDER
from kinship.to_fill import mend

_BLOCKS = {  # what stands in a block, beyond what council_schema asks of it
    "privacy": ("keeps", "passed_on", "keeps_short", "passed_on_short"),
    "therapy": ("name", "phone", "hours", "what", "who"),
    "family_time": ("name", "phone", "hours", "what", "who"),
    "turning_18": ("name", "phone", "hours", "what", "who"),
}
_FIRST = ("council_name", "aliases", "front_door", "out_of_hours", "privacy", "chat")  # what carers need first


class CannotStart(ValueError):
    """`why` names the words of new_council.yml: `no_name` or `exists`."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(f"{why}: {code}")
        self.why, self.code = why, code


def code_of(name: str) -> str:
    """The folder's name: small letters, digits and underscores. Raises CannotStart where the name gives none."""
    code = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code) or code in (NATIONAL, "translations"):
        raise CannotStart("no_name", name)
    return code


def start(name: str, words: Mapping[str, Any], root: Path | None = None) -> str:
    """Write the folder of a new council and give its code. Raises CannotStart; never touches a folder that is there."""
    code, content = code_of(name), (root or ROOT) / "offer_content"
    folder = content / code
    try:
        folder.mkdir()
    except FileExistsError:
        raise CannotStart("exists", code) from None
    national = shelf(None, root)
    for topic in national.topics():
        (folder / f"{topic}.yml").write_text(_text(_topic(name.strip(), topic, national, words)), encoding="utf-8")
    # The last, because with it the council is there.
    (folder / "council.yml").write_text(_text(_council(name.strip(), code, words)), encoding="utf-8")
    return code


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _council(name: str, code: str, words: Mapping[str, Any]) -> Iterator[str]:
    for line in words["council"]:
        yield f"# {line.format(name=name, code=code)}"
    yield ""
    rest = [field for field in council_schema.NEEDED if field not in _FIRST]
    blocks, alone = [field for field in rest if _inside(field)], [field for field in rest if not _inside(field)]
    for field in (*_FIRST, *blocks, *alone):
        inside = _inside(field)
        if inside:
            yield f"{field}:"
            yield from (_empty(each, field, words, "  ") for each in inside)
            yield ""
        elif field == "council_name":
            yield f'{field}: "{name}"'
        else:
            yield _empty(field, "", words)
            if field == "aliases":
                yield ""


def _empty(field: str, block: str, words: Mapping[str, Any], indent: str = "") -> str:
    return f"{indent}{field}:   # {words['mark']}: {mend(block, field)}"


def _inside(field: str) -> tuple[str, ...]:
    """The fields of a block; none for a field that stands by itself."""
    if field == "chat":
        return ("name", "adviser_hours", "open", "outside_hours")
    if field == "named_senior_manager":
        return ("name", "role", "email")
    if field in council_schema.TEAMS:
        return ("name", "phone", "hours", *council_schema.TEAMS[field])
    return _BLOCKS.get(field) or council_schema.BLOCKS.get(field, ())


def _topic(name: str, topic: str, national: Shelf, words: Mapping[str, Any]) -> Iterator[str]:
    part = national.topics()[topic]
    for line in words["topic"]:
        yield f"# {line.format(council=name, title=part['title'], topic=topic)}"
    for number, field in enumerate(each for each in ORDER if each != "hard_limit"):
        yield f"#   {'- ' if number == 0 else '  '}{field}:"
    yield f"topic: {topic}"
    needs = part.get("needs") or {}
    entries = national.page(NATIONAL, topic).get("entries") or ()
    only_local = [need for need in needs if any(each["need"] == need and each["status"] == "local" for each in entries)]
    if only_local:
        yield f"# {words['to_write']}"
        yield "to_write:"
        yield from (f"- {need}   # {needs[need]}" for need in only_local)
    yield "entries: []"
