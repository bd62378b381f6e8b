"""How an offer stands on a day, in a few numbers: for the first page and for the front of the yearly review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.conversations import councils
from hub.evidence import links, phones
from hub.evidence.models import LinkCheck
from kinship import ageing, minimum, standing_table
from kinship.local_offer import NATIONAL, Shelf
from kinship.standing_table import GAP, OUT_OF_DATE

SOON = max(ageing.STAGES)


@dataclass(frozen=True)
class Glance:
    topics: int
    ours: int
    national: int
    gaps: int  # needs that are not answered, for one arrangement at least
    old: int  # further needs with only old answers, for one at least
    minimum: int  # entries of ours that miss something
    late: int
    soon: int
    links: int
    phones: int


def at(shelf: Shelf, as_of: date) -> Glance:
    """The numbers of a day."""
    dated = list(ageing.dated(shelf, as_of))
    unmet = {GAP: set[tuple[str, str]](), OUT_OF_DATE: set[tuple[str, str]]()}
    for topic, need, state, _ in standing_table.shortfalls(shelf, as_of):
        unmet[OUT_OF_DATE if state == OUT_OF_DATE else GAP].add((topic, need))
    areas = [area for area, _, _ in shelf.every()]
    left = [each.days_left(as_of) for each in dated]
    return Glance(
        topics=len(shelf.topics()),
        ours=sum(area != NATIONAL for area in areas),
        national=areas.count(NATIONAL),
        gaps=len(unmet[GAP]),
        old=len(unmet[OUT_OF_DATE] - unmet[GAP]),
        minimum=len(minimum.missing(shelf)),
        late=sum(each is not None and each < 0 for each in left),
        soon=sum(each is not None and 0 <= each <= SOON for each in left),
        links=LinkCheck.objects.filter(council=councils.current(), outcome__in=links.TO_MEND).count(),
        phones=sum(bool(each.fault) for each in phones.phones()),
    )
