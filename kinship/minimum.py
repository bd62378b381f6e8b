"""The minimum an offer should state, entry by entry: scope, access, support, responsibility, routes back into support.

The five are those of the insight report of the National Kinship Care Ambassador (2026). The schema already asks that the
fields be there; this asks whether they tell a family anything, and says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinship.local_offer import NATIONAL, Shelf

PARTS = ("scope", "access", "support", "responsibility", "routes_back")
_WAYS = ("phone", "text", "web", "email")
_FIELDS = {  # part: the fields that tell it
    "scope": ("who", "arrangements"),
    "access": ("how",),
    "support": ("what", "provides"),
    "responsibility": ("decides",),
    "routes_back": ("come_back", "if_no"),
}
# What people write where they have nothing to write.
_NOTHING = re.compile(
    r"\s*(?:n/?a|none|tbc|tba|to be (?:confirmed|added|filled in)|todo|fill (?:this )?in|\.+|-+|\?+)?\s*\.?\s*", re.I
)
_JOINED = re.compile(r",? (?:or|with) |, and |; ")  # a name may hold "and"; in capitals it is a name too


@dataclass(frozen=True)
class Missing:
    """What an entry does not tell. `lacks`: (part, field) pairs; a field may be `contact` (nobody to reach) or `coordinates`."""

    area: str
    topic: str
    entry: str
    title: str
    lacks: tuple[tuple[str, str], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in PARTS if any(each == part for each, _ in self.lacks))


def lacks(entry: Mapping[str, Any], shelf: Shelf, *, local: bool) -> tuple[tuple[str, str], ...]:
    """(part, field) for all that this entry does not tell.

    A council's own entry says who coordinates the help where several provide it. What is England's is not the council's to
    coordinate.
    """
    found = [(part, field) for part in PARTS for field in _FIELDS[part] if _empty(entry.get(field))]
    if not any(shelf.contact(entry).get(way) for way in _WAYS):
        found.append(("access", "contact"))
    if local and _empty(entry.get("coordinates")) and _several(entry.get("provides")):
        found.append(("responsibility", "coordinates"))
    return tuple(sorted(found, key=lambda pair: PARTS.index(pair[0])))


def missing(shelf: Shelf, *, national: bool = False) -> list[Missing]:
    """Every entry that misses something of the minimum, in the order of the menu."""
    found = []
    for area, topic, entry in shelf.every():
        lacking = lacks(entry, shelf, local=area != NATIONAL) if national or area != NATIONAL else ()
        if lacking:
            found.append(Missing(area, topic, str(entry.get("id")), str(entry.get("title")), lacking))
    return found


def _empty(value: Any) -> bool:
    return not value or (isinstance(value, str) and _NOTHING.fullmatch(value) is not None)


def _several(provides: Any) -> bool:
    """Do several give this help: then somebody has to hold it together, and the family must know who."""
    return _JOINED.search(str(provides or "")) is not None
