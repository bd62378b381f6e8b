"""Finds the words to answer a danger with. The words themselves live in offer_content/safety.yml."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kinship import yaml_text
from kinship.opening import open_at

WORDS = Path(__file__).parent.parent / "offer_content" / "safety.yml"
TEXT_CHANNELS = frozenset({"sms", "whatsapp"})
LINES = {"phone": "contact_line", "text": "contact_line_by_text", "web": "contact_line_by_web"}  # the first it has
COUNCIL_BLOCKS = frozenset({"front_door", "out_of_hours", "crisis_fund", "housing", "homeless_tonight"})
PARTNERS = {"front_door": "out_of_hours", "housing": "homeless_tonight"}  # one answers when the other is closed
PARTNERS |= {night: day for day, night in PARTNERS.items()}
YOUNG_PERSON_WRITING, YOUNG_PERSON = "young_person_writing", "young_person"


class Heard(Protocol):
    """What was heard: the codes of a Concern. `told`, where it has one, is the kind a young writer told of.

    `sure`, where it has one, is False when the words must fit any kind.
    """

    kind: str
    urgency: str


class SafetyWords(NamedTuple):
    """The lines to say, in order, and the contacts named in them (id, name, phone or text, hours, line)."""

    lines: tuple[str, ...]
    contacts: tuple[dict[str, str], ...]


def words(
    concern: Heard,
    channel: str,
    shelf: Any,
    path: Path = WORDS,
    now: datetime | None = None,
    *,
    holidays: Collection[date] = (),
    writer: str | None = None,
) -> SafetyWords:
    """What to say to a danger on a channel ("web", "sms", "whatsapp", "terminal").

    `shelf` gives `helpline(id)` and `council` (a dict or None); a contact it does not have is left out. With `now` (the
    time in England) and the bank `holidays`, the council's number that is answered now comes first; without, each
    stands with its hours. `writer` is who writes, if that is known ("parent", "young_person"). If anything else fails,
    the last resort is said, which needs no other file. Raises OSError only if safety.yml cannot be read.
    """
    said = _read(path, path.stat().st_mtime_ns)
    try:
        return _words(said, concern, channel, _Contacts(said, shelf, channel in TEXT_CHANNELS, now, holidays), writer)
    except Exception:  # a carer in danger is never left without words: whatever went wrong, the number is said
        return SafetyWords(tuple(said["last_resort"]), ())


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Any]:
    return yaml_text.load(path.read_text("utf-8"))


def _words(said: Mapping[str, Any], concern: Heard, channel: str, known: _Contacts, writer: str | None) -> SafetyWords:
    by_text = channel in TEXT_CHANNELS
    chosen = _chosen(said, concern, writer)
    contacts = known.listed(chosen["contacts"])
    if by_text:
        contacts = [one for one in contacts if one["id"] != "emergency_999"][: said["most_contacts_by_text"]]
    opening = [said["first"]] if concern.urgency == "emergency" else []
    say = chosen["by_text" if by_text else "say"]
    closing = said["closing_by_text" if by_text else "closing"][concern.urgency]
    return SafetyWords((*opening, *say, *(one["line"] for one in contacts), *closing), tuple(contacts))


def _chosen(said: Mapping[str, Any], concern: Heard, writer: str | None) -> Mapping[str, Any]:
    """The words of a kind and urgency: those for a young person or a parent, where these differ."""
    kind, urgency = concern.kind, concern.urgency
    told: str | None = kind
    if kind == YOUNG_PERSON_WRITING:
        writer, told = YOUNG_PERSON, getattr(concern, "told", None)
    elif writer == YOUNG_PERSON:
        kind = YOUNG_PERSON_WRITING
    elif not getattr(concern, "sure", True):
        return said["unsure"][urgency]
    own = (said.get(f"by_{writer}") or {}).get(told)
    if own:
        return own[urgency]
    return {**said["kinds"][kind][urgency], "by_text": said["text_channels"][kind][urgency]}


class _Contacts:
    """The lines of the contacts, from the shelf, by the clock where there is one."""

    def __init__(
        self, said: Mapping[str, Any], shelf: Any, by_text: bool, now: datetime | None, holidays: Collection[date]
    ):
        self.said, self.shelf, self.by_text, self.now, self.holidays = said, shelf, by_text, now, holidays

    def listed(self, ids: list[str]) -> list[dict[str, str]]:
        return [shown for key, form in self._in_order(ids) if (shown := self._shown(key, form))]

    def _in_order(self, ids: list[str]) -> Iterator[tuple[str, str | None]]:
        """Each contact and the form of its line. The one that answers takes the place of its partner; what is closed comes last."""
        opened = {key: self._open(key) for key in ids}
        # Where both of a pair are closed by the clock, the clock is in doubt, and both stand with their hours.
        closed = [key for key in ids if opened[key] is False and opened.get(PARTNERS.get(key, "")) is None]
        done = set(closed)
        for key in ids:
            if key in done:
                continue
            partner = PARTNERS.get(key, "")
            if opened[key] is False and opened.get(partner):
                key, partner = partner, key
            done.add(key)
            yield key, "contact_line_now" if opened[key] else None
            if opened[key] and opened.get(partner) is False:
                done.add(partner)
                if not self.by_text:  # room is short there
                    yield partner, "contact_line_after"
        if not (self.by_text and any(opened.values())):  # room is short there, and somebody answers now
            yield from ((key, "contact_line_closed") for key in closed)

    def _open(self, key: str) -> bool | None:
        block = self._block(key) if self.now is not None else None
        return open_at(block, self.now, self.holidays) if block and self.now is not None else None

    def _shown(self, key: str, form: str | None) -> dict[str, str] | None:
        block = self._block(key)
        if not block:
            return None
        shown = {field: str(block[field]).strip() for field in ("name", "hours", *LINES) if block.get(field)}
        if self.by_text:
            shown["name"] = self.said["names_by_text"][key]
        way = next((way for way in LINES if shown.get(way)), None)
        if way is None or not shown.get("name"):
            return None
        shown["hours"] = shown.get("hours", "").rstrip(".")
        if self.by_text and way == "phone" and key in self.said["hours_in_name"]:
            form = form or "contact_line_named"
        line = self.said[form if form and way == "phone" else LINES[way]].format(**shown).replace(" .", "").strip()
        return {"id": key, **shown, "line": line}

    def _block(self, key: str) -> Mapping[str, Any] | None:
        """One contact, or None where the shelf has none: a missing helpline must not silence the others."""
        try:
            return (self.shelf.council or {}).get(key) if key in COUNCIL_BLOCKS else self.shelf.helpline(key)
        except Exception:
            return None
