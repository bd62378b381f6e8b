"""The offer of a topic for paper, and to be read out: every entry in full, under its need, for nobody in particular.

On paper nobody can be asked anything, so each entry says who can get it. A leaflet takes one entry for each need: the
council's own before England's; what is paused, refused or too old to repeat only where there is nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from kinship.entry_in_full import InFull, in_full
from kinship.local_offer import NATIONAL, Offered, Shelf

MOST = 8  # entries in a leaflet: what two or three sheets of A4 hold, folded
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """One entry: in full, and whom to reach for it, part by part (name, phone, hours, text, web, email).

    `can_be_had`: it is neither paused nor a line that says no.
    """

    entry: InFull
    reached: Mapping[str, str]
    can_be_had: bool


@dataclass(frozen=True)
class Need:
    """A need of the checklist, in words, with what meets it. `not_told`: what the council has not said about it."""

    name: str
    title: str
    pieces: tuple[Piece, ...]
    not_told: str = ""


@dataclass(frozen=True)
class Topic:
    """All there is on a topic. `gaps`: what we do not know, said plainly."""

    name: str
    title: str
    opening: str
    needs: tuple[Need, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class Leaflet:
    """What of a topic goes into a leaflet: one piece for each need, and the needs for which there was no room."""

    needs: tuple[Need, ...]
    left_over: tuple[str, ...]


def topic(shelf: Shelf, name: str, as_of: date, said: Words) -> Topic:
    """The whole topic, need by need. `said`: the words of entry.yml. Raises KeyError for a topic we do not have."""
    listed = shelf.topics()[name]
    titles = listed.get("needs") or {}
    found = shelf.find(name, (), {}, (), as_of)
    by_need: dict[str, list[Offered]] = {need: [] for need in titles}
    for offered in found.entries:
        by_need.setdefault(str(offered.entry.get("need")), []).append(offered)
    return Topic(
        name=name,
        title=str(listed["title"]),
        opening=found.opening,
        needs=tuple(
            Need(
                name=need,
                title=str(titles.get(need, listed["title"])),
                pieces=tuple(_piece(shelf, name, each, said) for each in sorted(entries, key=_order)),
                not_told=_not_told(shelf, said) if need in found.not_told else "",
            )
            for need, entries in by_need.items()
            if entries
        ),
        gaps=found.gaps,
    )


def leaflet(whole: Topic, begin_with: Sequence[str] = (), most: int = MOST) -> Leaflet:
    """What goes into the leaflet of a topic: one piece for each need, then more while there is room.

    In the order of the checklist, but for the needs of `begin_with`, which stand first.
    """
    first = [need for name in begin_with for need in whole.needs if need.name == name]
    order = [*first, *(need for need in whole.needs if need not in first)]
    needs = order[:most]
    chosen = {need.name: [need.pieces[0]] for need in needs}
    room, titles = most - len(needs), {need.pieces[0].entry.title for need in needs}
    in_turn = zip_longest(*([(need.name, piece) for piece in need.pieces[1:]] for need in needs))
    for name, piece in (each for turn in in_turn for each in turn if each):
        if room and _adds(piece, titles):
            chosen[name].append(piece)
            titles.add(piece.entry.title)
            room -= 1
    kept = (Need(need.name, need.title, tuple(chosen[need.name]), need.not_told) for need in needs)
    return Leaflet(tuple(kept), tuple(need.title for need in order[most:]))


def _adds(piece: Piece, titles: set[str]) -> bool:
    """Whether a further piece for a need tells something more, that can be had."""
    return piece.can_be_had and not piece.entry.too_old and piece.entry.title not in titles


def _piece(shelf: Shelf, name: str, offered: Offered, said: Words) -> Piece:
    return Piece(in_full(shelf, name, offered, said), shelf.contact(offered), _can_be_had(offered))


def _order(offered: Offered) -> tuple[bool, ...]:
    """What stands first under a need; all else stays as the shelf has it."""
    useless = offered.standing == "past_limit" or not _can_be_had(offered)
    return useless, "only_if" in offered.entry, offered.area == NATIONAL


def _can_be_had(offered: Offered) -> bool:
    return offered.entry.get("status") != "not_available" and offered.entry.get("state") != "paused"


def _not_told(shelf: Shelf, said: Words) -> str:
    """The council has not said what it does: said so, with its front door; "" where it names none."""
    door = (shelf.council or {}).get("front_door") or {}
    if not door.get("phone"):
        return ""
    return str(said["council_has_not_told"]).format(phone=door["phone"], hours=door.get("hours", ""))
