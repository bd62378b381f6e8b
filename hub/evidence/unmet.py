"""What the assistant could not answer in a year, with no small number: by why and topic, by arrangement, by month.

Counted while the words were still there (conversations.Unanswered: month, why, topic, arrangement) and never from them. That a
person was called in because the assistant did not know is read from the handovers, whose codes outlive their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Sum
from django.utils import timezone

from hub.conversations.models import Handover, Unanswered
from hub.evidence import suppression
from hub.evidence.models import AskedWord
from hub.evidence.suppression import Table
from hub.evidence.years import Year

# Reasons of a handover that mean: the assistant did not know, or was not sure.
DID_NOT_KNOW = ("uncertain_result", "no_answer_in_offer", "not_understood")
MOST_WORDS = 8


@dataclass(frozen=True)
class Unmet:
    """A year of it. None in a line: it may not be shown (suppression.HIDDEN); `total` None: fewer than five in all.

    `by_topic`: topic by why; `by_arrangement`: arrangement by why. "" is what nobody could guess.
    """

    year: Year
    total: int | None
    by_topic: Table | None
    by_arrangement: Table | None
    by_month: dict[date, int | None]
    did_not_know: dict[str, int | None]
    did_not_know_total: int | None
    words: dict[str, list[str]]


def of_year(council: str, year: Year) -> Unmet:
    """What may be shown of a year."""
    months, total = by_month(council, year)
    reasons, reasons_total = suppression.line(handed_over(council, year))
    return Unmet(
        year,
        total,
        suppression.table(counted(council, year, "topic")),
        suppression.table(counted(council, year, "arrangement")),
        months,
        reasons,
        reasons_total,
        words(council, year),
    )


def counted(council: str, year: Year, by: str) -> dict[tuple[str, str], int]:
    """(topic or arrangement, why) and how often, as the ledger has it: for tables, and never shown as it is."""
    rows = _rows(council, year).values_list(by, "why").annotate(sum=Sum("times"))
    return {(name, why): times for name, why, times in rows}


def handed_over(council: str, year: Year) -> dict[str, int]:
    """How often a person was called in because the assistant did not know, by the reason on record."""
    rows = Handover.objects.filter(
        conversation__council=council,
        reason__in=DID_NOT_KNOW,
        requested_at__gte=_begin_of(year.first),
        requested_at__lt=_begin_of(year.until),
    )
    found = dict.fromkeys(DID_NOT_KNOW, 0)
    for reason in rows.values_list("reason", flat=True):
        found[reason] += 1
    return found


def words(council: str, year: Year) -> dict[str, list[str]]:
    """The words of questions without an answer, by topic, the most frequent first. Only those of AskedWord: five or more asked."""
    rows = AskedWord.objects.filter(council=council, month__gte=year.first, month__lt=year.until)
    counts: dict[str, dict[str, int]] = {}
    for topic, word, times in rows.values_list("topic", "word").annotate(sum=Sum("conversations")):
        counts.setdefault(topic, {})[word] = times
    return {topic: sorted(found, key=lambda word: (-found[word], word))[:MOST_WORDS] for topic, found in counts.items()}


def years(council: str) -> list[int]:
    """The Aprils of all years of which there is anything, the newest first."""
    months = Unanswered.objects.filter(council=council).values_list("month", flat=True).distinct()
    return sorted({month.year if month.month >= 4 else month.year - 1 for month in months}, reverse=True)


def by_month(council: str, year: Year) -> tuple[dict[date, int | None], int | None]:
    found = dict.fromkeys((f"{month}" for month in year.months), 0)
    for month, times in _rows(council, year).values_list("month").annotate(sum=Sum("times")):
        found[f"{month}"] = times
    shown, total = suppression.line(found)
    return {date.fromisoformat(month): count for month, count in shown.items()}, total


def _rows(council: str, year: Year):
    return Unanswered.objects.filter(council=council, month__gte=year.first, month__lt=year.until).order_by()


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
