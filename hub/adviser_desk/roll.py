"""Who works here, in which team, as what: the one way by which teams and accounts of the desk are made and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction

from hub.adviser_desk import door_log, factors
from hub.conversations import teamless
from hub.conversations.models import Membership, Team
from hub.conversations.models.team import ROLES

BY = "command"


@dataclass(frozen=True)
class TeamAsked:
    """A team as it shall be. `organisation`: the council, or a charity that works for it."""

    slug: str
    name: str
    organisation: str
    default: bool = False


@dataclass(frozen=True)
class PersonAsked:
    """A person as they shall be. `first_name` is what carers read. `team`: a slug; "" for the default team."""

    name: str
    role: str
    first_name: str = ""
    email: str = ""
    team: str = ""
    max_open: int | None = None


class CannotBe(ValueError):
    """What was asked for makes no sense; the text says why."""


@transaction.atomic
def keep_team(asked: TeamAsked) -> tuple[Team, bool]:
    """Make or change a team; whether it is new. The first team is the default one, and takes what belonged to no team."""
    first = not Team.objects.filter(is_default=True).exists()
    if asked.default:
        Team.objects.filter(is_default=True).exclude(slug=asked.slug).update(is_default=False)
    team, new = Team.objects.get_or_create(
        slug=asked.slug, defaults={"name": asked.name, "organisation": asked.organisation}
    )
    team.name, team.organisation = asked.name, asked.organisation
    team.is_default = team.is_default or asked.default or first
    team.full_clean(validate_constraints=False)
    team.save()
    if team.is_default:
        teamless.give_to(team)
    if new:
        door_log.note(None, "team_made", by=BY, team=team.pk)
    return team, new


@transaction.atomic
def keep_person(asked: PersonAsked) -> tuple[Any, bool]:
    """Make or change an account and its role in one team; whether it is new. Its password is left as it is. Raises CannotBe."""
    if asked.role not in ROLES:
        raise CannotBe(f"{asked.role} is no role. The roles are {', '.join(ROLES)}.")
    team = Team.objects.filter(slug=asked.team).first() if asked.team else Team.objects.filter(is_default=True).first()
    if team is None:
        raise CannotBe(
            f"There is no team {asked.team}." if asked.team else "There is no team yet. Make one with --team."
        )
    users = get_user_model().objects
    user = users.filter(username=asked.name).first()
    new = user is None
    if new:
        user = users.create_user(asked.name, asked.email, is_staff=True, first_name=asked.first_name)
    user.first_name, user.email = asked.first_name or user.first_name, asked.email or user.email
    user.is_staff = user.is_active = True
    user.save()
    known = Membership.objects.filter(user=user, team=team).first()
    if known is None or (known.role, known.max_open) != (asked.role, asked.max_open):
        Membership.objects.update_or_create(
            user=user, team=team, defaults={"role": asked.role, "max_open": asked.max_open}
        )
        door_log.note(user, "role_set", by=BY, role=asked.role, team=team.pk)
    return user, new


@transaction.atomic
def end(user: Any) -> None:
    """They work here no longer: no roles, no sessions, no second factor. What they wrote stays; what they hold goes on."""
    Membership.objects.filter(user=user).delete()
    user.is_active = user.is_staff = False
    user.set_unusable_password()
    user.save()
    factors.forget(user)
    end_sessions(user)
    door_log.note(user, "account_ended", by=BY)


@transaction.atomic
def forget_factors(user: Any) -> None:
    """They have lost their second factor: they set up a new one when they sign in next."""
    factors.forget(user)
    end_sessions(user)
    door_log.note(user, "second_factor_forgotten", by=BY)


def end_sessions(user: Any) -> None:
    for row in _sessions_of(user):
        row.delete()


def _sessions_of(user: Any) -> Iterator[Session]:
    for row in Session.objects.all():
        if row.get_decoded().get("_auth_user_id") == str(user.pk):
            yield row
