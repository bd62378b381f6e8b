"""Fills an empty desk with everything that is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from hub.demo import canned_answers, content, people, tales, telling, weeks


@dataclass(frozen=True)
class Filled:
    """What there is now. `conversations`: those of tales.yml, without the earlier weeks."""

    password: str
    conversations: int
    earlier: int


def fill() -> Filled:
    """Teams, people, answers, earlier weeks and the conversations of now. Raises BadTale."""
    said, now = tales.read(), timezone.now()
    content.open_day_and_night(settings.KINSHIP_HOME / "content", said["always"])
    password = people.make(said["teams"], said["people"])
    everybody = people.by_name()
    canned_answers.write(said["canned"], everybody["robin"], everybody["jo"])
    now_told, earlier = tales.told(now), list(weeks.told(now))
    telling.tell([*earlier, *now_told], there=said["there"], stays=said["stays"], silent=said["silent"])
    return Filled(password, len(now_told), len(earlier))
