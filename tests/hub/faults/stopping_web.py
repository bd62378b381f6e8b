"""The web server, but a change of a conversation stands still for ever when all of it is written and nothing is committed."""

import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from hub.wsgi import application

__all__ = ["application"]

from django.conf import settings

from hub.conversations.ledger import Change

keep = Change.keep


def stand_still(change: Change) -> None:
    keep(change)
    (settings.KINSHIP_HOME / "stands_still").write_text(str(change.conversation.last_seq))
    threading.Event().wait()


Change.keep = stand_still
