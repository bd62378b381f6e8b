"""`manage.py import_open_referral SOURCE`: somebody's open data as drafts, which a person accepts or not at /desk/offer/."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.open_data.fetching import CannotFetch, services
from hub.open_data.taking_in import take_in


class Command(BaseCommand):
    help = "Read Open Referral UK from an address, a file or a folder, as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source", help="https://…/open-data/v3, a JSON file, or a folder that export_open_referral wrote"
        )
        parser.add_argument("--council", default=settings.KINSHIP_COUNCIL, help="whose drafts they are")
        parser.add_argument(
            "--topic", default="", help="for services that do not say which of our topics they are about"
        )
        parser.add_argument("--by", default="", help="the user name of the editor in whose name they are made")

    def handle(self, *, source: str, council: str, topic: str, by: str, **_: Any) -> None:
        editor = get_user_model().objects.filter(username=by).first() if by else None
        if by and editor is None:
            raise CommandError(f"There is no account '{by}'. Leave --by out, or name one of the desk.")
        try:
            found = take_in(services(source), council, source, topic=topic, by=editor)
        except CannotFetch as fault:
            raise CommandError(f"{fault.source} {fault.why}. Nothing was brought in.") from None
        except LookupError:
            raise CommandError(
                f"There is no council '{council}': name a folder of offer_content with a council.yml."
            ) from None
        for name, why in found.drafted:
            self.stdout.write(f"Draft: {name}\n  " + why.replace("\n", "\n  "))
        for name, why in found.left:
            self.stdout.write(f"Left: {name}. {why}")
        self.stdout.write(f"drafts: {len(found.drafted)}, as we have them: {found.same}, left: {len(found.left)}")
