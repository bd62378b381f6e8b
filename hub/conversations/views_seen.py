"""Reading the audit trail for the auditors of a team: who opened which page of its conversations, and who searched. No words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.conversations import ledger, limits
from hub.conversations.models import AuditEntry, Conversation, Membership, Team

MOST = 200  # entries shown
VIEWED, SEARCHED, READ = "viewed", "searched", "audit_read"
_USER = "user:"


@dataclass(frozen=True)
class Wanted:
    """What to look for; None and "" where it does not matter. `until` is the last day that counts."""

    user_id: int | None = None
    ref: str = ""
    since: date | None = None
    until: date | None = None


def entries(teams: Iterable[Team], wanted: Wanted) -> list[AuditEntry]:
    """The newest entries first, at most MOST + 1 of them: one more than are shown says that there are more.

    Views of conversations of these teams by anybody; searches by people who are in these teams.
    """
    teams = list(teams)
    refs = Conversation.objects.filter(team__in=teams).values("ref")
    actors = [f"{_USER}{pk}" for pk in members(teams).values_list("user", flat=True)]
    theirs = Q(action=VIEWED, conversation_ref__in=refs)
    if not wanted.ref:
        theirs |= Q(action__in=(SEARCHED, READ), actor__in=actors)
        theirs |= Q(action=VIEWED, conversation_ref="", actor__in=actors)  # a page that is of no single conversation
    rows = AuditEntry.objects.filter(theirs)
    if wanted.user_id is not None:
        rows = rows.filter(actor=f"{_USER}{wanted.user_id}")
    if wanted.ref:
        rows = rows.filter(conversation_ref=wanted.ref.upper())
    if wanted.since:
        rows = rows.filter(at__gte=_begin_of(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_begin_of(wanted.until + timedelta(days=1)))
    return list(rows.order_by("-pk")[: MOST + 1])


def members(teams: Iterable[Team]) -> QuerySet[Membership]:
    """Who is in these teams."""
    return Membership.objects.filter(team__in=list(teams)).select_related("user")


def user_of(entry: AuditEntry) -> int | None:
    """The number of the person of an entry; None where it was no person."""
    number = entry.actor.removeprefix(_USER)
    return int(number) if entry.actor.startswith(_USER) and number.isdigit() else None


def read(user) -> None:
    """Write down that somebody looked at the trail: one entry in 10 minutes."""
    with transaction.atomic():
        if limits.allow("viewed", f"{user.pk} audit trail"):
            ledger.record([], [(f"{_USER}{user.pk}", READ, {})], None, timezone.now())


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
