"""The worker, but it stands still for ever after the assistant has answered and before the reply is kept: to be killed there."""

import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402

from hub.conversations import turns  # noqa: E402


def stand_still(claimed, reply):
    (settings.KINSHIP_HOME / "stands_still").write_text(str(claimed.number))
    threading.Event().wait()


turns.commit_reply = stand_still
execute_from_command_line(["manage.py", *sys.argv[1:]])
