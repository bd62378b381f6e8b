"""The sentences the hub itself says, and whom to call: read at run time from offer_content, the last good copy kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hub.conversations import councils
from kinship import yaml_text
from kinship.last_good import LastGood
from kinship.local_offer import Shelf, council_told
from kinship.local_offer import shelf as offer_shelf


def _read(path: Path, _before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    words = yaml_text.load(path.read_text("utf-8"))
    if not isinstance(words, Mapping):
        raise ValueError("it holds no words")
    return words


_files: LastGood[Mapping[str, Any]] = LastGood(_read)


@cache
def _file(root: Path, name: str) -> Path:
    """Put together once: a page of the desk asks for its words some thousand times."""
    return root / "offer_content" / name


def words() -> Mapping[str, Any]:
    """conversation.yml: what the hub says inside a conversation. Raises OSError or ValueError if it never could be read."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "conversation.yml"))


def web_words() -> Mapping[str, Any]:
    """web_chat.yml: the words of the web page."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "web_chat.yml"))


def phone_words() -> Mapping[str, Any]:
    """phone.yml: the words for SMS and WhatsApp."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "phone.yml"))


def privacy_words() -> Mapping[str, Any]:
    """privacy.yml: the privacy notice."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "privacy.yml"))


def accessibility_words() -> Mapping[str, Any]:
    """accessibility.yml: the accessibility statement."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "accessibility.yml"))


def leaflet_words() -> Mapping[str, Any]:
    """leaflet.yml: the words on paper around the help itself, and of the script for the phone."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "leaflet.yml"))


def desk_words() -> Mapping[str, Any]:
    """desk.yml: the words for people who work here."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "desk.yml"))


def offer_desk_words() -> Mapping[str, Any]:
    """offer_desk.yml: the words of the pages at which the offer is edited."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "offer_desk.yml"))


def evidence_words() -> Mapping[str, Any]:
    """evidence.yml: the words for whoever keeps the offer true."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "evidence.yml"))


def entry_words() -> Mapping[str, Any]:
    """entry.yml: the words around a piece of help, on the page and on paper."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "entry.yml"))


def site_words() -> Mapping[str, Any]:
    """offer_site.yml: the words of the pages that show the whole offer."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "offer_site.yml"))


def letter_words() -> Mapping[str, Any]:
    """letter.yml: what to ask the council."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "letter.yml"))


def say_words() -> Mapping[str, Any]:
    """having_a_say.yml: saying what is missing, and what was done."""
    return _files.of(_file(settings.KINSHIP_CONTENT, "having_a_say.yml"))


def on_a_phone(choice: Mapping[str, str]) -> str:
    """What stands on a choice by text and on WhatsApp: its short form, of the assistant's choices and of our own; else its label."""
    if short := choice.get("short"):
        return short
    said = words()
    ours = next((name for name, label in said["choices"].items() if label == choice["label"]), "")
    return str((said.get("choices_short") or {}).get(ours) or choice["label"])


def shelf() -> Shelf:
    """The offer of our council."""
    return offer_shelf(councils.current(), root=settings.KINSHIP_CONTENT)


def council() -> Mapping[str, Any]:
    """council.yml of our council; empty if it cannot be read."""
    return council_told(councils.current(), settings.KINSHIP_CONTENT)


def person() -> dict[str, str]:
    """Whom to call: name, phone and hours by day, and night_name, night_phone, night_hours. "" where the council has none."""
    ours = council()
    door, night = ours.get("front_door") or {}, ours.get("out_of_hours") or {}
    return {
        **{field: str(door.get(field) or "") for field in ("name", "phone", "hours")},
        **{f"night_{field}": str(night.get(field) or "") for field in ("name", "phone", "hours")},
    }


def failure(*, again: bool) -> str:
    """The assistant is not there: said plainly, with a person to call where the council names one."""
    said, whom = words()["failure"], person()
    lines = [said["words_again" if again else "words"]]
    if whom["phone"]:
        lines.append(said["person_again" if again else "person"].format(**whom))
    return "\n".join(lines)


def callback_booked(when: str, planned: date | None = None) -> str:
    """A call was asked for: what was noted, and the day it is planned for or, where that is not known, what the council says."""
    said, chat = words()["callback"], council().get("chat") or {}
    outside_hours = str(chat.get("outside_hours") or "")
    following = said["plan"].format(day=day(planned)) if planned else said["next"].format(outside_hours=outside_hours)
    lines = [said["booked"].format(when=said["when"][when]), following]
    return "\n".join(line for line in [*lines, said["carry_on"]] if line.strip())


def day(when: date) -> str:
    """A day that is not far off, as people say it: Monday 23 November."""
    return f"{when:%A} {when.day} {when:%B}"


def clock(when: time) -> str:
    """A time of the day as people say it: 9am, 1.30pm, 12 noon."""
    if (when.hour, when.minute) in ((0, 0), (12, 0)):
        return "12 noon" if when.hour else "midnight"
    past = f".{when.minute:02}" if when.minute else ""
    return f"{when.hour % 12 or 12}{past}{'am' if when.hour < 12 else 'pm'}"
