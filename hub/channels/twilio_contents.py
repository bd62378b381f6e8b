"""Buttons and lists of WhatsApp: Twilio knows each shape of a menu under an id, and every word in it is filled in as it is sent.

A shape is made once, by `manage.py whatsapp_menus`, which keeps the ids in a JSON file. Where a shape is missing, nobody waits
for it: the menu goes as numbered lines. Limits: twilio.com/docs/content/twilio-quick-reply and twiliolist-picker.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from hub.channels.sending import Parcel
from kinship.last_good import LastGood

WINDOW = "window"  # the one template that may go outside the 24 hours
LONGEST_BODY = 1024  # characters, with buttons or a list
MOST_BUTTONS, LONGEST_BUTTON = 3, 20
MOST_ITEMS, LONGEST_ITEM = 10, 24
LANGUAGE = "en"
NAME = "kinship_{shape}_{print}"  # a name may be asked for once, so other words have another


def _read(path: Path, _before: Mapping[str, str] | None) -> Mapping[str, str]:
    told = json.loads(path.read_text("utf-8"))
    if not isinstance(told, dict):
        raise ValueError("it holds no shapes")
    return {str(shape): str(sid) for shape, sid in told.items()}


_files: LastGood[Mapping[str, str]] = LastGood(_read)


def known() -> Mapping[str, str]:
    """Shape -> ContentSid, as the file says now; empty where there is none."""
    path = settings.KINSHIP_TWILIO["contents"]
    return _files.or_else(Path(path), {}) if path else {}


def shape_of(parcel: Parcel) -> str | None:
    """`reply_2` for two buttons, `list_4` for a list of four; None where the menu has to be numbered lines."""
    labels = [str(entry.get("label", "")) for entry in parcel.menu]
    count, longest = len(labels), max(map(len, labels), default=0)
    all_told = len({label.strip().casefold() for label in labels} - {""}) == count
    if not count or not all_told or not 0 < len(parcel.plain) <= LONGEST_BODY:
        return None
    if count <= MOST_BUTTONS:
        return f"reply_{count}" if longest <= LONGEST_BUTTON else None
    return f"list_{count}" if count <= MOST_ITEMS and longest <= LONGEST_ITEM else None


def variables(parcel: Parcel) -> str:
    """The words of this menu as JSON: 1 is the body, then a label and its id for each entry."""
    words = [parcel.plain]
    for entry in parcel.menu:
        words += [str(entry["label"]), str(entry["id"])]
    return json.dumps({str(number): word for number, word in enumerate(words, start=1)}, ensure_ascii=False)


def shapes(list_button: str, window: str) -> dict[str, dict[str, Any]]:
    """Every shape as Twilio's Content API takes it. `list_button`: what opens a list. `window`: the words of the template."""
    made = {f"reply_{count}": _reply(count) for count in range(1, MOST_BUTTONS + 1)}
    made |= {f"list_{count}": _list(count, list_button) for count in range(MOST_BUTTONS + 1, MOST_ITEMS + 1)}
    made[WINDOW] = {"types": {"twilio/text": {"body": window}}, "variables": {}}
    return {shape: {"friendly_name": _name(shape, what), "language": LANGUAGE, **what} for shape, what in made.items()}


def create(shape: Mapping[str, Any]) -> str:
    """Make it known to Twilio; its ContentSid. Raises TwilioException and RequestException."""
    from twilio.rest.content.v1.content import ContentList

    from hub.channels.twilio_http import client

    made = client().content.v1.contents.create(ContentList.ContentCreateRequest(dict(shape)))
    return str(made.sid)


def submit(sid: str, name: str) -> None:
    """Ask WhatsApp to approve the template, which it must before it may go. Raises TwilioException and RequestException."""
    from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

    from hub.channels.twilio_http import client

    asked = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": "UTILITY"})
    client().content.v1.contents(sid).approval_create.create(asked)


def _name(shape: str, what: Mapping[str, Any]) -> str:
    print_ = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:8]
    return NAME.format(shape=shape, print=print_)


def _reply(count: int) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": _slot(label), "id": _slot(label + 1)} for label in _labels(count)]
    return {"types": {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}, "variables": _examples(count)}


def _list(count: int, button: str) -> dict[str, Any]:
    items = [{"item": _slot(label), "id": _slot(label + 1)} for label in _labels(count)]
    return {
        "types": {"twilio/list-picker": {"body": "{{1}}", "button": button, "items": items}},
        "variables": _examples(count),
    }


def _slot(number: int) -> str:
    return "{{" + str(number) + "}}"


def _labels(count: int) -> range:
    """The numbers of the labels among the variables; each one's id comes right after it."""
    return range(2, 2 + 2 * count, 2)


def _examples(count: int) -> dict[str, str]:
    """What stands in for each variable: labels and ids must differ from each other."""
    ids = {str(label + 1): f"m:0:{label // 2}" for label in _labels(count)}
    return {"1": "…", **{str(label): str(label // 2) for label in _labels(count)}, **ids}
