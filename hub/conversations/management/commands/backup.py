"""`manage.py backup FOLDER`: a backup of the database, without the keys, while everything runs (docs/operating.md, Backup)."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hub.conversations import backups


class Command(BaseCommand):
    help = "Make a backup of the database in a new folder below FOLDER. The keys are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *, folder: Path, **_: Any) -> None:
        try:
            made, manifest = backups.make(folder, timezone.now())
        except (OSError, sqlite3.Error, subprocess.CalledProcessError) as fault:
            raise CommandError(f"No backup was made: {fault}") from None
        self.stdout.write(
            f"{made}: {sum(manifest.rows.values())} rows, {manifest.bytes} bytes, SHA-256 {manifest.sha256}"
        )
