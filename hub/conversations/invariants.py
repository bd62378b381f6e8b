"""What must always be true of the ledger (reference handover.md 6.3), each a small function that yields faults: ids and codes only.

`manage.py check_ledger` prints them; the fault tests run it after everything that can go wrong. What is about the desk (5,
and parts of 4 and 9) stands in invariants_of_desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from django.db.models import Count, Exists, F, Func, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from hub.conversations.answered import faults_of_answers
from hub.conversations.fault import Fault
from hub.conversations.invariants_of_desk import (
    answered_by_who_held_it,
    consent_is_recorded,
    erased_at_the_desk,
    notes_stay_inside,
)
from hub.conversations.invariants_of_texts import delivered_in_order, everything_put_out, left_of_texts
from hub.conversations.ledger import audit_hash
from hub.conversations.models import (
    AuditEntry,
    BrainTurn,
    Callback,
    ChatToken,
    Conversation,
    Danger,
    Event,
    FeedCounter,
    Handover,
    InboundReceipt,
    Message,
    SavedCode,
)
from hub.conversations.models.message import ADVISER, ASSISTANT, CONTACT
from hub.conversations.states import CALLBACK, CLOSED, HELD_BY_ASSISTANT, WITH_ADVISER


def numbers_without_gaps() -> Iterator[Fault]:
    """1: the messages of a conversation are 1 to n, and last_seq is n."""
    counted = Conversation.objects.annotate(count=Count("message"), low=Min("message__seq"), high=Max("message__seq"))
    for ref, last, count, low, high in counted.values_list("ref", "last_seq", "count", "low", "high"):
        if (low or 1, high or 0, count) != (1, last, last):
            yield Fault(1, ref, f"{count} messages from {low} to {high}, last_seq {last}")


def everything_once() -> Iterator[Fault]:
    """2: each accepted receipt has its one message, each message of a carer its receipt, each pushed message its outbox row."""
    for each in InboundReceipt.objects.filter(status="accepted").exclude(message__author=CONTACT):
        yield Fault(2, f"receipt {each.pk}", "accepted, and has no message of a carer")
    without_receipt = Message.objects.filter(author=CONTACT, inboundreceipt__isnull=True)
    yield from _messages(2, without_receipt, "came in without a receipt")
    yield from everything_put_out()


def only_who_holds_it_answers() -> Iterator[Fault]:
    """3: the assistant's words belong to a turn of the same epoch, and to an epoch in which it held the conversation.

    The epoch changes exactly when the holder does, starting with the assistant at 1: odd epochs are the assistant's.
    """
    for each in (
        Conversation.objects.annotate(half=F("epoch") % 2)
        .filter(Q(half=1) & ~Q(state__in=HELD_BY_ASSISTANT) | Q(half=0, state__in=HELD_BY_ASSISTANT))
        .defer("story")
    ):
        yield Fault(3, each.ref, f"epoch {each.epoch} does not fit the state {each.state}")
    said = Message.objects.filter(author=ASSISTANT)
    yield from _messages(3, said.filter(turn__isnull=True), "of the assistant has no turn")
    yield from _messages(3, said.exclude(turn__epoch=F("epoch")).filter(turn__isnull=False), "comes from another epoch")
    yield from _messages(3, said.annotate(half=F("epoch") % 2).filter(half=0), "was said while others held it")
    yield from _messages(3, said.exclude(turn__state=BrainTurn.DONE), "comes from a turn that is not done")
    earlier = Message.objects.filter(
        conversation=OuterRef("conversation"), seq__lt=OuterRef("seq"), epoch__gt=OuterRef("epoch")
    )
    yield from _messages(3, Message.objects.filter(Exists(earlier)), "has an earlier epoch than one before it")
    for turn in BrainTurn.objects.filter(state__in=BrainTurn.OPEN).select_related("conversation"):
        held = turn.conversation.state in HELD_BY_ASSISTANT and turn.conversation.epoch == turn.epoch
        if not held or turn.conversation.erased_at:
            yield Fault(3, turn.conversation.ref, f"turn {turn.number} is open, and the assistant does not hold it")


def one_assignee() -> Iterator[Fault]:
    """4: an adviser holds it, with a lease, exactly when it is with an adviser; advisers' messages have their writer."""
    held, nobody = Q(assignee__isnull=False, held_until__isnull=False), Q(assignee=None, held_until=None)
    for each in Conversation.objects.filter(Q(state=WITH_ADVISER) & ~held | ~Q(state=WITH_ADVISER) & ~nobody):
        yield Fault(4, each.ref, f"is {each.state} with assignee {each.assignee_id} until {each.held_until}")
    yield from _messages(4, Message.objects.filter(author=ADVISER, author_user__isnull=True), "has no writer")
    yield from _messages(4, Message.objects.filter(~Q(author=ADVISER), author_user__isnull=False), "has a writer")


def nothing_is_nowhere() -> Iterator[Fault]:
    """6: what a carer wrote is being answered, was answered (once), waits for a person, or belongs to a talk that was ended."""
    for each in Conversation.objects.filter(erased_at__isnull=True).defer("story"):
        for what in faults_of_answers(each):
            yield Fault(6, each.ref, what)
    promised = Callback.objects.filter(conversation=OuterRef("pk"), state=Callback.REQUESTED)
    for each in Conversation.objects.filter(Q(state=CALLBACK) & ~Exists(promised)):
        yield Fault(6, each.ref, "is callback, and no call is promised")


