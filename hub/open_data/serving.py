"""The feed of the council that is asked, made once and kept until a word of it changes."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from hub.conversations import words as content
from hub.conversations.page_words import today
from kinship.local_offer import Shelf
from kinship.open_referral import Feed, feed
from kinship.open_referral_files import words

_kept: dict[str, tuple[Shelf, date, object, Feed]] = {}


def current() -> Feed:
    """Raises OSError or ValueError where open_data.yml never could be read."""
    shelf, day, said = content.shelf(), today(), words(settings.KINSHIP_CONTENT)
    code = shelf.council_code or ""
    kept = _kept.get(code)
    if kept and kept[1:3] == (day, said) and kept[0] == shelf:  # what did not change is the very same object: quick
        return kept[3]
    made = feed(shelf, said, day)
    _kept[code] = (shelf, day, said, made)
    return made
