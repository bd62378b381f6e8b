"""`manage.py phrase_proposals`: what safeguarding leads want the screen to hear, as YAML for the maintainers."""

from __future__ import annotations

from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hub.conversations.models import PhraseProposal


class Command(BaseCommand):
    help = "Print the proposals that were not yet exported, as YAML, and remember that they were."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that were exported before")
        parser.add_argument("--keep", action="store_true", help="do not mark them as exported")

    def handle(self, *, all: bool, keep: bool, **_: Any) -> None:
        rows = PhraseProposal.objects.order_by("id")
        found = list(rows if all else rows.filter(exported_at__isnull=True))
        proposals = [
            {
                "kind": each.kind,
                "urgency": each.urgency,
                "words": each.words,
                "why": each.why,
                "proposed_on": timezone.localdate(each.at).isoformat(),
            }
            for each in found
        ]
        self.stdout.write(yaml.safe_dump({"proposals": proposals}, allow_unicode=True, sort_keys=False), ending="")
        if not keep:
            ids = [each.pk for each in found]
            PhraseProposal.objects.filter(pk__in=ids, exported_at__isnull=True).update(exported_at=timezone.now())
