"""manage.py make_keys: make the keys that are missing, in KINSHIP_HOME/keys, readable by their owner only."""

from django.conf import settings
from django.core.management.base import BaseCommand

from hub.conversations import keys


class Command(BaseCommand):
    help = "Make the keys that are missing (secret, field, lookup). Existing keys are left as they are."
    requires_system_checks = []

    def handle(self, *args, **options):
        made = keys.make(settings.KINSHIP_HOME)
        for path in made:
            self.stdout.write(f"Made {path}")
