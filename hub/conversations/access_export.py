"""Everything that is kept about one person, for a request of access (UK GDPR, Article 15).

Which columns there are is read from the models and inventory.yml, so that a new one cannot be forgotten; a test walks both.
Nothing is taken out for other people's sake: that is for a person to do, and the export says so first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone

from hub.conversations import callbacks, inventory, ledger
from hub.conversations.fields import keyed_hash
from hub.conversations.models import AuditEntry, BrainTurn, Callback, Conversation, InboundReceipt, Team
from hub.conversations.texting import identities, stray_list, strays
from kinship import yaml_text
from kinship.story import Story

Row = dict[str, Any]
WORDS = Path(__file__).with_name("access_export.yml")
# How the rows of each table are found from a conversation. In the order in which they are read best.
REACHED = {
    "Message": "conversation",
    "Callback": "conversation",
    "CallbackAttempt": "callback__conversation",
    "Note": "conversation",
    "Draft": "conversation",
    "Outbox": "conversation",
    "Conversation": "pk",
    "Contact": "conversation",
    "ChannelIdentity": "conversation",
    "Handover": "conversation",
    "Transfer": "conversation",
    "Danger": "conversation",
    "Alert": "danger__conversation",
    "WaitAlert": "conversation",
    "LegalHold": "conversation",
    "InboundReceipt": "message__conversation",
    "TextTalk": "conversation",
    "BrainTurn": "conversation",
    "SavedCode": "conversation",
    "ChatToken": "conversation",
    "Viewing": "conversation",
    "Event": "conversation",
}
HIDDEN = ("trace", "secret")  # classes of inventory.yml: they stand for what is given, and tell nothing
MOST_STRAYS = 500  # texts nobody answered, read for a number


class NobodyFound(LookupError):
    """Nothing is kept under this reference or number."""


@cache
def words() -> Mapping[str, Any]:
    """access_export.yml. Raises OSError, yaml.YAMLError."""
    return yaml_text.load(WORDS.read_text("utf-8"))


def of_ref(ref: str, user: AbstractBaseUser) -> Row:
    """All of whoever had the conversation with this reference. Raises NobodyFound."""
    known = Conversation.objects.filter(ref=ref.strip().upper()).only("contact").first()
    if known is None:
        raise NobodyFound(ref)
    return _made(Conversation.objects.filter(contact=known.contact_id), user, "reference", [])


def of_phone(number: str, user: AbstractBaseUser) -> Row:
    """All that was written from a number, and the conversations in which it was given for a call. Raises NobodyFound, BadPhone."""
    phone = callbacks.read_phone(number)
    called = Callback.objects.filter(phone_hash=keyed_hash("phone", phone)).values("conversation")
    found = Conversation.objects.filter(Q(identity__address_hash=identities.hash_of(phone)) | Q(pk__in=called))
    return _made(found, user, "phone", _strays_of(phone))


@transaction.atomic
def _made(found: QuerySet[Conversation], user: AbstractBaseUser, by: str, strays_found: list[Row]) -> Row:
    """Who made it, and of what, goes into the audit trail first; then it is read, all at one moment."""
    conversations, now = list(found.distinct().order_by("opened_at", "ref")), timezone.now()
    if not conversations and not strays_found:
        raise NobodyFound(by)
    entry = (f"user:{user.pk}", "access_exported", {"by": by, "conversations": len(conversations)})
    for conversation in conversations or [None]:
        ledger.record([], [entry], conversation, now)
    said = words()
    return {
        "title": said["title"],
        "read_first": said["read_first"],
        "made_at": now.isoformat(),
        "made_by": user.get_username(),
        "found_by": by,
        "review": dict(said["review"]),
        "conversations": [_of(each) for each in conversations],
        "texts_nobody_answered": strays_found,
        "left_out": dict(said["left_out"]),
        "not_given": {"why": said["not_given"], "columns": sorted(_not_given())},
    }


def _of(conversation: Conversation) -> Row:
    kept = {name: _rows(model.objects.filter(**{REACHED[name]: conversation.pk})) for name, model in _models().items()}
    kept["AuditEntry"] = _rows(AuditEntry.objects.filter(conversation_ref=conversation.ref))
    return {"ref": conversation.ref, "facts": facts(conversation), "kept": kept}


def facts(conversation: Conversation) -> list[Row]:
    """What was understood, each with the words and the messages that it came from."""
    turns = BrainTurn.objects.filter(conversation=conversation).values_list("number", "from_seq", "to_seq")
    messages = {number: [first, last] for number, first, last in turns}
    return [
        {
            "fact": name,
            "child": None if child is None else child + 1,
            "answer": answer.value,
            "from_words": answer.words,
            "from_messages": messages.get(answer.turn),
            "confirmed": answer.confirmed,
        }
        for name, child, answer in Story.from_json(conversation.story).answered()
    ]


def columns(model: type[Model]) -> list[Field]:
    """What is given of a table."""
    classes = inventory.told()["tables"][model._meta.label]["fields"]
    return [field for field in inventory.fields_of(model) if inventory.class_of(classes[field.name]) not in HIDDEN]


def _models() -> dict[str, type[Model]]:
    there = inventory.tables()
    return {name: there[f"conversations.{name}"] for name in REACHED}


def _not_given() -> Iterable[str]:
    for name, model in _models().items():
        given = {field.name for field in columns(model)}
        yield from (f"{name}.{field.name}" for field in inventory.fields_of(model) if field.name not in given)


def _rows(rows: QuerySet[Model]) -> list[Row]:
    given = columns(rows.model)
    return [{field.name: _plain(row, field) for field in given} for row in rows.distinct().order_by("pk")]


def _plain(row: Model, field: Field) -> Any:
    """As JSON can hold it: people by the name they sign in with, teams and conversations by theirs."""
    value = getattr(row, field.name) if field.is_relation else field.value_from_object(row)
    if isinstance(value, AbstractBaseUser):
        return value.get_username()
    if isinstance(value, Conversation):
        return value.ref
    if isinstance(value, Team):
        return value.name
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def _strays_of(phone: str) -> list[Row]:
    """Texts from that number that nobody could answer, as long as they are kept (14 days)."""
    kept = InboundReceipt.objects.filter(status=strays.STRAY, message__isnull=True).exclude(payload="")
    return [
        {"received_at": row.received_at.isoformat(), "channel": row.provider, "payload": row.payload}
        for row in kept.order_by("-received_at", "-pk")[:MOST_STRAYS]
        if identities.hash_of(stray_list.sender_of(row)) == identities.hash_of(phone)
    ]
