"""Content of WhatsApp: menus with buttons or lists, made beforehand, filled in when sent. Limits are WhatsApp's own.

Source: twilio.com/docs/content/twilio-quick-reply and twiliolist-picker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

QUICK_REPLY, LIST_PICKER, PLAIN = "twilio/quick-reply", "twilio/list-picker", "twilio/text"
MOST_BODY, MOST_TITLE, MOST_ITEM, MOST_ID, MOST_BUTTONS, MOST_ITEMS = 1024, 20, 24, 200, 3, 10
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class NotAccepted(ValueError):
    """WhatsApp would not take it filled in like this; the text says why."""


@dataclass
class Content:
    """`approved`: it may go outside the 24 hours."""

    sid: str
    name: str
    types: dict[str, Any]
    language: str = "en"
    variables: dict[str, str] = field(default_factory=dict)
    approved: bool = False


@dataclass(frozen=True)
class Filled:
    body: str
    buttons: list[dict[str, str]]
    list_button: str = ""


def fill(content: Content, values: dict[str, str]) -> Filled:
    """The content with these variables. Raises KeyError for one that has no value, NotAccepted where a limit is broken."""
    defaults = content.variables

    def put(text: str) -> str:
        return VARIABLE.sub(lambda found: values[found[1]] if found[1] in values else defaults[found[1]], text)

    if QUICK_REPLY in content.types:
        said = content.types[QUICK_REPLY]
        rows = [{"id": put(each.get("id") or ""), "title": put(each["title"])} for each in said["actions"]]
        return _checked(Filled(put(said["body"]), rows), MOST_TITLE, MOST_BUTTONS)
    if LIST_PICKER in content.types:
        said = content.types[LIST_PICKER]
        rows = [{"id": put(each["id"]), "title": put(each["item"])} for each in said["items"]]
        return _checked(Filled(put(said["body"]), rows, put(said["button"])), MOST_ITEM, MOST_ITEMS)
    return Filled(put(content.types[PLAIN]["body"]), [])


def _checked(filled: Filled, most_title: int, most_rows: int) -> Filled:
    titles = [row["title"] for row in filled.buttons]
    faults = [
        (not 1 <= len(titles) <= most_rows, f"{len(titles)} buttons, of which there may be {most_rows}"),
        (any(not title.strip() for title in titles), "a button without words"),
        (any(len(title) > most_title for title in titles), f"a button longer than {most_title} characters"),
        (len(set(titles)) < len(titles), "two buttons with the same words"),
        (any(len(row["id"]) > MOST_ID for row in filled.buttons), f"an id longer than {MOST_ID} characters"),
        (
            not 1 <= len(filled.body) <= MOST_BODY,
            f"a body of {len(filled.body)} characters, of which there may be {MOST_BODY}",
        ),
        (len(filled.list_button) > MOST_TITLE, f"the button that opens the list is longer than {MOST_TITLE}"),
    ]
    if broken := [why for wrong, why in faults if wrong]:
        raise NotAccepted("; ".join(broken))
    return filled
