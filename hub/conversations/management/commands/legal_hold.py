"""`manage.py legal_hold`: conversations that must be kept (docs/operating.md). Without a reference: those that are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hub.conversations import legal_holds
from hub.conversations.ledger import NoSuchConversation


class Command(BaseCommand):
    help = "Keep a conversation from being erased, or let it go again; without REF, list what is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", nargs="?", metavar="REF", help="the reference of the chat")
        parser.add_argument("--reason", help="why it must be kept; it is stored encrypted")
        parser.add_argument("--until", metavar="DATE", type=_day, help="when somebody looks again (2027-03-31)")
        parser.add_argument("--by", metavar="NAME", help="the supervisor who decides: the name they sign in with")
        parser.add_argument("--end", action="store_true", help="it need not be kept any more")
        parser.add_argument("--dry-run", action="store_true", help="with --end: only say what would happen")

    def handle(self, *, ref: str, reason: str, until: date, by: str, end: bool, dry_run: bool, **_: Any) -> None:
        if not ref:
            return self._list()
        user = get_user_model().objects.filter(username=by or "", is_active=True).first()
        if user is None:
            raise CommandError("Say which supervisor decides: --by NAME, as they sign in.")
        try:
            if end:
                self._end(ref, user, dry_run)
            elif not (reason and until):
                raise CommandError("Say why (--reason), and when somebody looks again (--until DATE).")
            else:
                new = legal_holds.place(ref, reason, until, user)
                self.stdout.write(
                    f"{ref}: {'is' if new else 'was already'} kept. To look at again on {until:%d %b %Y}."
                )
        except NoSuchConversation:
            raise CommandError(f"There is no conversation {ref}, or it is erased.") from None
        except legal_holds.NotHeld:
            raise CommandError(f"{ref} is not kept.") from None
        except legal_holds.MayNotHold:
            raise CommandError(f"{by} is not a supervisor of its team.") from None
        except ValueError as wrong:
            raise CommandError(f"It needs {wrong}.") from None

    def _end(self, ref: str, user, dry_run: bool) -> None:
        erased = legal_holds.end(ref, user, dry_run=dry_run)
        verb = "would be" if dry_run else "is"
        deleted = f" Its carer asked for deletion: it {verb} erased now." if erased else ""
        self.stdout.write(f"{ref}: {verb} let go.{deleted}")

    def _list(self) -> None:
        rows, today = list(legal_holds.all_open()), timezone.localdate()
        for row in rows:
            late = "  PAST ITS REVIEW DATE" if row.until < today else ""
            asked = "  the carer asked for deletion" if row.delete_asked_at else ""
            by = row.by.get_username() if row.by else "a restore"
            self.stdout.write(f"{row.conversation.ref}  look again {row.until:%d %b %Y}  by {by}{asked}{late}")
        if not rows:
            self.stdout.write("Nothing is kept.")


def _day(text: str) -> date:
    return date.fromisoformat(text)
