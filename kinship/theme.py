"""A council's colours on the chat page, and whether everybody can read them (WCAG 2.2: 1.4.3 text, 1.4.11 borders)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

WHITE, GREY = "#ffffff", "#f3f2f1"  # what the page is made of
TEXT = 4.5  # to 1. A border or a focus ring needs 3 to 1, so what will do for text will do for them
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_STEPS = 20


@dataclass(frozen=True)
class Theme:
    """`colour` of the header, the buttons, the links and the focus; `text_on_colour` of the words on it."""

    colour: str
    text_on_colour: str


DEFAULT = Theme(colour="#0b4f54", text_on_colour=WHITE)


class Refused(NamedTuple):
    """A field of the theme that will not do: why, and what to write."""

    field: str
    fault: str
    mend: str


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 (the same) to 21 (black on white), by the formula of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def theme_of(council: Mapping[str, Any] | None) -> Theme:
    """The council's colours; ours when it has none, or none that everybody can read."""
    found = (council or {}).get("theme")
    return Theme(**found) if isinstance(found, Mapping) and not refused(found) else DEFAULT


def refused(found: Mapping[str, Any]) -> list[Refused]:
    """What is wrong with the colours of a council, field by field; empty when they will do."""
    fields = ("colour", "text_on_colour")
    unknown = [field for field in found if field not in fields]
    if unknown:
        return [
            Refused(field, f"'{field}' is not a field of 'theme'.", f"Use one of: {', '.join(fields)}.")
            for field in unknown
        ]
    unread = [field for field in fields if not _is_colour(found.get(field))]
    if unread:
        return [
            Refused(
                field,
                f"'{field}' of 'theme' is '{found.get(field)}', which is not a colour we can read.",
                'Write it as "#0b4f54", in quotes.',
            )
            for field in unread
        ]
    colour, words = found["colour"], found["text_on_colour"]
    for ground, name in ((WHITE, "white"), (GREY, f"the grey of the page ({GREY})")):
        if (far := contrast(colour, ground)) < TEXT:
            fault = f"'colour' {colour} on {name} has a contrast of {_shown(far)} to 1: too faint for links."
            return [Refused("colour", fault, f'It needs {TEXT} to 1. A darker one that will do: "{darker(colour)}".')]
    if (far := contrast(words, colour)) < TEXT:
        fault = f"'text_on_colour' {words} on {colour} has a contrast of {_shown(far)} to 1: too faint for buttons."
        return [Refused("text_on_colour", fault, f'It needs {TEXT} to 1. Write "{WHITE}".')]
    return []


def darker(colour: str) -> str:
    """The nearest darker shade that can be read on white and on the page's grey."""
    shades = (_shade(colour, 1 - step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if min(contrast(shade, WHITE), contrast(shade, GREY)) >= TEXT)


def _shown(far: float) -> str:
    """Rounded down: 4.499 must not be shown as the 4.5 that it is not."""
    return f"{int(far * 100) / 100:g}"


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and bool(_COLOUR.fullmatch(value))


def _shade(colour: str, part: float) -> str:
    return "#" + "".join(f"{int(channel * part):02x}" for channel in _channels(colour))


def _channels(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


def _luminance(colour: str) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
