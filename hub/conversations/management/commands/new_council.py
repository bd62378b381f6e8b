"""`manage.py new_council NAME`: the folder a council starts with, and what to do in the first hour."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kinship import yaml_text
from kinship.check import faults
from kinship.new_council import CannotStart, start


class Command(BaseCommand):
    help = "Start a council: a folder in offer_content with every field to fill, and nothing invented."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the council's name, such as Testshire")

    def handle(self, *, name: str, **_: Any) -> None:
        root = settings.KINSHIP_CONTENT
        words = yaml_text.load((root / "offer_content" / "new_council.yml").read_text("utf-8"))
        try:
            code = start(name, words, root)
        except CannotStart as fault:
            raise CommandError(words[fault.why].format(name=name, code=fault.code)) from None
        left = [fault for fault in faults(code, date.today(), root) if f"/{code}/" in fault.file]
        self.stdout.write(words["made"].format(name=name, code=code, count=len(left)))
        for line in words["hour"]:
            self.stdout.write(f"- {line.format(code=code)}")
