"""`manage.py data_inventory`: the council's pages on what is kept and how long, made from the models and the retention code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.conversations import inventory, retention_page

PAGES = {"inventory": inventory.page, "retention": retention_page.page}
FOLDER = settings.BASE_DIR / "docs" / "privacy"


class Command(BaseCommand):
    help = "Print docs/privacy/inventory.md or retention.md, or write both."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("page", nargs="?", choices=sorted(PAGES), default="inventory", help="which page to print")
        parser.add_argument("--write", action="store_true", help="write both pages into docs/privacy")

    def handle(self, *, page: str, write: bool, **_: Any) -> None:
        if wrong := [*inventory.faults(), *retention_page.faults()]:
            raise CommandError("hub/conversations/inventory.yml does not fit the code:\n" + "\n".join(wrong))
        if not write:
            self.stdout.write(PAGES[page](), ending="")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, made in PAGES.items():
            (FOLDER / f"{name}.md").write_text(made(), encoding="utf-8")
            self.stdout.write(f"docs/privacy/{name}.md")
