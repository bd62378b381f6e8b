"""On the adviser's summary: what the carer asked for, and what the assistant showed, with its source and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kinship.dialogue.answered import Answered
from kinship.local_offer import NATIONAL, Shelf
from kinship.summary_card import Card
from kinship.summary_words import Line, filled, message_line, spoken_day


def asked(card: Card, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """Each topic once, with the carer's own words; and what got no answer, and why."""
    known = said["asked"]
    for each in card.asked:
        what = known["person"] if each.person else _topic(each.topic, shelf) or known["unknown"]
        parts = [filled(known["topic"], topic=what)]
        if each.why:
            parts.append(filled(known["no_answer"], why=", ".join(known["why"].get(why, why) for why in each.why)))
        if each.seqs:
            parts.append(message_line(each.seqs, "\n".join(each.said), said))
        yield Line("asked", "; ".join(parts), seqs=each.seqs)


def answered(card: Card, shelf: Shelf, said: Mapping[str, Any]) -> Iterator[Line]:
    """Each piece of the offer that was shown, as it was shown that day."""
    known = said["answered"]
    for each in card.shown:
        parts = [_piece(each.note, shelf, known), known["standing"].get(each.note.standing, "")]
        if each.seqs:
            parts.append(filled(known["in_answer_to"], source=message_line(each.seqs, "", said)))
        yield Line("answered", " ".join(filter(None, parts)), seqs=each.seqs)
    if card.shown_before:
        yield Line("answered", filled(known["before"], count=card.shown_before))


def _piece(note: Answered, shelf: Shelf, known: Mapping[str, Any]) -> str:
    council = str((shelf.council or {}).get("council_name") or note.area)
    return filled(
        known["line"],
        title=note.title,
        topic=_topic(note.topic, shelf) or note.topic,
        area=known["england"] if note.area == NATIONAL else council,
        source=note.source,
        date=_checked_on(note) or known["no_date"],
    )


def _checked_on(note: Answered) -> str:
    try:
        return spoken_day(date.fromisoformat(note.checked_on))
    except ValueError:
        return ""


def _topic(code: str, shelf: Shelf) -> str:
    return str((shelf.topics().get(code) or {}).get("title") or "")
