"""Open data of others becomes drafts: nothing of it reaches a carer before a person has accepted it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from hub.publishing import drafts
from kinship.local_offer import NATIONAL, shelf
from kinship.open_referral_files import words
from kinship.open_referral_import import NotRead, Read, read


@dataclass
class TakenIn:
    """`drafted`: what became a draft, with what to look at; `left`: what did not, and why; `same`: how many are as we have them."""

    drafted: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0


def take_in(records: Iterable[Any], council: str, source: str, *, topic: str = "", by: Any = None) -> TakenIn:
    """A draft for each service that says something else than our entry does. Raises LookupError for a council we do not hold."""
    ours = shelf(council, settings.KINSHIP_CONTENT)
    if ours.council_code is None:
        raise LookupError(council)
    held = {(about, str(entry["id"])): entry for area, about, entry in ours.every() if area == council}
    said, found = words(settings.KINSHIP_CONTENT)["drafts"], TakenIn()
    for each in read(records, ours, topic):
        if isinstance(each, NotRead):
            found.left.append((each.name, said[each.why]))
        elif each.area not in ("", council):
            found.left.append((each.name, said["national" if each.area == NATIONAL else "other_council"]))
        elif dict(held.get((each.topic, each.entry["id"]), {})) == dict(each.entry):
            found.same += 1
        else:
            why = to_look_at(each, source, said)
            drafts.propose(council, each.topic, each.entry, by=by, why=why, origin="open_referral")
            found.drafted.append((each.name, why))
    return found


def to_look_at(each: Read, source: str, said: Mapping[str, str]) -> str:
    """Where it came from, what it did not tell and what was not carried over: for the person who accepts it."""
    lines = [said["why"].format(feed=source)]
    for part, fields in (("empty", each.empty), ("unmapped", each.unmapped)):
        if fields:
            lines.append(said[part].format(fields=", ".join(fields)))
    return "\n".join([*lines, *(said[note] for note in each.notes)])
