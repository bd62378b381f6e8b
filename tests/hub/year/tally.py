"""What stands in the database, counted as a records officer would, and told apart cell by cell.

A cell is one encrypted field of one row, as it is stored: (model, number of the row, field) and the cipher. One that was blanked
is gone, one that was not touched has the words it had. So two looks tell exactly what happened between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from hub.conversations import invariants
from hub.conversations.fields import EncryptedText
from hub.conversations.keys import key_text
from hub.conversations.models import (
    BrainTurn,
    Callback,
    ChannelIdentity,
    ChatToken,
    Conversation,
    Danger,
    Draft,
    Event,
    Feedback,
    InboundReceipt,
    LegalHold,
    Message,
    Note,
    Outbox,
    SavedCode,
    ScreenLog,
    Unanswered,
)
from tests.hub.conversations.everything_kept import FROM_CONVERSATION, encrypted

Cell = tuple[str, Any, str]
WORDS = {
    "conversations that have their words": lambda: Conversation.objects.filter(erased_at__isnull=True),
    "conversations that were erased": lambda: Conversation.objects.filter(erased_at__isnull=False),
    "conversations held (must be kept)": lambda: LegalHold.objects.filter(ended_at__isnull=True),
    "messages with words": lambda: Message.objects.exclude(body=""),
    "notes of advisers with words": lambda: Note.objects.exclude(body=""),
    "replies never sent (drafts)": lambda: Draft.objects.all(),
    "calls with a number": lambda: Callback.objects.exclude(phone=""),
    "numbers of people who text": lambda: ChannelIdentity.objects.exclude(address=""),
    "numbers that said STOP (hash only)": lambda: ChannelIdentity.objects.filter(opted_out_at__isnull=False),
    "texts to phones with words": lambda: Outbox.objects.exclude(text=""),
    "texts that wait to be sent": lambda: Outbox.objects.filter(state__in=Outbox.OPEN),
    "what providers sent, as it came": lambda: InboundReceipt.objects.exclude(payload=""),
    "replies of the assistant that were discarded": lambda: BrainTurn.objects.annotate(
        raw=Cast("discarded_reply", TextField())
    ).filter(raw__gt=""),
    "codes to carry on": lambda: SavedCode.objects.all(),
    "pages that open a chat": lambda: ChatToken.objects.filter(revoked_at__isnull=True),
    "dangers not yet ended": lambda: Danger.objects.filter(ended_at__isnull=True),
    "what the danger screen heard, masked": lambda: ScreenLog.objects.all(),
    "events of the feed": lambda: Event.objects.all(),
    "opinions, linked to nobody": lambda: Feedback.objects.all(),
    "counts of what was not answered": lambda: Unanswered.objects.all(),
}


def counts() -> dict[str, int]:
    """How many of each there are."""
    return {name: rows().count() for name, rows in WORDS.items()}


def cells() -> dict[Cell, str]:
    """Every encrypted field of every row that is not empty, as it is stored."""
    found, name = {}, connection.ops.quote_name
    for model, fields in encrypted().items():
        columns = [model._meta.get_field(each).column for each in fields]
        with connection.cursor() as cursor:
            wanted = ", ".join(name(each) for each in (model._meta.pk.column, *columns))
            cursor.execute(f"SELECT {wanted} FROM {name(model._meta.db_table)}")
            for pk, *stored in cursor.fetchall():
                pk = str(UUID(str(pk))) if model is Conversation else pk
                found |= {(model.__name__, pk, each): text for each, text in zip(fields, stored, strict=True) if text}
    return found


def theirs(conversations: Iterable[UUID]) -> set[tuple[str, Any]]:
    """The rows (model, number) with encrypted fields that belong to these conversations."""
    ids, found = list(conversations), set()
    for model in encrypted():
        path = FROM_CONVERSATION.get(model.__name__)
        if path:
            rows = model.objects.filter(**{f"{path}__in": ids}).values_list("pk", flat=True)
            found |= {(model.__name__, str(pk) if model is Conversation else pk) for pk in rows}
    return found


def of_rows(before: Mapping[Cell, str], rows: set[tuple[str, Any]]) -> set[Cell]:
    """The cells of these rows."""
    return {cell for cell in before if cell[:2] in rows}


def gone(before: Mapping[Cell, str], after: Mapping[Cell, str]) -> set[Cell]:
    return before.keys() - after.keys()


def changed(before: Mapping[Cell, str], after: Mapping[Cell, str]) -> set[Cell]:
    """What has other words now, or was not there. A row that was saved anew has another cipher and the same words."""
    opens = MultiFernet([Fernet(key) for key in key_text("field", settings.KINSHIP_HOME).split()]).decrypt
    return {
        cell
        for cell, text in after.items()
        if before.get(cell) != text and (cell not in before or opens(before[cell]) != opens(text))
    }


def words_of(cell: Cell) -> str:
    """What stands in a cell, in plain."""
    model = apps.get_model("conversations", cell[0])
    field = model._meta.get_field(cell[2])
    assert isinstance(field, EncryptedText)
    return str(model.objects.filter(pk=cell[1]).values_list(cell[2], flat=True).get())


def sound() -> bool:
    """Does check_ledger find nothing?"""
    found = [str(each) for each in invariants.faults()]
    assert not found, found
    return True


def rows_of(model: type[Model]) -> set[Any]:
    return set(model._base_manager.values_list("pk", flat=True))


def table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A plain table for people: a heading, and a line each."""
    lines = [title, f"{columns[0]:<52}" + "".join(f"{each:>16}" for each in columns[1:])]
    lines += [f"{row[0]:<52}" + "".join(f"{each:>16}" for each in row[1:]) for row in rows]
    return "\n".join(lines)
