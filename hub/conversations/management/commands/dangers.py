"""`manage.py dangers`: what nobody has ended yet; and, for want of a desk, owning and ending it by hand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hub.conversations import dangers


class Command(BaseCommand):
    help = "List the open dangers, those nobody owns first; own or end those of one conversation."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--own", metavar="REF", help="a person takes the dangers of this conversation (needs --by)")
        what.add_argument("--end", metavar="REF", help="they are over (needs --outcome)")
        parser.add_argument("--by", metavar="USER", help="who: the name they sign in with")
        parser.add_argument("--outcome", choices=dangers.OUTCOMES)
        parser.add_argument("--kind", help="only this kind of danger")

    def handle(self, *, own: str, end: str, by: str, outcome: str, kind: str, **_: Any) -> None:
        user = self._user(by) if by else None
        try:
            if own:
                self._own(own.strip().upper(), user, kind)
            elif end:
                self._end(end.strip().upper(), outcome, user, kind)
            else:
                self._list()
        except dangers.NoSuchDanger as none:
            raise CommandError(f"No open danger under the reference {none}.") from None

    def _list(self) -> None:
        now, rows = timezone.now(), dangers.all_open()
        for row in rows:
            owner = (
                f"owned by {row.owner.get_username()}" if row.owner else f"NOBODY OWNS IT, told {row.alerts_sent} times"
            )
            deleted = ", words deleted" if row.conversation.erased_at else ""
            minutes = int((now - row.at).total_seconds() // 60)
            self.stdout.write(
                f"{row.conversation.ref}  {row.urgency}  {row.kind}  since {timezone.localtime(row.at):%d %b %Y %H:%M}"
                f" ({minutes} minutes)  heard by the {row.net}  {owner}{deleted}"
            )
        if not rows:
            self.stdout.write("No danger is open.")

    def _own(self, ref: str, user, kind: str | None) -> None:
        if user is None:
            raise CommandError("Say who owns it: --by USER.")
        taken = dangers.own(ref, user, kind)
        self.stdout.write(f"{ref}: {user.get_username()} owns {taken}." if taken else f"{ref}: owned already.")

    def _end(self, ref: str, outcome: str | None, user, kind: str | None) -> None:
        if not outcome:
            raise CommandError(f"Say what became of it: --outcome {' | '.join(dangers.OUTCOMES)}.")
        self.stdout.write(f"{ref}: {dangers.end(ref, outcome, user, kind)} ended, {outcome}.")

    def _user(self, name: str):
        user = get_user_model().objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name}. `manage.py reviewer {name}` makes an account.")
        return user
