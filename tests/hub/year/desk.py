"""The people of the invented year's desk: the council's team and a charity's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from hub.adviser_desk import roll
from hub.adviser_desk.roll import PersonAsked, TeamAsked
from hub.conversations.models import SignOfLife

TEAMS = (
    TeamAsked("kinship", "Kinship team", "Exampleshire Council", default=True),
    TeamAsked("friends", "Kin Friends (invented charity)", "Kin Friends"),
)
PEOPLE = (
    PersonAsked("sam", "adviser", "Sam", team="kinship"),
    PersonAsked("alex", "adviser", "Alex", team="kinship"),
    PersonAsked("robin", "supervisor", "Robin", team="kinship"),
    PersonAsked("may", "manager", "May", team="kinship"),
    PersonAsked("bo", "adviser", "Bo", team="friends"),
)


def made(there_until: datetime) -> dict[str, Any]:
    """Everybody by name. Their desks give signs of life all the while: out of hours that makes nobody wait."""
    for team in TEAMS:
        roll.keep_team(team)
    for person in PEOPLE:
        roll.keep_person(person)
    users = {each.get_username(): each for each in get_user_model().objects.order_by("pk")}
    for name in ("sam", "alex", "bo"):
        SignOfLife.objects.update_or_create(user=users[name], defaults={"at": there_until, "available": True})
    return users
