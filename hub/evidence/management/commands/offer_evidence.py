"""`manage.py offer_evidence`: what the worker does by the clock, now: the words of questions without an answer, and reminders."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hub.evidence import chores


class Command(BaseCommand):
    help = "Collect the words of questions without an answer, and remind owners of reviews that are near. Safe to run twice."

    def handle(self, **_: Any) -> None:
        chores.run()
        self.stdout.write("Done.")
