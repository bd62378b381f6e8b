"""An entry as flat fields of text, for a form and for a row of a spreadsheet; and back, with nothing lost.

`contact` and `source` are a field for each part; amounts are a line each ("label | amount | tax year | from | to"), conditions too
("fact: answer, answer"). What cannot be read that way comes back as it was typed, and the check says what is wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from kinship.offer_writing import IN_CONTACT, IN_FIGURE, IN_SOURCE, ORDER, plain

_PARTS = {"contact": IN_CONTACT, "source": IN_SOURCE}
FIELDS = tuple(
    name for key in ORDER for name in ([f"{key}.{part}" for part in _PARTS[key]] if key in _PARTS else [key])
)
OTHER = "other"  # fields that this program does not know, as JSON
LINES = ("what", "who", "how", "decides", "if_no", "come_back", "only_if", "figures")
_BAR = re.compile(r"(?<!\\)\|")


def fields(entry: Mapping[str, Any]) -> dict[str, str]:
    """Each field that has something, as text."""
    entry = plain(entry)
    found: dict[str, str] = {}
    other = {key: value for key, value in entry.items() if key not in ORDER}
    for key in ORDER:
        value = entry.get(key)
        if (
            key in _PARTS
            and isinstance(value, Mapping)
            and set(value) <= set(_PARTS[key])
            and all(_simple(each) for each in value.values())
        ):
            found |= {f"{key}.{part}": str(each) for part, each in value.items()}
        elif key in _PARTS and value not in (None, "", {}):
            other[key] = value
        elif (text := _text(key, value)) is not None:
            if text:
                found[key] = text
        else:
            other[key] = value
    if other:
        found[OTHER] = json.dumps(other, ensure_ascii=False, sort_keys=True)
    return found


def entry(told: Mapping[str, str]) -> dict[str, Any]:
    """The entry that these fields say. What is empty is left out."""
    said = {name: str(value).replace("\r\n", "\n").replace("\r", "\n").strip() for name, value in told.items()}
    found: dict[str, Any] = {}
    for key in ORDER:
        if key in _PARTS:
            inner = {part: said[f"{key}.{part}"] for part in _PARTS[key] if said.get(f"{key}.{part}")}
            if inner:
                found[key] = inner
        elif said.get(key):
            found[key] = _value(key, said[key])
    if said.get(OTHER):
        try:
            more = json.loads(said[OTHER])
            found |= more if isinstance(more, dict) else {OTHER: said[OTHER]}
        except ValueError:
            found[OTHER] = said[OTHER]
    return found


def _simple(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip()


def _text(key: str, value: Any) -> str | None:
    """A field as text; None where it could not be read back."""
    if value is None or value == "":
        return ""
    if key == "arrangements" and isinstance(value, list):
        text = ", ".join(map(str, value))
    elif key == "only_if" and isinstance(value, Mapping):
        text = "\n".join(f"{fact}: {_answers(each)}" for fact, each in value.items())
    elif key == "figures" and isinstance(value, list):
        text = "\n".join(_figure(each) for each in value) if all(isinstance(each, Mapping) for each in value) else None
    else:
        text = value if isinstance(value, str) else None
    return text if text is not None and _value(key, text.strip()) == value else None


def _value(key: str, text: str) -> Any:
    if key == "arrangements":
        return (
            "all" if text.casefold() == "all" else [each.strip() for each in re.split(r"[,\n]", text) if each.strip()]
        )
    if key == "only_if":
        return dict(_condition(line) for line in text.split("\n") if line.strip())
    if key == "figures":
        return [_amount(line) for line in text.split("\n") if line.strip()]
    return text


def _answers(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    words = ", ".join(map(str, value))
    return words if len(value) > 1 else f"[{words}]"


def _condition(line: str) -> tuple[str, Any]:
    fact, _, answers = line.partition(":")
    words = [each.strip() for each in answers.strip().removeprefix("[").removesuffix("]").split(",") if each.strip()]
    several = len(words) != 1 or answers.strip().startswith("[")
    return fact.strip(), words if several else words[0]


def _figure(figure: Mapping[str, Any]) -> str:
    parts = [str(figure.get(part, "")).replace("|", "\\|") for part in IN_FIGURE]
    return " | ".join(parts)


def _amount(line: str) -> dict[str, str]:
    parts = [each.replace("\\|", "|").strip() for each in _BAR.split(line)]
    told = dict(zip(IN_FIGURE, parts, strict=False))
    if len(parts) > len(IN_FIGURE):  # too many bars: kept where the check sees them
        told[IN_FIGURE[-1]] = " | ".join(parts[len(IN_FIGURE) - 1 :])
    return {part: each for part, each in told.items() if each}
