"""The page that the proxy shows by itself when no process of ours answers: one file that needs nothing else, with whom to call.

The worker keeps it as the council's numbers and words are now (KINSHIP_DOWN_PAGE says where); hub/cluster/nginx.py shows it.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from hub.web_chat.wording import fill, frame, sentence

EVERY = 60.0  # seconds
FOR_ALL = 0o644  # the proxy reads it as another user; it holds nothing that is not on every page


def page() -> str:
    """The whole page."""
    not_sent = sentence(fill("service_down", "not_sent"))
    return render_to_string("web_chat/service_down.html", {**frame(), "not_sent": not_sent})


def write(path: Path) -> bool:
    """Whole or not at all. False where it stood there already as it is now. Raises OSError where it cannot be written."""
    now = page()
    if path.exists() and path.read_text("utf-8") == now:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(now, encoding="utf-8")
    unfinished.chmod(FOR_ALL)
    os.replace(unfinished, path)
    return True


def chore() -> bool:
    """The worker's, where a place for the page is set."""
    return bool(settings.KINSHIP_DOWN_PAGE) and write(Path(settings.KINSHIP_DOWN_PAGE))
