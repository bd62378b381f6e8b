"""Every fact in a message, as entity dicts. First version: the reading modules follow."""

from __future__ import annotations

from datetime import date
from typing import Any


def extract(text: str, as_of: date, asked: str | None = None) -> list[dict[str, Any]]:
    return []
