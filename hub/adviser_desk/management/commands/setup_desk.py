"""`manage.py setup_desk`: makes the teams of the desk and the people in them. It may be run again: what is there stays.

No password is ever an argument: it is asked for on the terminal, or set through a link that is good once, for an hour.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hub.adviser_desk import door_log, roll, welcome
from hub.adviser_desk.roll import CannotBe, PersonAsked, TeamAsked
from hub.adviser_desk.wording import words
from hub.conversations.models import Membership, Team
from hub.conversations.models.team import ROLES
from kinship import yaml_text

PERSON = ("name", "first_name", "email")


class Command(BaseCommand):
    help = "Make the teams of the desk, and the people in them. Without options: who is in which team."

    def add_arguments(self, parser: CommandParser) -> None:
        told = {"action": "append", "default": []}
        parser.add_argument(
            "--team", nargs=3, metavar=("SLUG", "NAME", "ORGANISATION"), help="the first is the default team", **told
        )
        for role in ROLES:
            text = "the name they sign in with, the first name that carers read, and their e-mail (for single sign-on)"
            parser.add_argument(
                f"--{role}", nargs="+", metavar="NAME", help=f"{text}; the last two may be left out", **told
            )
        parser.add_argument("--in", dest="slug", default="", help="the team of these people; else the default team")
        parser.add_argument("--file", type=Path, help="teams and people as YAML (docs/operating.md shows one)")
        parser.add_argument(
            "--link", metavar="NAME", help="print a link by which they set a password, once, within an hour", **told
        )
        parser.add_argument("--password", metavar="NAME", help="ask for their password here", **told)
        parser.add_argument(
            "--forget-second-factor", metavar="NAME", help="they have lost it and set up a new one", **told
        )
        parser.add_argument("--end", metavar="NAME", help="they work here no longer: signed out at once", **told)

    def handle(self, **asked: Any) -> None:
        for name in asked["forget_second_factor"]:
            roll.forget_factors(self._user(name))
            self.stdout.write(f"{name} sets up a second factor when they sign in next.")
        for name in asked["end"]:
            roll.end(self._user(name))
            self.stdout.write(f"{name} works here no longer.")
        try:
            new = self._keep(*_asked(asked))
        except CannotBe as error:
            raise CommandError(str(error)) from None
        for user in new:
            self._let_in(user, ask=sys.stdin.isatty())
        for name in asked["link"]:
            self._let_in(self._user(name), ask=False)
        for name in asked["password"]:
            self._let_in(self._user(name), ask=True)
        self._say_who()

    @transaction.atomic
    def _keep(self, teams: list[TeamAsked], people: list[PersonAsked]) -> list[Any]:
        """Make them all, or none. Returns those who are new and have no password yet. Raises CannotBe."""
        try:
            for each in teams:
                team, new = roll.keep_team(each)
                self.stdout.write(f"{'Made' if new else 'Kept'} the team {team.slug}.")
            kept = [roll.keep_person(each) for each in people]
        except ValidationError as error:
            raise CannotBe(f"That team cannot be: {'; '.join(error.messages)}") from None
        return [user for user, new in kept if new]

    def _let_in(self, user: Any, *, ask: bool) -> None:
        name = user.get_username()
        if not ask:
            self.stdout.write(f"{name} sets a password here, once, within an hour:\n  {welcome.link(user)}")
            return
        password = getpass.getpass(f"A password for {name} (nothing is shown; leave it empty for a link): ")
        if not password:
            self._let_in(user, ask=False)
            return
        for code in welcome.faults(password, user):
            raise CommandError(words()["welcome"][code])
        if getpass.getpass("The same once more: ") != password:
            raise CommandError(words()["welcome"]["not_the_same"])
        user.set_password(password)
        user.save(update_fields=["password"])
        door_log.note(user, "password_set", by=roll.BY)

    def _user(self, name: str) -> Any:
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name}.")
        return user

    def _say_who(self) -> None:
        for team in Team.objects.order_by("-is_default", "slug"):
            self.stdout.write(f"{team.slug}: {team.name}, {team.organisation}{' (default)' if team.is_default else ''}")
            for each in Membership.objects.filter(team=team).select_related("user").order_by("role", "user__username"):
                self.stdout.write(f"  {each.role} {each.user.get_username()}")
        self.stdout.write("When advisers are there is said in the council's own content: council.yml, chat.")


def _asked(asked: dict[str, Any]) -> tuple[list[TeamAsked], list[PersonAsked]]:
    """What the options and the file ask for. Raises CannotBe."""
    teams = [TeamAsked(*each) for each in asked["team"]]
    people = [
        PersonAsked(role=role, team=asked["slug"], **dict(zip(PERSON, each, strict=False)))
        for role in ROLES
        for each in asked[role]
    ]
    if asked["file"]:
        try:
            read = yaml_text.load(asked["file"].read_text("utf-8")) or {}
            teams += [TeamAsked(**each) for each in read.get("teams", [])]
            people += [PersonAsked(**each) for each in read.get("people", [])]
        except (OSError, yaml.YAMLError, TypeError, AttributeError) as error:
            raise CannotBe(f"{asked['file']}: {error}") from None
    return teams, people
