"""To whom a conversation can be passed on: other teams, and colleagues of its own team who are at their desk."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model

from hub.conversations.models import Conversation, Team
from hub.conversations.models.team import ANSWERING
from hub.conversations.sign_of_life import THERE_FOR


def teams_beside(conversation: Conversation) -> list[Team]:
    """Every other team, those of the same organisation first."""
    organisation = conversation.team.organisation if conversation.team else None
    found = Team.objects.exclude(pk=conversation.team_id).order_by("name")
    return sorted(found, key=lambda team: organisation not in (None, team.organisation))


def colleagues_there(conversation: Conversation, user, now: datetime) -> list:
    """Who else of its team answers, is at their desk and takes conversations."""
    there = get_user_model().objects.filter(
        is_active=True, signoflife__available=True, signoflife__at__gt=now - THERE_FOR
    )
    members = there.filter(membership__team=conversation.team_id, membership__role__in=ANSWERING)
    return list(members.exclude(pk=user.pk).order_by("first_name", "username").distinct())


def team_called(slug: str) -> Team:
    """Raises ValueError where there is none."""
    found = Team.objects.filter(slug=slug).first()
    if found is None:
        raise ValueError("no such team")
    return found


def person_called(number: str):
    """A person by the number of their account. Raises ValueError where there is none."""
    known = get_user_model().objects.filter(is_active=True)
    found = known.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    if found is None:
        raise ValueError("no such person")
    return found
