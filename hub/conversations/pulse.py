"""The newest sign of life of a worker."""

from __future__ import annotations

from datetime import datetime

from hub.conversations.models import WorkerPulse


def latest() -> tuple[datetime, bool, str] | None:
    """When a worker last gave a sign of life, whether it could reach the assistant then, and how much that understood.

    None before the first.
    """
    return WorkerPulse.objects.order_by("-at").values_list("at", "brain_up", "understanding").first()
