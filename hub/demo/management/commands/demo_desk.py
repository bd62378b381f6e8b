"""`manage.py demo_desk`: fill a data folder of its own with an invented desk to learn on. `make demo` does all that is needed."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from hub.demo import filling, home, tales
from hub.demo.home import NotForDemo

ABOUT = """Everything in this demo is invented. It is on this machine only, in {home}.
The desk:      {url}/desk/
The password:  {password}   (for everybody below)
Sign in as:    {learners}
               or {others}
The code:      make {code}      (each code is good once; a new one comes every 30 seconds)
"""
FILLING = "Filling the desk with invented conversations (about half a minute)."
FILLING_PEOPLE = "Making an empty desk with invented people."


class Command(BaseCommand):
    help = (
        "Fill a new data folder (KINSHIP_HOME) with an invented desk. What an earlier demo left in it is removed first."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="a desk without conversations (make phones)")

    def handle(self, *, people_only: bool = False, **_: Any) -> None:
        try:
            home.begin_anew()
        except NotForDemo as error:
            raise CommandError(str(error)) from None
        self.stdout.write(FILLING_PEOPLE if people_only else FILLING)
        logging.getLogger("hub").setLevel(logging.WARNING)  # who was made is said below
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # nothing in here is worth waiting for the disk
        call_command("migrate", verbosity=0, interactive=False)
        filled = filling.fill_with_people() if people_only else filling.fill()
        home.write_mark(_about(filled.password, "phones-code" if people_only else "demo-code"))
        if people_only:
            return  # said when everything is up
        self.stdout.write(f"{filled.conversations} conversations to learn on, and {filled.earlier} of earlier weeks.")
        self.stdout.write((settings.KINSHIP_HOME / home.MARK).read_text("utf-8"))


def _about(password: str, code: str) -> str:
    said = tales.read()
    told = {each["name"]: f"{each['name']} ({_role(each)})" for each in said["people"]}
    learners = ", ".join(told[name] for name in said["learners"])
    others = ", ".join(each for name, each in told.items() if name not in said["learners"])
    return ABOUT.format(
        home=settings.KINSHIP_HOME,
        url=settings.KINSHIP_PUBLIC_URL.rstrip("/"),
        password=password,
        code=code,
        learners=learners,
        others=others,
    )


def _role(person: dict[str, Any]) -> str:
    return f"{person['role']}, {person['team']}" if person.get("team") else person["role"]
