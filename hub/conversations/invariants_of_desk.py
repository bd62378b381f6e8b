"""What must always be true of what advisers do: the parts of the invariants 4, 5 and 9 that are about the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from hub.conversations.fault import Fault
from hub.conversations.models import AuditEntry, Draft, Event, Message, Note, Transfer, Viewing
from hub.conversations.models.message import ADVISER, ASSISTANT, SYSTEM
from hub.conversations.states import WITH_ADVISER

TOOK, LEFT = "took", f"{WITH_ADVISER}_to_"  # actions of the audit trail
LONG_ENOUGH = 20  # characters: shorter notes ("called her") may well stand in other words too
FOR_STAFF = ("note.", "viewing.", "handover.", "danger.", "conversation.assigned", "conversation.lease_lost")
FOR_STAFF += ("conversation.transferred", "conversation.priority_changed")


def answered_by_who_held_it() -> Iterator[Fault]:
    """4: every word of an adviser was written by the one who held the conversation then, as the audit trail tells it."""
    held: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    entries = AuditEntry.objects.filter(Q(action=TOOK) | Q(action__startswith=LEFT)).order_by("id")
    for ref, at, action, actor in entries.values_list("conversation_ref", "at", "action", "actor"):
        held[ref].append((at, actor if action == TOOK else ""))
    said = Message.objects.filter(author=ADVISER, author_user__isnull=False)
    for ref, seq, at, user in said.values_list("conversation__ref", "seq", "created_at", "author_user"):
        holder = next((who for since, who in reversed(held[ref]) if since <= at), "")
        if holder != f"user:{user}":
            yield Fault(4, ref, f"message {seq} was written by user {user}, and {holder or 'nobody'} held it")


def notes_stay_inside() -> Iterator[Fault]:
    """5: no note is in what the hub or the assistant said, and nothing that is for staff is in the feed of a carer."""
    for ref, number in Note.objects.filter(at_seq__gt=F("conversation__last_seq")).values_list(
        "conversation__ref", "pk"
    ):
        yield Fault(5, ref, f"note {number} stands behind a message that there is not")
    for note in Note.objects.filter(erased_at__isnull=True).select_related("conversation").defer("conversation__story"):
        if len(note.body) < LONG_ENOUGH:
            continue
        said = Message.objects.filter(conversation=note.conversation, author__in=(SYSTEM, ASSISTANT))
        for message in said.filter(seq__gt=note.at_seq):
            if note.body in message.body:
                yield Fault(5, note.conversation.ref, f"note {note.pk} is in message {message.seq}")
    staff = Q()
    for kind in FOR_STAFF:
        staff |= Q(kind__startswith=kind)
    for number in Event.objects.filter(staff, for_contact=True).values_list("n", flat=True):
        yield Fault(5, f"event {number}", "is for staff, and in the feed of a carer")


def erased_at_the_desk() -> Iterator[Fault]:
    """9: of what was erased no note, draft or look is left."""
    gone = Q(conversation__erased_at__isnull=False)
    left = {
        "a note": Note.objects.filter(gone | Q(erased_at__isnull=False)).exclude(body=""),
        "a draft": Draft.objects.filter(gone),
        "a viewer": Viewing.objects.filter(gone),
    }
    for what, rows in left.items():
        for ref in rows.values_list("conversation__ref", flat=True).distinct():
            yield Fault(9, ref, f"is erased, and {what} is left")


def consent_is_recorded() -> Iterator[Fault]:
    """12: nothing was passed to another organisation without the carer's consent."""
    alone = Transfer.objects.filter(Q(outside=True) | ~Q(from_team__organisation=F("to_team__organisation")))
    for ref in alone.filter(from_team__isnull=False, consent_at__isnull=True).values_list(
        "conversation__ref", flat=True
    ):
        yield Fault(12, ref, "was passed to another organisation without consent")
