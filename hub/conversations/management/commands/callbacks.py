"""`manage.py callbacks`: the calls that were promised, until there is a desk to show them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.conversations import callbacks
from hub.conversations.models import Callback

SAFE = {True: "yes", False: "NO"}


class Command(BaseCommand):
    help = "List the open calls, the earliest first; or mark one as made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--done", metavar="REF", help="the reference of a conversation whose call was made")

    def handle(self, *, done: str | None, **_: Any) -> None:
        if done:
            self._end(done.strip().upper())
        else:
            self._list()

    def _list(self) -> None:
        open_calls = Callback.objects.filter(state=Callback.REQUESTED).select_related("conversation")
        for call in open_calls.order_by("due_at", "requested_at"):
            asked_for = f"ask for {call.name_to_ask_for}, " if call.name_to_ask_for else ""
            language = f", interpreter: {call.interpreter}" if call.interpreter else ""
            needs = f", needs: {call.access_needs}" if call.access_needs else ""
            self.stdout.write(
                f"{call.conversation.ref}  due {call.due_on:%d %b %Y}, {call.when.replace('_', ' ')}: {call.phone}, {asked_for}"
                f"voicemail safe: {SAFE[call.safe_voicemail]}, text safe: {SAFE[call.safe_text]}{language}{needs}"
            )
        if not open_calls:
            self.stdout.write("No call is promised.")

    def _end(self, ref: str) -> None:
        call = Callback.objects.filter(conversation__ref=ref, state=Callback.REQUESTED).first()
        if call is None:
            raise CommandError(f"No call is promised under the reference {ref}.")
        callbacks.end(call.conversation_id, Callback.DONE, "command")
        self.stdout.write(f"{ref}: the call was made.")