def feed_in_order() -> Iterator[Fault]:
    """8: the feed's numbers have no gap after what was purged, and the counter is the newest.

    Counter and events are read in one statement: with two, what was written between them would look like a fault.
    """
    events = Event.objects.order_by()
    counters = list(
        FeedCounter.objects.annotate(
            low=Subquery(events.annotate(found=Func("n", function="MIN")).values("found")),
            high=Subquery(events.annotate(found=Func("n", function="MAX")).values("found")),
            count=Subquery(events.annotate(found=Func("n", function="COUNT")).values("found")),
        )
    )
    if len(counters) > 1:
        yield Fault(8, "feed", f"{len(counters)} counters")
        return
    if not counters:
        if Event.objects.exists() and not FeedCounter.objects.exists():  # it is made with the first event
            yield Fault(8, "feed", "events and no counter")
        return
    counter = counters[0]
    if counter.count != counter.n - counter.pruned_up_to:
        yield Fault(8, "feed", f"{counter.count} events between {counter.pruned_up_to} and {counter.n}")
    if counter.count and (counter.low <= counter.pruned_up_to or counter.high > counter.n):
        yield Fault(8, "feed", f"events {counter.low} to {counter.high} outside {counter.pruned_up_to} to {counter.n}")


def erased_is_empty() -> Iterator[Fault]:
    """9: of what was erased no word, number or name is left, and nothing opens it."""
    gone = Q(erased_at__isnull=False)
    of_gone = Q(conversation__erased_at__isnull=False)
    blank = Message.objects.annotate(menu=Length("choices")).filter(gone | of_gone)
    yield from _messages(9, blank.filter(~Q(body="") | ~Q(choice="") | Q(menu__gt=0)), "is erased and not empty")
    yield from _messages(9, blank.filter(of_gone, erased_at__isnull=True), "is not marked as erased")
    conversations = Conversation.objects.filter(gone)
    kept = Conversation.objects.filter(identity=OuterRef("identity"), erased_at__isnull=True)  # a number is theirs all
    others = Conversation.objects.filter(contact=OuterRef("contact"), erased_at__isnull=True)  # and so is a name
    named = conversations.annotate(length=Length("story")).filter(
        Q(length__gt=0)
        | ~Exists(others) & ~Q(contact__preferred_name="")
        | ~Exists(kept) & Q(identity__isnull=False) & ~Q(identity__address="")
    )
    for ref in named.values_list("ref", flat=True):  # not the rows: what is left may not even be readable
        yield Fault(9, ref, "is erased, and a story, name or address is left")
    left = {
        "a summary": Handover.objects.annotate(length=Length("summary")).filter(of_gone, length__gt=0),
        "a reply": BrainTurn.objects.annotate(length=Length("discarded_reply")).filter(of_gone, length__gt=0),
        "a call": Callback.objects.filter(of_gone).filter(
            Q(state=Callback.REQUESTED)
            | ~Q(phone="", phone_hash="", name_to_ask_for="", interpreter="", access_needs="")
        ),
        "a code": SavedCode.objects.filter(of_gone),
        "a live token": ChatToken.objects.filter(of_gone, revoked_at__isnull=True),
        **left_of_texts(),
    }
    for what, rows in left.items():
        for ref in rows.values_list("conversation__ref", flat=True).distinct():
            yield Fault(9, ref, f"is erased, and {what} is left")
    full = InboundReceipt.objects.filter(message__conversation__erased_at__isnull=False).exclude(payload="")
    for number in full.values_list("pk", flat=True):
        yield Fault(9, f"receipt {number}", "is of an erased conversation and not empty")


def audit_chain() -> Iterator[Fault]:
    """10: each entry of the audit trail carries the hash of the one before, and nothing in it was changed."""
    before = ""
    with closing(AuditEntry.objects.order_by("id").iterator()) as entries:
        for entry in entries:
            if entry.prev_hash != before or entry.hash != audit_hash(entry):
                yield Fault(10, f"audit entry {entry.pk}", "does not follow from the one before")
                return
            before = entry.hash
    if before != (FeedCounter.objects.values_list("audit_hash", flat=True).first() or ""):
        yield Fault(10, "audit trail", "its last entry is missing")


def danger_is_known() -> Iterator[Fault]:
    """11: words that answered danger have their row, and a conversation in danger is open, unless its carer deleted it."""
    row = Danger.objects.filter(
        conversation=OuterRef("conversation"), at_seq__lte=OuterRef("seq"), last_seq__gte=OuterRef("seq")
    )
    answered = Message.objects.filter(kind="danger", erased_at__isnull=True)
    yield from _messages(11, answered.filter(~Exists(row)), "answers danger, and nobody would know of it")
    open_rows = Danger.objects.filter(ended_at__isnull=True)
    shut = open_rows.filter(conversation__state=CLOSED, conversation__erased_at__isnull=True)
    for ref, kind in shut.values_list("conversation__ref", "kind"):
        yield Fault(11, ref, f"is closed, and its danger {kind} was not ended")
    for ref, kind in open_rows.filter(owner=None, next_alert_at=None).values_list("conversation__ref", "kind"):
        yield Fault(11, ref, f"nobody owns its danger {kind}, and nobody will be told")


CHECKS: tuple[Callable[[], Iterator[Fault]], ...] = (
    numbers_without_gaps,
    everything_once,
    only_who_holds_it_answers,
    one_assignee,
    answered_by_who_held_it,
    notes_stay_inside,
    nothing_is_nowhere,
    delivered_in_order,
    feed_in_order,
    erased_is_empty,
    erased_at_the_desk,
    audit_chain,
    danger_is_known,
    consent_is_recorded,
)


def faults() -> Iterator[Fault]:
    """Every fault of every check."""
    for check in CHECKS:
        yield from check()


def _messages(invariant: int, messages: QuerySet[Message], what: str) -> Iterator[Fault]:
    for ref, seq in messages.values_list("conversation__ref", "seq"):
        yield Fault(invariant, ref, f"message {seq} {what}")
