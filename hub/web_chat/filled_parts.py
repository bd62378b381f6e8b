"""A page made of the parts of a word file: each part a heading and lines, filled in; a line whose place nothing fills is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hub.web_chat.wording import sentence

_FILL = re.compile(r"\{(\w+)\}")


def parts_of(said: Mapping[str, Any], last: str, values_of: Callable[[str], Mapping[str, str]]) -> list[dict[str, Any]]:
    """`said`: the file. `last`: the part that the template words itself. `values_of`: what is filled into a part, by its name."""
    parts = {name: part for name, part in said.items() if isinstance(part, Mapping) and name != last}
    return [
        {"id": name, "title": part["title"], "paragraphs": _paragraphs(part, values_of(name))}
        for name, part in parts.items()
    ]


def _paragraphs(part: Mapping[str, str], values: Mapping[str, str]) -> list[Any]:
    """The lines of a part, with numbers that can be tapped."""
    lines = [line for name, line in part.items() if name != "title"]
    whole = [line for line in lines if all(values.get(place) for place in _FILL.findall(line))]
    return [sentence(line.format_map(values)) for line in whole]
