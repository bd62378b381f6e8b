"""The accessibility tree of each state, kept as a file: what a screen reader is told, compared word for word.

`KINSHIP_WRITE_SNAPSHOTS=1 python -m pytest tests/browser -k tree` writes them anew: read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).with_name("snapshots")
WHOLE = ("start.", "demo.")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What differs from run to run, and the name it gets.
VARIES = [
    (re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+"), "http://hub"),
    (re.compile(rf"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?"), "<date>"),
    (re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b"), "<code>"),
    (
        re.compile(
            r'"(?:Emergency Duty Team|Family Front Door[^"\n]*):"\n(?:.*\n){2}.*Open now\.\n.*paragraph:\n'
            r".*When they are closed: (?:.*\n){3}.*text: \.(?=\n)"
        ),
        "<by the clock>",
    ),
    (re.compile(r"(I look after my grandson. ){2,}"), "I look after my grandson. <and so on> "),
]


def tree(page: Page, name: str) -> str:
    """The whole page of the first view; of the others the main part, because what is around it stays the same."""
    said = page.locator("body" if name.startswith(WHOLE) else "main").aria_snapshot()
    for pattern, name in VARIES:
        said = pattern.sub(name, said)
    return said.rstrip("\n") + "\n"


def difference(page: Page, name: str) -> str:
    """How the tree differs from the kept one; "" when it does not. Writes it instead when asked to."""
    file, now = FOLDER / f"{name}.yml", tree(page, name)
    if os.environ.get("KINSHIP_WRITE_SNAPSHOTS"):
        file.write_text(now, "utf-8")
    kept = file.read_text("utf-8") if file.exists() else ""
    return "\n".join(difflib.unified_diff(kept.splitlines(), now.splitlines(), f"kept {file.name}", "now", lineterm=""))
