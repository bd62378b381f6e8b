"""`manage.py demo_desk`: fill a data folder of its own with an invented desk to learn on. `make demo` does all that is needed."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hub.demo import filling, home, tales
from hub.demo.home import NotForDemo

ABOUT = """Everything in this demo is invented. It is on this machine only, in {home}.
The desk:      {url}/desk/
The password:  {password}   (for everybody below)
Sign in as:    {learners}
               or {others}
The code:      make demo-code      (each code is good once; a new one comes every 30 seconds)
"""


class Command(BaseCommand):
    help = (
        "Fill a new data folder (KINSHIP_HOME) with an invented desk. What an earlier demo left in it is removed first."
    )
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        try:
            home.begin_anew()
        except NotForDemo as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Filling the desk with invented conversations (about half a minute).")
        logging.getLogger("hub").setLevel(logging.WARNING)  # who was made is said below
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # nothing in here is worth waiting for the disk
        call_command("migrate", verbosity=0, interactive=False)
        filled = filling.fill()
        home.write_mark(_about(filled.password))
        self.stdout.write(f"{filled.conversations} conversations to learn on, and {filled.earlier} of earlier weeks.")
        self.stdout.write((settings.KINSHIP_HOME / home.MARK).read_text("utf-8"))


def _about(password: str) -> str:
    said = tales.read()
    told = {each["name"]: f"{each['name']} ({_role(each)})" for each in said["people"]}
    learners = ", ".join(told[name] for name in said["learners"])
    others = ", ".join(each for name, each in told.items() if name not in said["learners"])
    return ABOUT.format(
        home=settings.KINSHIP_HOME,
        url=settings.KINSHIP_PUBLIC_URL.rstrip("/"),
        password=password,
        learners=learners,
        others=others,
    )


def _role(person: dict[str, Any]) -> str:
    return f"{person['role']}, {person['team']}" if person.get("team") else person["role"]
