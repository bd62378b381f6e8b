"""`manage.py retention`: erase what has been kept long enough. The worker does the same each night."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hub.conversations import retention


class Command(BaseCommand):
    help = "Erase what has been kept as long as carers were told, and print the counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        done = retention.run(timezone.now(), dry_run=dry_run)
        for name, count in done.items():
            self.stdout.write(f"{name}: {'failed' if count < 0 else count}")
        if any(count < 0 for count in done.values()):
            sys.exit(1)
