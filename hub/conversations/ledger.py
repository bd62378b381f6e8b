"""One change of one conversation: everything in it is one transaction, under compare-and-swap on `version`.

    with changing(conversation_id) as change:
        change.say(SYSTEM, "...", kind="failure")

Messages, events and audit entries made through the change are committed together with it, or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from hub.conversations import deliveries, nudge, one_clock
from hub.conversations.models import AuditEntry, Conversation, Event, FeedCounter, Message

PUSH_CHANNELS = ("sms", "whatsapp")  # the web chat fetches its answers itself
KEPT_FIELDS = (
    "state",
    "state_since",
    "epoch",
    "last_seq",
    "last_turn",
    "priority",
    "priority_reason",
    "priority_by",
    "team",
    "waiting_since",
    "at_front",
    "assignee",
    "held_until",
    "last_inbound_at",
    "story",
    "closed_at",
    "close_reason",
    "outcome",
    "erase_after",
    "erased_at",
)


class NoSuchConversation(LookupError):
    """There is no conversation by this id, or it was erased."""


class Moved(RuntimeError):
    """The conversation was changed by another at the same moment: nothing of this change was kept. Try again."""


class Change:
    """A conversation under change: what is said and noted here is saved when the `with` block ends."""

    def __init__(self, conversation: Conversation, now: datetime) -> None:
        self.conversation = conversation
        self.now = now
        self.wakes_worker = False
        self.heard = False  # the carer wrote in this change
        self.said: list[Message] = []  # what is to be put out to a phone
        self._events: list[dict[str, Any]] = []
        self._audit: list[tuple[str, str, dict[str, Any]]] = []

    def say(self, author: str, body: str, **fields: Any) -> Message:
        """Append a message. Raises IntegrityError when its key was used before in this conversation."""
        conversation = self.conversation
        conversation.last_seq += 1
        message = Message.objects.create(
            conversation=conversation,
            seq=conversation.last_seq,
            author=author,
            body=body,
            epoch=conversation.epoch,
            created_at=self.now,
            **fields,
        )
        if author == "contact":
            self.heard = True
        elif conversation.channel in PUSH_CHANNELS:
            self.said.append(message)
        self.note("message.added", for_contact=True, seq=message.seq)
        return message

    def note(self, kind: str, *, for_contact: bool = False, **data: Any) -> None:
        """An event of the feed: codes and numbers only."""
        self._events.append({"kind": kind, "for_contact": for_contact, "data": data})

    def audit(self, actor: str, action: str, **detail: Any) -> None:
        """An entry of the audit trail: who did what. Codes and numbers only."""
        self._audit.append((actor, action, detail))

    def nudged(self) -> None:
        """After the commit: tell the worker at once that there is something to do."""
        if self.wakes_worker:
            nudge.wake()

    def stored(self) -> None:
        """Write the row as it stands so far, for what is read from the queue in this very transaction. `keep` must follow."""
        conversation = self.conversation
        kept = {name: getattr(conversation, name) for name in KEPT_FIELDS}
        Conversation.objects.filter(pk=conversation.pk, version=conversation.version).update(**kept)

    def keep(self) -> None:
        """Save the conversation, put out what was said, then number the events under the feed's lock. Raises Moved."""
        conversation = self.conversation
        swapped = Conversation.objects.filter(pk=conversation.pk, version=conversation.version).update(
            version=F("version") + 1, **{name: getattr(conversation, name) for name in KEPT_FIELDS}
        )
        if not swapped:
            raise Moved(f"Conversation {conversation.ref} was changed by another.")
        if self.said:
            deliveries.put_out(self)
        _number(self._events, self._audit, conversation, self.now)


def record(
    events: list[dict[str, Any]],
    audit: list[tuple[str, str, dict[str, Any]]],
    conversation: Conversation | None,
    now: datetime,
) -> None:
    """Number events and chain audit entries. Must run inside a transaction: the counter's row is locked until it ends."""
    if events and conversation is not None and connection.features.has_select_for_update:
        # The conversation's row first and the counter's after it, as in every change: an event names its conversation, which
        # locks that row too, and two who lock in another order wait for each other until the database ends one of them.
        list(Conversation.objects.select_for_update().filter(pk=conversation.pk).values_list("pk"))
    _number(events, audit, conversation, now)


def _number(
    events: list[dict[str, Any]],
    audit: list[tuple[str, str, dict[str, Any]]],
    conversation: Conversation | None,
    now: datetime,
) -> None:
    if not events and not audit:
        return
    if not FeedCounter.objects.update(n=F("n") + len(events)):
        FeedCounter.objects.create(pk=1, n=len(events))
    counter = FeedCounter.objects.get()
    first = counter.n - len(events) + 1
    Event.objects.bulk_create(
        Event(n=first + place, at=now, conversation=conversation, **event) for place, event in enumerate(events)
    )
    for actor, action, detail in audit:
        entry = AuditEntry(
            at=now,
            actor=actor,
            action=action,
            detail=detail,
            conversation_ref=conversation.ref if conversation else "",
            prev_hash=counter.audit_hash,
        )
        entry.hash = counter.audit_hash = audit_hash(entry)
        entry.save(force_insert=True)
    if audit:
        FeedCounter.objects.update(audit_hash=counter.audit_hash)


def audit_hash(entry: AuditEntry) -> str:
    """The hash that chains an entry to the one before it."""
    told = [entry.at.isoformat(), entry.actor, entry.action, entry.conversation_ref, entry.detail, entry.prev_hash]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@contextmanager
def changing(conversation_id: UUID) -> Iterator[Change]:
    """Change one conversation in one transaction. Raises NoSuchConversation, Moved."""
    with transaction.atomic():
        try:
            conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
        except Conversation.DoesNotExist:
            raise NoSuchConversation(str(conversation_id)) from None
        if conversation.erased_at:
            raise NoSuchConversation(conversation.ref)
        change = Change(conversation, one_clock.now())
        yield change
        change.keep()
    change.nudged()
