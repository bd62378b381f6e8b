"""`manage.py check_ledger`: prove that the ledger holds what it promises. Prints ids and codes, never words."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from hub.conversations.invariants import CHECKS, faults
from hub.conversations.models import Conversation, Message


class Command(BaseCommand):
    help = "Check the invariants of the ledger; exit 1 on any fault."

    def handle(self, **_: Any) -> None:
        count = 0
        for fault in faults():
            count += 1
            self.stdout.write(str(fault))
        self.stdout.write(
            f"{len(CHECKS)} checks, {Conversation.objects.count()} conversations, {Message.objects.count()} messages: "
            f"{count or 'no'} faults"
        )
        if count:
            sys.exit(1)
