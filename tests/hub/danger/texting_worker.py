"""The worker with a stand-in for the providers of SMS and WhatsApp: what would reach a phone stands in phones.jsonl, line by line."""

import json
import os
import sys
import threading
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.utils import timezone  # noqa: E402

from hub.channels.records import TextIn  # noqa: E402
from hub.channels.sending import ACCEPTED, CHANNELS, Parcel, SendResult  # noqa: E402


class StandIn:
    """Takes everything at once."""

    writing = threading.Lock()

    def send(self, parcel: Parcel) -> SendResult:
        line = {"reference": parcel.reference, "text": parcel.text, "choices": parcel.menu}
        with self.writing, open(settings.KINSHIP_HOME / "phones.jsonl", "a", encoding="utf-8") as phones:
            phones.write(json.dumps({**line, "at": timezone.now().isoformat()}) + "\n")
        return SendResult(ACCEPTED)

    def look_up(self, parcel: Parcel) -> SendResult:
        return SendResult(ACCEPTED)

    def received_since(self, since: datetime) -> list[TextIn]:
        return []


CHANNELS |= {"sms": StandIn(), "whatsapp": StandIn()}
execute_from_command_line(["manage.py", *sys.argv[1:]])
