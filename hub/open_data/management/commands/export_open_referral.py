"""`manage.py export_open_referral --to FOLDER`: a council's offer as files of Open Referral UK."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.conversations.page_words import today
from kinship.open_referral_files import write


class Command(BaseCommand):
    help = "Write the offer as Open Referral UK 3.0: one file a list, and one a record."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where the files go")
        parser.add_argument("--council", default=settings.KINSHIP_COUNCIL, help="whose offer")

    def handle(self, *, to: Path, council: str, **_: Any) -> None:
        try:
            count = write(to, council, today(), settings.KINSHIP_CONTENT)
        except LookupError:
            raise CommandError(
                f"There is no council '{council}': name a folder of offer_content with a council.yml."
            ) from None
        except OSError as fault:
            raise CommandError(f"{to}: {fault.strerror}. Name a folder that can be written to.") from None
        self.stdout.write(f"{count} services in {to}")
