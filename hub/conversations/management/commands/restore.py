"""`manage.py restore FOLDER`: put a backup back, and delete again what was deleted since (docs/operating.md, Backup)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from hub.conversations import backups, invariants, pulse, restoring, retention

PULSE_WITHIN = timedelta(seconds=45)  # as /health/ready: a worker gives a sign of life every 5 s


class Command(BaseCommand):
    help = "Replace the database by a backup; deletions, STOP and legal holds since are done again. Stop the service first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder that `backup` made")
        parser.add_argument("--dry-run", action="store_true", help="only check it, and say what is newer here")
        parser.add_argument("--force", action="store_true", help="although a worker gave a sign of life just now")
        parser.add_argument("--list", type=Path, action="append", default=[], metavar="FILE", dest="more",
                            help="another host's erased.log; may be given several times")  # fmt: skip
        parser.add_argument("--without-list", action="store_true",
                            help="although nobody knows what was deleted since")  # fmt: skip

    def handle(
        self, *, folder: Path, dry_run: bool, force: bool, more: list[Path], without_list: bool, **_: Any
    ) -> None:
        try:
            manifest = backups.check(folder)
        except backups.Unusable as why:
            raise CommandError(f"It is not put back: {why}.") from None
        if gone := [path for path in more if not path.is_file()]:
            raise CommandError(f"There is no list {gone[0]}.")
        made_at = datetime.fromisoformat(manifest.made_at) if without_list else None
        since = restoring.list_since(manifest.id, more, made_at)
        if since is None:
            raise CommandError(
                "The list of deletions (erased.log) does not know this backup: what was deleted since would come back."
                " Bring the list of the machine it was made on, or say --without-list."
            )
        self.stdout.write(f"Made {manifest.made_at}, {sum(manifest.rows.values())} rows. Since: {_counts(since)}.")
        if dry_run:
            return
        if not force and _is_running():
            raise CommandError("A worker gave a sign of life just now. Stop the service first, or say --force.")
        self._restore(folder, manifest, since)

    def _restore(self, folder: Path, manifest: backups.Manifest, since: list) -> None:
        try:
            backups.put_in_place(folder, manifest)
        except (OSError, sqlite3.Error, subprocess.CalledProcessError) as fault:
            raise CommandError(f"It was not put back, the database is as before: {fault}") from None
        if backups.rows_now() != manifest.rows:
            raise CommandError("It was put back, and its rows are not those of its manifest. Do not start the service.")
        call_command("migrate", interactive=False, verbosity=0)
        done = restoring.do_again(since, timezone.now())
        done |= {f"retention_{name}": count for name, count in retention.run(timezone.now()).items() if count}
        for name, count in done.items():
            self.stdout.write(f"{name}: {count}")
        faults = list(invariants.faults())
        for fault in faults:
            self.stdout.write(str(fault))
        if faults or any(count < 0 for count in done.values()):
            sys.exit(1)
        self.stdout.write("Put back, and the ledger holds what it promises. Start the service.")


def _is_running() -> bool:
    try:
        newest = pulse.latest()
    except DatabaseError:
        return False  # nothing there that could be running
    return newest is not None and newest[0] >= timezone.now() - PULSE_WITHIN


def _counts(since: list) -> str:
    counts: dict[str, int] = {}
    for line in since:
        counts[line.what] = counts.get(line.what, 0) + 1
    return ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing"
