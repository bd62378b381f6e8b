"""What families said of the offer, for the review: how many by topic, and what the council wrote that they said and it did.

Never their own words: the page where they say it promises that what is shown is in the council's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from hub.evidence import suppression
from hub.evidence.years import Year

APP = "having_a_say"


@dataclass(frozen=True)
class Told:
    """`counts`: by topic, None where it is kept back. `answers`: (topic, what they said, what was done)."""

    counts: dict[str, int | None]
    total: int | None
    answers: tuple[tuple[str, str, str], ...]


def of_year(council: str, year: Year) -> Told:
    """What came in and what was done in the months of a year. Nothing where that page is not installed."""
    if APP not in apps.app_configs:
        return Told({}, 0, ())
    said, done = apps.get_model(APP, "Said"), apps.get_model(APP, "Done")
    found: dict[str, int] = {}
    rows = said.objects.filter(council=council, month__gte=year.first, month__lt=year.until)
    for topic in rows.values_list("topic", flat=True):
        found[topic] = found.get(topic, 0) + 1
    counts, total = suppression.line(found)
    answers = done.objects.filter(council=council, released_at__isnull=False, withdrawn_at__isnull=True)
    answers = answers.filter(released_at__date__gte=year.first).order_by("released_at")
    return Told(counts, total, tuple((row.topic, row.said, row.did) for row in answers))
