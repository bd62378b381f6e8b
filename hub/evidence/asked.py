"""Counting what carers were shown, by month and piece of the offer. Codes only; with the reply, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from hub.evidence.models import Asked

logger = logging.getLogger(__name__)


def heard(sender: Any, *, conversation: Any, at: datetime, customs: Iterable[Mapping[str, Any]], **_: Any) -> None:
    """A reply was kept. A slip here must not cost the carer their answer."""
    try:
        with transaction.atomic():
            for offer in (custom["offer"] for custom in customs if custom.get("offer")):
                _count(conversation.council, month_of(at), offer)
    except Exception as fault:
        logger.error("evidence.not_counted fault=%s", type(fault).__name__)


def month_of(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1)


def _count(council: str, month: date, offer: Mapping[str, Any]) -> None:
    row, _ = Asked.objects.get_or_create(
        month=month,
        council=council,
        topic=str(offer.get("topic") or "")[:60],
        entry=f"{offer.get('area') or ''}/{offer.get('entry') or ''}"[:160],
    )
    Asked.objects.filter(pk=row.pk).update(times=F("times") + 1)


def by_entry(council: str, first: date, until: date) -> dict[tuple[str, str], int]:
    """(topic, area/id) and how often it was shown, in the months from `first` on and before `until`."""
    rows = Asked.objects.filter(council=council, month__gte=first, month__lt=until)
    counted = rows.values_list("topic", "entry").annotate(sum=Sum("times"))
    return {(topic, entry): times for topic, entry, times in counted}
