"""What must hold after a storm, by the ledger and by the provider's own record of it. Each check yields what is wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.conversations import invariants
from hub.conversations.fields import keyed_hash
from hub.conversations.models import InboundReceipt, Message, Outbox
from hub.conversations.states import WAITING, WITH_ADVISER
from hub.conversations.texting import loops
from hub.conversations.texting.window import TEMPLATE
from hub.phones.texts import FROM_PERSON, TO_PERSON, Text
from tests.hub.faults.texting_storm import Storm

FAILED = ("failed", "undelivered", "permanent-failure", "temporary-failure", "technical-failure")
IN_HAND = 1  # other texts that a worker may still take up after words of danger are in the ledger: it had looked before


def faults(storm: Storm) -> Iterator[str]:
    yield from (str(each) for each in invariants.faults())
    for check in (everything_came_once, each_text_left_once, in_order, everybody_was_answered, danger_first):
        yield from (f"{check.__name__}: {each}" for each in check(storm))


def everything_came_once(storm: Storm) -> Iterator[str]:
    """Each id that the provider gave a message of a person stands in the ledger, once."""
    theirs = [text for text in storm.house.phones.simulator.provider.texts if text.direction == FROM_PERSON]
    for text in theirs:
        key = keyed_hash("inbound", f"{text.provider}:{text.id}")
        found = list(InboundReceipt.objects.filter(provider_message_hash=key))
        if len(found) != 1 or found[0].message is None:
            yield f"{text.id} has {len(found)} receipts ({text.heard})"
    if len(theirs) != Message.objects.filter(author="contact").count():
        yield f"{len(theirs)} texts, and {Message.objects.filter(author='contact').count()} messages"


def each_text_left_once(storm: Storm) -> Iterator[str]:
    """What the provider has of a row is one text, and exactly where the row says that it left."""
    times = Counter(row_of(text) for text in _ours(storm) if text.status not in FAILED)
    for row in Outbox.objects.all():
        there = times.pop(row.pk, 0)
        if there > 1 or (row.state in Outbox.LEFT and not there):
            yield f"text {row.pk} is {row.state} {row.error_code}, and the provider has it {there} times"
    for row in times:
        yield f"the provider has text {row}, and the ledger does not"


def in_order(storm: Storm) -> Iterator[str]:
    """By the provider's own record; only words of danger pass by what waits."""
    rows = {row.pk: row for row in Outbox.objects.select_related("message")}
    last: dict[object, int] = defaultdict(int)
    for text in _ours(storm):
        row = rows[row_of(text)]
        if row.message.kind == "danger" or row.part == TEMPLATE or text.status in FAILED:
            continue
        if row.pk < last[row.conversation_id]:
            yield f"text {row.pk} left after text {last[row.conversation_id]}"
        last[row.conversation_id] = row.pk


def everybody_was_answered(storm: Storm) -> Iterator[str]:
    """After each message that wants an answer something went to the phone, or a person has it, or they asked for no texts."""
    left = defaultdict(list)
    for row in Outbox.objects.filter(state__in=Outbox.LEFT):
        left[row.conversation_id].append(row.seq)
    by_phone = Message.objects.filter(author="contact", conversation__identity__isnull=False)
    for message in by_phone.select_related("conversation__identity"):
        talk = message.conversation
        if talk.state in (WAITING, WITH_ADVISER) or talk.identity.opted_out_at or message.choice in loops.CODES:
            continue
        if message.choice in ("hub:stop", "hub:start", "hub:help"):
            continue  # the provider answers these itself
        if not any(seq > message.seq for seq in left[talk.pk]):
            rows = Outbox.objects.filter(conversation=talk, seq__gt=message.seq).values_list(
                "pk", "state", "error_code"
            )
            yield f"{talk.ref}: nothing left after message {message.seq} ({message.choice}) {talk.state} {list(rows)}"


def danger_first(storm: Storm) -> Iterator[str]:
    """Answered in the change that heard it, and taken up before whatever else there was. How long it took is a figure, not a check."""
    for took, row in _dangers(storm):
        answers = Message.objects.filter(
            conversation=row.conversation_id, author="contact", created_at=row.message.created_at
        )
        if row.message.author == "system" and not answers.exists():
            yield f"text {row.pk} was not said in the change that heard the danger"
        if took is None and row.error_code != "unreachable_again" and not row.conversation.identity.opted_out_at:
            yield f"text {row.pk} of danger is {row.state} {row.error_code} and not with the provider"
        for worker, others in _taken_up_before(row).items():
            if others > IN_HAND:
                yield f"worker {worker} took up {others} texts while text {row.pk} of danger waited"


def danger_took(storm: Storm) -> list[float]:
    """Seconds from the ledger to the provider, the longest last."""
    return sorted(round(took.total_seconds(), 1) for took, _ in _dangers(storm) if took is not None)


def row_of(text: Text) -> int:
    """The row of the outbox that a text of ours bears: in the reference, or in the address for its status."""
    return int(re.search(r"\.(\d+)$", text.reference or text.callback)[1])


def _ours(storm: Storm) -> list[Text]:
    texts = storm.house.phones.simulator.provider.texts
    return [text for text in texts if text.direction == TO_PERSON and not text.by_provider]


def _dangers(storm: Storm) -> Iterator[tuple[timedelta | None, Outbox]]:
    first: dict[int, datetime] = {}
    for text in _ours(storm):
        first.setdefault(row_of(text), text.at)
    for row in Outbox.objects.filter(message__kind="danger").select_related("message", "conversation__identity"):
        yield (first[row.pk] - row.message.created_at if row.pk in first else None), row


def _taken_up_before(danger: Outbox) -> Counter[str]:
    """How many other texts each worker began to send between these words' coming into the ledger and the first try of them."""
    if danger.first_attempt_at is None:  # never tried: said by the check above
        return Counter()
    waited = (danger.message.created_at, danger.first_attempt_at)
    others = Outbox.objects.filter(first_attempt_at__gt=waited[0], first_attempt_at__lt=waited[1])
    others = others.exclude(message__kind="danger").exclude(part=TEMPLATE)
    return Counter(others.values_list("worker", flat=True))
