"""The day carers are answered on: today, or a fixed one in tests."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    return date.fromisoformat(settings.KINSHIP_AS_OF) if settings.KINSHIP_AS_OF else timezone.localdate()
