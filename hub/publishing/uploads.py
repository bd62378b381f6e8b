"""Workbooks that came back, kept until somebody has looked at each row; then, or after some days, they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.publishing import workbook
from hub.publishing.drafts import propose
from hub.publishing.models import Draft, Upload
from hub.publishing.states import SPREADSHEET

KEPT = timedelta(days=30)


@transaction.atomic
def keep(council: str, data: bytes, topics: Any, *, by: Any, name: str) -> Upload:
    """Read a workbook and keep what differs. Raises workbook.NotAWorkbook."""
    rows, faults = workbook.read(council, data, topics)
    now = timezone.now()
    Upload.objects.filter(at__lt=now - KEPT).delete()
    return Upload.objects.create(council=council, by=by, at=now, name=name[:100], found=workbook.as_json(rows, faults))


@transaction.atomic
def accept(upload_id: int, council: str, place: int | None, *, by: Any, why: str) -> list[Draft]:
    """A row (by its place), or all without a fault (None), as drafts. A row is accepted once."""
    upload = Upload.objects.select_for_update().get(pk=upload_id, council=council)
    rows, made = list(workbook.of_json(upload.found)), []
    for at, row in enumerate(rows):
        if at in upload.accepted or (place is None and row.faults) or place not in (None, at):
            continue
        made.append(propose(council, row.topic, row.entry, by=by, why=why, origin=SPREADSHEET))
        upload.accepted = [*upload.accepted, at]
    upload.save()
    return made
