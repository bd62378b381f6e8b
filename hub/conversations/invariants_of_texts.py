"""What must always be true of the texts to phones: parts of 2, 7 and 9 of the invariants (reference handover.md 6.3)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from hub.conversations.fault import Fault
from hub.conversations.ledger import PUSH_CHANNELS
from hub.conversations.models import Message, Outbox, TextTalk
from hub.conversations.models.message import CONTACT
from hub.conversations.texting.may_go import DANGER
from hub.conversations.texting.window import TEMPLATE


def everything_put_out() -> Iterator[Fault]:
    """2, for phones: each message to them is carried by a text, no text carries anything else, and none left twice."""
    outward = ~Q(author=CONTACT) & Q(conversation__channel__in=PUSH_CHANNELS)
    own_words = Outbox.objects.exclude(part=TEMPLATE)
    carries = own_words.filter(
        conversation=OuterRef("conversation"), from_seq__lte=OuterRef("seq"), seq__gte=OuterRef("seq")
    )
    for ref, seq in Message.objects.filter(outward).exclude(Exists(carries)).values_list("conversation__ref", "seq"):
        yield Fault(2, ref, f"message {seq} is not in the outbox")
    wrong = Message.objects.filter(~outward, outbox__isnull=False).distinct()
    for ref, seq in wrong.values_list("conversation__ref", "seq"):
        yield Fault(2, ref, f"message {seq} is in the outbox and must not be")
    for row in Outbox.objects.exclude(message__seq=F("seq")).select_related("conversation"):
        yield Fault(2, row.conversation.ref, f"text {row.pk} says it carries {row.seq}, and its message is another")
    for row in Outbox.objects.exclude(message__conversation=F("conversation")).select_related("conversation"):
        yield Fault(2, row.conversation.ref, f"text {row.pk} carries a message of another conversation")
    twice = Outbox.objects.values("provider_message_id").annotate(count=Count("pk"))
    for count in twice.filter(provider_message_id__isnull=False, count__gt=1).values_list("count", flat=True):
        yield Fault(2, "outbox", f"{count} texts have one id of the provider")


def delivered_in_order() -> Iterator[Fault]:
    """7: no text left before what came earlier in its conversation had come to an end; only words of danger wait for nothing.

    (And WhatsApp's neutral line, which goes because something waits.)
    """
    earlier = Outbox.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"), state__in=Outbox.OPEN)
    ahead = Outbox.objects.filter(
        Exists(earlier.exclude(part=TEMPLATE)), state__in=(Outbox.SENDING, Outbox.UNKNOWN, *Outbox.LEFT)
    )
    for row in ahead.exclude(message__kind=DANGER).exclude(part=TEMPLATE).select_related("conversation"):
        yield Fault(7, row.conversation.ref, f"text {row.pk} is {row.state} before an earlier one")


def left_of_texts() -> dict[str, QuerySet]:
    """9: what is left of an erased conversation, or of words that were forgotten in one that goes on."""
    of_gone, of_blank = Q(conversation__erased_at__isnull=False), Q(message__erased_at__isnull=False)
    return {
        "a text to deliver": Outbox.objects.filter(
            of_gone | of_blank, state__in=(Outbox.QUEUED, Outbox.HELD, Outbox.UNKNOWN)
        ),
        "the words of a text": Outbox.objects.annotate(length=Length("menu")).filter(
            of_gone | of_blank, ~Q(text="") | ~Q(plain="") | Q(length__gt=0)
        ),
        "what a phone was to be told": TextTalk.objects.annotate(
            pages_left=Length("pages"), asked_left=Length("asked"), notes_left=Length("notes")
        ).filter(of_gone, Q(pages_left__gt=0) | Q(asked_left__gt=0) | Q(notes_left__gt=0)),
    }
