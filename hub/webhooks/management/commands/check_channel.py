"""`manage.py check_channel sms|whatsapp`: is the channel set up so that texts come in and go out? Exit 1 if anything is not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hub.channels import checks
from hub.channels.check import Check
from hub.channels.records import SMS, WHATSAPP

MARKS = {True: "ok    ", False: "not ok", None: "see   "}


class Command(BaseCommand):
    help = (
        "Check a channel's settings and its provider, point by point, each with its mend. Sends nothing without --to."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", choices=[SMS, WHATSAPP])
        parser.add_argument("--to", default="", metavar="NUMBER", help="a mobile of the UK that gets one test text")

    def handle(self, *, channel: str, to: str, **_: Any) -> None:
        faults = sum(self._say(check) for check in checks.run(channel, timezone.now(), to))
        if faults:
            self.stdout.write(f"{faults} not ok.")
            sys.exit(1)
        self.stdout.write("All is well.")

    def _say(self, check: Check) -> bool:
        """One line, and the mend beneath it. True for a fault."""
        self.stdout.write(f"{MARKS[check.ok]}  {check.what}")
        if check.ok is False:
            self.stdout.write(f"        {check.mend}")
        return check.ok is False
