"""The words of the demo: a copy of the council's, whose advisers are there day and night (to 23:59), so that one can learn at any hour."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from django.conf import settings

from kinship import yaml_text

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "bank_holiday"]


def open_day_and_night(folder: Path, always: str) -> None:
    """Copy offer_content/ into this folder. `always`: how the council's hours are said."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(settings.BASE_DIR / "offer_content", folder / "offer_content")
    path = folder / "offer_content" / settings.KINSHIP_COUNCIL / "council.yml"
    council = yaml_text.load(path.read_text("utf-8"))
    council["chat"] |= {
        "open": [{"days": EVERY_DAY, "from": "00:00", "to": "23:59"}],
        "adviser_hours": always,
        "outside_hours": always,
    }
    path.write_text(yaml.safe_dump(council, allow_unicode=True, sort_keys=False), "utf-8")
