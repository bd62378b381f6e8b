"""`manage.py demo_code`: the codes that the apps of the demo's people would show now. In the demo's own folder only."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.demo import home, people


class Command(BaseCommand):
    help = "Print the code of each person of the demo, or of one; `--secret` prints what a real app needs to show them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--secret", action="store_true", help="the secret to type into an authenticator app")

    def handle(self, *, name: str, secret: bool, **_: Any) -> None:
        if not home.is_demo():
            raise CommandError("This is no demo: nobody's code is printed here.")
        everybody = people.by_name()
        if name and name not in everybody:
            raise CommandError(f"Nobody in this demo signs in as {name}: {', '.join(everybody)}.")
        for each, user in everybody.items():
            if each == name or not name:
                self.stdout.write(f"{each:<8} {people.secret(user) if secret else people.code(user)}")
        if not secret:
            self.stdout.write(f"Good for {people.STEP - int(time.time()) % people.STEP} seconds, and a little longer.")
