"""`manage.py check_links`: ask every web address of the offer whether it still answers. Once a week is enough."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hub.evidence import links


class Command(BaseCommand):
    help = "Ask every web address of the offer whether it still answers, slowly; the desk's page on ageing shows what came of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inside-too", action="store_true", help="also ask addresses of this very network")
        parser.add_argument(
            "--pause", type=float, default=links.PAUSE, help="seconds between two questions to one host"
        )

    def handle(self, *, inside_too: bool, pause: float, **_: Any) -> None:
        to_mend = links.check(timezone.now, inside_too=inside_too, pause=pause, say=self.stdout.write)
        self.stdout.write(f"{to_mend} to mend." if to_mend else "Nothing to mend.")
