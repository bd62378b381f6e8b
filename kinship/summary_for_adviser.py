"""The summary as the adviser reads it: everything on the card, each line with the messages it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kinship import languages
from kinship.local_offer import Shelf
from kinship.summary_asked_lines import answered, asked
from kinship.summary_card import Card
from kinship.summary_fact_lines import facts, not_asked, who
from kinship.summary_result import flags, results
from kinship.summary_words import Line, begun, danger_kind, filled, knows_danger, of_children, spoken_day, words
from kinship.summary_words_schema import REASONS

ENGLISH = "en"  # languages.yml holds the others
_ENGLAND = ZoneInfo("Europe/London")


def for_adviser(card: Card, shelf: Shelf) -> list[Line]:
    """The lines, section by section in the order of `titles` in summary.yml. A section with nothing in it says so."""
    said = words("adviser")
    lines: list[Line] = []
    for section, title in said["titles"].items():
        lines.append(Line(section, title, title=True))
        lines += list(_SECTIONS[section](card, shelf, said)) or [Line(section, said["none"])]
    return lines


def _reason(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    known = said["reason"]
    if card.reason in REASONS:
        yield Line("reason", known[card.reason])
    elif knows_danger(card.reason):
        yield Line("reason", filled(known["danger"], kind=danger_kind(card.reason)))
    else:
        yield Line("reason", filled(known["other"], code=card.reason) if card.reason else known["unknown"])


def _dangers(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    for each in card.dangers:
        urgency = said["danger"]["urgency"][each.urgency]
        kind = begun(danger_kind(each.kind))
        text = filled(said["danger"]["line"], kind=kind, urgency=urgency, seq=each.seq, time=_time(each.at))
        yield Line("dangers", text, seqs=(each.seq,))


def _dates(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    known = said["dates"]
    for each in card.dates:
        fills = {"what": known["what"][each.id], "law": each.law.title}
        if each.earliest == each.latest:
            text = filled(known["day"], date=spoken_day(each.earliest), **fills)
        else:
            text = filled(known["span"], earliest=spoken_day(each.earliest), latest=spoken_day(each.latest), **fills)
        text = f"{text} {known['standing'][each.standing]}"
        seqs = {seq for child in each.children for seq in card.fact(each.fact, child).seqs}
        yield Line("dates", of_children(text, each.children, card.children, said), seqs=tuple(sorted(seqs)))


def _contact(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    contact, known = card.contact, said["contact"]
    yield Line("contact", filled(known["phone"], phone=contact.phone) if contact.phone else known["no_phone"])
    for way, safe in (("voicemail", contact.voicemail), ("text", contact.text)):
        yield Line("contact", known[way]["not_asked" if safe is None else "yes" if safe else "no"])
    if contact.name_to_ask_for:
        yield Line("contact", filled(known["name"], name=contact.name_to_ask_for))
    if contact.when:
        yield Line("contact", filled(known["when"], when=known["times"].get(contact.when, contact.when)))
    if contact.interpreter:
        yield Line("contact", filled(known["interpreter"], language=contact.interpreter))
    if contact.access_needs:
        yield Line("contact", filled(known["needs"], needs=contact.access_needs))


def _language(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    known, language = said["language"], languages.known().get(card.language)
    name = language.english if language else known["english"] if card.language == ENGLISH else card.language
    yield Line("language", filled(known["known"], language=name) if name else known["not_asked"])


def _seen(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    if card.seen is None:
        yield Line("seen", said["seen"]["not_shown"])
    else:
        yield Line("seen", filled(said["seen"][card.seen.what], time=_time(card.seen.at)))


def _last(card: Card, _shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    for each in card.last:
        yield Line("last", filled(said["last"], time=_time(each.at), said=each.text), seqs=(each.seq,))


def _time(at: datetime) -> str:
    return f"{at.astimezone(_ENGLAND):%-d %B %Y, %H:%M}"


_SECTIONS: Mapping[str, Callable[[Card, Shelf, Mapping[str, Any]], Iterator[Line]]] = {
    "reason": _reason,
    "dangers": _dangers,
    "flags": flags,
    "who": who,
    "facts": facts,
    "not_asked": not_asked,
    "arrangement": results,
    "asked": asked,
    "answered": answered,
    "dates": _dates,
    "contact": _contact,
    "language": _language,
    "seen": _seen,
    "last": _last,
}
