"""`manage.py rotate_keys`: a new field key in three steps (docs/operating.md, Keys). Prints counts, never a key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.conversations import key_rotation
from hub.conversations.keys import NAMES, key_text


class Command(BaseCommand):
    help = (
        "Encrypt everything anew with the first field key. --begin makes that key first; --finish drops the older ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--begin", action="store_true", help="put a new key in front")
        what.add_argument("--finish", action="store_true", help="drop the older keys, when nothing is left under them")
        what.add_argument("--dry-run", action="store_true", help="only count what is left under older keys")

    def handle(self, *, begin: bool, finish: bool, dry_run: bool, **_: Any) -> None:
        try:
            if begin:
                count = key_rotation.begin(settings.KINSHIP_HOME)
                self.stdout.write(f"{count} field keys, the new one first. Now run rotate_keys.")
            elif finish:
                dropped = key_rotation.finish(settings.KINSHIP_HOME)
                self.stdout.write(f"{dropped} older keys dropped.")
            else:
                self._reencrypt(dry_run)
        except key_rotation.FromEnvironment:
            raise CommandError(f"The field keys come from {NAMES['field']}: change them there.") from None
        except key_rotation.Unreadable as where:
            raise CommandError(f"{where} opens with none of the keys. Nothing of it was changed.") from None
        except ValueError as left:
            raise CommandError(f"No key was dropped: {left}. Run rotate_keys first.") from None

    def _reencrypt(self, dry_run: bool) -> None:
        field_keys = key_text("field", settings.KINSHIP_HOME).split()
        if not field_keys:
            raise CommandError("There is no field key. Run `manage.py make_keys`.")
        step = key_rotation.left if dry_run else key_rotation.reencrypt
        done = step(field_keys)
        for table, count in done.items():
            if count:
                self.stdout.write(f"{table}: {count}")
        what = "left under older keys" if dry_run else "encrypted anew"
        self.stdout.write(f"{sum(done.values())} rows {what}.")
