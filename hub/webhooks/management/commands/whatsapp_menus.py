"""`manage.py whatsapp_menus`: make the shapes of WhatsApp's buttons and lists known to Twilio, once, and keep their ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from requests import RequestException
from twilio.base.exceptions import TwilioException

from hub.channels import twilio_contents
from hub.conversations import words


class Command(BaseCommand):
    help = (
        "Make buttons and lists for WhatsApp at Twilio, and write their ids to the file KINSHIP_TWILIO_CONTENTS names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print what would be made, and make nothing")
        parser.add_argument(
            "--again",
            action="store_true",
            help="make them anew, after a word was changed; the template only with --submit",
        )
        parser.add_argument(
            "--submit", action="store_true", help="ask WhatsApp to approve the template for after the 24 hours"
        )

    def handle(self, *, dry_run: bool, again: bool, submit: bool, **_: Any) -> None:
        told = words.phone_words()
        council = str(words.council().get("council_name") or "")
        shapes = twilio_contents.shapes(
            told["whatsapp_menus"]["list_button"], told["window"]["template"].format(council=council)
        )
        if dry_run:
            self.stdout.write(json.dumps(shapes, ensure_ascii=False, indent=2))
            return
        if not settings.KINSHIP_TWILIO["contents"]:
            raise CommandError("Set KINSHIP_TWILIO_CONTENTS to the file that shall hold the ids.")
        file = Path(settings.KINSHIP_TWILIO["contents"])
        known = dict(twilio_contents.known())
        for shape, what in shapes.items():
            anew = again and (shape != twilio_contents.WINDOW or submit)  # one that is not approved may not go
            if shape in known and not anew:
                self.stdout.write(f"{shape}: {known[shape]} (was there)")
                continue
            known[shape] = _asked(lambda what=what: twilio_contents.create(what))
            _write(file, known)  # after each: what Twilio has made must not be forgotten
            self.stdout.write(f"{shape}: {known[shape]}")
        if submit:
            window = twilio_contents.WINDOW
            _asked(lambda: twilio_contents.submit(known[window], shapes[window]["friendly_name"]))
            self.stdout.write("Asked for approval. It may take a day; Twilio's console shows it.")


def _asked(ask: Any) -> Any:
    try:
        return ask()
    except (TwilioException, RequestException) as fault:
        raise CommandError(f"Twilio did not: {fault}") from None


def _write(file: Path, known: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps(known, indent=2) + "\n", "utf-8")
    beside.replace(file)  # never half a file: the hub may be reading it
