"""Fills an empty desk with everything that is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from hub.demo import canned_answers, content, people, tales, telling, weeks


@dataclass(frozen=True)
class Filled:
    """What there is now. `conversations`: those of tales.yml, without the earlier weeks."""

    password: str
    conversations: int
    earlier: int


def fill_with_people() -> Filled:
    """Only teams, people and answers: a desk for conversations that are yet to come (`make phones`)."""
    said = tales.read()
    return Filled(_people(said), 0, 0)


def fill() -> Filled:
    """Teams, people, answers, earlier weeks and the conversations of now. Raises BadTale."""
    said, now = tales.read(), timezone.now()
    password = _people(said)
    now_told, earlier = tales.told(now), list(weeks.told(now))
    telling.tell([*earlier, *now_told], there=said["there"], stays=said["stays"], silent=said["silent"])
    return Filled(password, len(now_told), len(earlier))


def _people(said: dict[str, Any]) -> str:
    """Their password."""
    content.open_day_and_night(settings.KINSHIP_HOME / "content", said["always"])
    password = people.make(said["teams"], said["people"])
    everybody = people.by_name()
    canned_answers.write(said["canned"], everybody["robin"], everybody["jo"])
    return password
