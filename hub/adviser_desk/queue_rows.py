"""The rows of the queue page in words: references, channels, reasons and times; nothing that a carer wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hub.adviser_desk.wording import filled, shortly, span, wanted, words
from hub.conversations import desk_queue
from hub.conversations.desk_queue import Waiting
from hub.conversations.in_hand import InHand, in_hand, with_open_danger
from hub.conversations.models import Conversation
from hub.conversations.states import WAITING
from hub.conversations.texting import not_arrived
from hub.conversations.texting.not_arrived import Lost

URGENT = 1  # priorities up to this one count as urgent


@dataclass(frozen=True)
class Row:
    """One conversation. `grave`: its colour and its first word say danger. `marks` are said in words of their own."""

    ref: str
    channel: str
    priority: str
    reason: str
    when: str
    grave: bool = False
    urgent: bool = False
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lists:
    """The three lists of the page, their own answers elsewhere that did not arrive, and how many of those who wait are urgent."""

    waiting: list[Row]
    mine: list[Row]
    others: list[Row]
    lost: list[Row]
    urgent: int


def lists(seen: QuerySet[Conversation], user, now: datetime) -> Lists:
    """What this person sees of the queue. `seen`: the conversations that are theirs to see."""
    theirs = set(seen.filter(state=WAITING).values_list("pk", flat=True))
    waiting = [each for each in desk_queue.in_order(now=now) if each.id in theirs]
    in_danger = with_open_danger(each.id for each in waiting)
    held = in_hand(seen, now)
    shown = [*(each.id for each in waiting), *(each.id for each in held)]
    told = _phone_marks(shown)
    return Lists(
        waiting=[_waiting(each, each.id in in_danger, told.get(each.id, []), now) for each in waiting],
        mine=[_held(each, False, told.get(each.id, []), now) for each in held if each.holder_id == user.pk],
        others=[_held(each, True, told.get(each.id, []), now) for each in held if each.holder_id != user.pk],
        lost=[_lost(each, now) for each in not_arrived.of_adviser(user, seen, now)],
        urgent=sum(each.counts_as <= URGENT for each in waiting),
    )


def _phone_marks(shown: list[UUID]) -> dict[UUID, list[str]]:
    """Of those on a phone: the newest answer did not arrive, and they want no texts, so that none can be sent."""
    said, lost = words()["queue"], not_arrived.among(shown)
    out = Conversation.objects.filter(pk__in=shown, identity__opted_out_at__isnull=False).values_list("pk", flat=True)
    found: dict[UUID, list[str]] = {each: [said["not_arrived"]] for each in lost}
    for each in out:
        found.setdefault(each, []).append(said["opted_out"])
    return found


def priority(number: int) -> str:
    """A priority in words."""
    return str(words()["priorities"][str(number)])


def channel(code: str) -> str:
    return str(words()["channels"].get(code) or code)


def _waiting(each: Waiting, danger: bool, phone: list[str], now: datetime) -> Row:
    marks = []
    if danger:
        marks.append(words()["queue"]["danger"])
    marks += phone
    if each.counts_as < each.priority:
        marks.append(filled("queue", "aged", priority=priority(each.counts_as)))
    if each.at_front:
        marks.append(words()["queue"]["front"])
    if each.by_person:
        marks.append(words()["queue"]["by_person"])
    return Row(
        ref=each.ref,
        channel=channel(each.channel),
        priority=priority(each.priority),
        reason=wanted(each.reason),
        when=filled("queue", "waited", time=span(each.waiting_since, now)),
        grave=danger or each.priority == 0,
        urgent=each.counts_as <= URGENT,
        marks=marks,
    )


def _held(each: InHand, with_name: bool, phone: list[str], now: datetime) -> Row:
    marks = []
    if each.danger:
        marks.append(words()["queue"]["danger"])
    marks += phone
    if each.lost and with_name:
        marks.append(filled("queue", "lost", name=each.holder))
    holder = each.holder if with_name else words()["queue"]["you"]
    return Row(
        ref=each.ref,
        channel=channel(each.channel),
        priority=priority(each.priority),
        reason=words()["queue"]["carer_last"] if each.carer_last else words()["queue"]["adviser_last"],
        when=filled("queue", "with", name=holder, time=span(each.since, now)),
        grave=each.danger or each.priority == 0,
        urgent=each.priority <= URGENT,
        marks=marks,
    )


def _lost(each: Lost, now: datetime) -> Row:
    """An answer of theirs that did not arrive, where they have gone on."""
    return Row(
        ref=each.ref,
        channel=channel(each.channel),
        priority=priority(each.priority),
        reason=words()["states"][each.state],
        when=filled("queue", "written", time=shortly(each.at, now)),
        urgent=True,
        marks=[words()["queue"]["not_arrived"]],
    )
