"""`manage.py access_export`: everything kept about one person, for a request of access. A person must read it before it is handed over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.conversations import access_export, access_files
from hub.conversations.callbacks import BadPhone


class Command(BaseCommand):
    help = "Write all that is kept about one person as JSON and as a page, readable by you only. It stands in the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("ref", nargs="?", help="the reference of one of their conversations")
        whose.add_argument("--phone", help="their number; - reads it from standard input, so that no history keeps it")
        parser.add_argument("--by", required=True, metavar="NAME", help="who makes it: the name they sign in with")
        parser.add_argument("--to", metavar="FOLDER", help="where to; KINSHIP_HOME/access where nothing is said")

    def handle(self, *, ref: str | None, phone: str | None, by: str, to: str | None, **_: Any) -> None:
        user = get_user_model().objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {by}.")
        try:
            if ref:
                export = access_export.of_ref(ref, user)
            else:
                export = access_export.of_phone(sys.stdin.readline() if phone == "-" else phone or "", user)
        except (access_export.NobodyFound, BadPhone):  # neither the reference nor the number is said again
            raise CommandError("Nothing is kept under that.") from None
        for path in access_files.written(export, Path(to) if to else settings.KINSHIP_HOME / "access"):
            self.stdout.write(str(path))
        self.stdout.write(access_export.words()["read_first"][0])
