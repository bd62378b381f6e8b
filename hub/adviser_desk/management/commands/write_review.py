"""`manage.py write_review FOLDER`: the yearly review as files (page, PDF, spreadsheet), for who would rather not wait in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hub.adviser_desk.evidence import review_page
from hub.evidence.chores import today
from hub.evidence.years import current, year


class Command(BaseCommand):
    help = "Write the yearly review of the offer into a folder: a page to print, a PDF where one can be made, a spreadsheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--year", type=int, help="the year whose April begins it; the one that runs when left out")

    def handle(self, *, folder: Path, year: int | None, **_: Any) -> None:
        self._write(folder, year or current(today()))

    def _write(self, folder: Path, begins: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        chosen = year(begins, today())
        for ending, made in (("html", review_page.paper), ("xlsx", review_page.sheets), ("pdf", review_page.pdf)):
            try:
                content = made(chosen)
            except review_page.NoPaper as fault:
                self.stderr.write(f"No PDF can be made here ({fault}). Print the page instead.")
                continue
            file = folder / review_page.file_name(chosen, ending)
            file.write_bytes(content)
            self.stdout.write(str(file))
