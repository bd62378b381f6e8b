"""The invented people of the demo: teams, accounts, one password for all, and an app's code for each."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model

from hub.adviser_desk import roll
from hub.adviser_desk.roll import PersonAsked, TeamAsked

STEP = 30  # seconds for which an app shows a code


def make(teams: list[Mapping[str, Any]], people: list[Mapping[str, Any]]) -> str:
    """Make them all, each with the same password and an app of their own. Returns the password."""
    password = f"learn-the-desk-{secrets.randbelow(9000) + 1000}"
    for each in teams:
        roll.keep_team(TeamAsked(**each))
    for each in people:
        user, _ = roll.keep_person(PersonAsked(**each))
        user.set_password(password)
        user.save(update_fields=["password"])
        totp.TOTP.activate(user, totp.generate_totp_secret())
    return password


def secret(user: Any) -> str:
    """What an app needs to show their codes."""
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return get_adapter().decrypt(row.data["secret"])


def code(user: Any) -> str:
    """What their app would show now."""
    return totp.format_hotp_value(totp.hotp_value(secret(user), int(time.time()) // STEP))


def by_name() -> dict[str, Any]:
    """Everybody, by the name they sign in with."""
    return {user.get_username(): user for user in get_user_model().objects.order_by("pk")}
