"""Our own content, but for a council whose advisers are there at all hours: a test must not depend on the day it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from tests.browser.stack import ROOT

ALWAYS = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "bank_holiday"], "from": "00:00", "to": "24:00"}]


def content(folder: Path) -> Path:
    """A copy of offer_content in this folder, with such a council."""
    shutil.copytree(ROOT / "offer_content", folder / "offer_content")
    file = folder / "offer_content" / "exampleshire" / "council.yml"
    council = yaml.safe_load(file.read_text("utf-8"))
    council["chat"]["open"] = ALWAYS
    file.write_text(yaml.safe_dump(council, allow_unicode=True, sort_keys=False), "utf-8")
    return folder
