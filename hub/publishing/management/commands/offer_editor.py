"""`manage.py offer_editor NAME`: let somebody change the offer at /desk/offer/ and approve the changes of others."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Give an account the right to edit the offer (an account that is not there is made), or take it away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--off", action="store_true", help="take the right away")

    def handle(self, *, name: str, off: bool, **_: Any) -> None:
        users = get_user_model().objects
        user = users.filter(username=name).first()
        right = Permission.objects.get(content_type__app_label="publishing", codename="edit_offer")
        if off:
            if user is None:
                raise CommandError(f"Nobody signs in as {name}.")
            user.user_permissions.remove(right)
            self.stdout.write(f"{name} may no longer edit the offer.")
            return
        if user is None:
            user = users.create_user(name, is_staff=True)
            self.stdout.write(f"Made the account {name}. Now set its password: manage.py changepassword {name}")
        user.user_permissions.add(right)
        self.stdout.write(f"{name} may edit the offer.")
