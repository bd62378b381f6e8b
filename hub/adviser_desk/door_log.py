"""What happens at the door is written down: who came in, who was refused, whose second factor changed. Never what was typed."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.conversations import ledger

log = logging.getLogger(__name__)


def note(user: Any, action: str, *, by: str = "", **detail: Any) -> None:
    """An entry of the audit trail. `user`: whom it is about; None where nobody has that name. `by`: if not they themselves."""
    whom = f"user:{user.pk}" if user else "nobody"
    log.info("desk.%s %s %s", action, whom, detail or "")
    if by:
        detail["whom"] = whom
    with transaction.atomic():
        ledger.record([], [(by or whom, action, detail)], None, timezone.now())
