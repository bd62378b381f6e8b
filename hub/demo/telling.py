"""Tells all tales in the order of the clock, as they would have happened beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from hub.conversations.models import Conversation, SignOfLife
from hub.demo import acts, people
from hub.demo.acts import Scene
from hub.demo.clock import at
from hub.demo.tales import BadTale, Tale

SILENT_FOR, A_DAY = timedelta(minutes=12), timedelta(hours=9)


def tell(tales: Iterable[Tale], *, there: str, stays: str, silent: str) -> int:
    """Let every step of them happen. Returns how many conversations that made.

    `there`: who is at the desk the while, so that carers are told that somebody comes. `silent`: whose desk has given no
    sign of life for some minutes when all is told. `stays`: who is at their desk for the day after. Raises BadTale.
    """
    everybody, now = people.by_name(), timezone.now()
    _signs_of_life(everybody[there], now)
    scenes = [(tale, Scene(everybody)) for tale in tales]
    steps = sorted(
        (
            (step.at, place, number, step)
            for place, (tale, _) in enumerate(scenes)
            for number, step in enumerate(tale.steps)
        ),
        key=lambda each: each[:3],
    )
    for moment, place, _, step in steps:
        tale, scene = scenes[place]
        with at(moment):
            try:
                acts.do(scene, step)
            except Exception as error:
                raise BadTale(f"{tale.name}: {step.act} {step.what!r} cannot be: {error!r}") from error
    _signs_of_life(everybody[silent], now - SILENT_FOR)
    SignOfLife.objects.create(user=everybody[stays], at=now + A_DAY, available=True)
    Conversation.objects.filter(assignee=everybody[stays]).update(held_until=now + A_DAY)
    return len(scenes)


def _signs_of_life(user: object, moment: datetime) -> None:
    """Only this person's desk has given one, at this moment."""
    SignOfLife.objects.all().delete()
    SignOfLife.objects.create(user=user, at=moment, available=True)
