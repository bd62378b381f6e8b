"""Conversations that must be kept: for a court, a complaint, a safeguarding review.

A hold stops the night's erasing and the carer's own "delete"; the carer is then told so, and what they asked for is done on
the day the hold ends. It has a day on which somebody must look at it again. Nothing ends by itself. Who may hold: a
supervisor of the conversation's team, or whoever may review dangers. In the audit trail stand the act and the day, not
the reason.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from hub.conversations import dangers, erasure_list, teams, tokens, transitions
from hub.conversations.ledger import Change, NoSuchConversation, changing
from hub.conversations.models import Callback, Conversation, LegalHold, Membership, SavedCode
from hub.conversations.models.team import SUPERVISOR
from hub.conversations.states import CLOSED

LONGEST = timedelta(days=366)  # until somebody must look again
MOST_WORDS = 500  # characters of a reason
IS_HELD = Exists(LegalHold.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True))
REVOKED = "kept"  # why the carer's page no longer opens it


class MayNotHold(PermissionError):
    """Only supervisors of its team, and who may review dangers, keep a conversation or let it go."""


class NotHeld(LookupError):
    """Nobody has said that this conversation must be kept."""


def place(ref: str, reason: str, until: date, user) -> bool:
    """Keep it, with a reason (at most 500 characters) and a day to look again (within a year).

    Again: a new reason and day for the same hold; returns False then. Raises NoSuchConversation, MayNotHold, ValueError.
    """
    reason = reason.strip()
    if not reason or len(reason) > MOST_WORDS:
        raise ValueError(f"a reason of 1 to {MOST_WORDS} characters")
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise ValueError("a day to look at it again, after today and within a year")
    with changing(_found(ref).pk) as change:
        _must_be_allowed(user, change.conversation)
        row = of(change.conversation.pk)
        new = row is None
        row = row or LegalHold(conversation=change.conversation, at=change.now)
        row.reason, row.until, row.by = reason, until, user
        row.save()
        change.audit(f"user:{user.pk}", "held" if new else "hold_renewed", hold=row.pk, until=until.isoformat())
        erasure_list.held(change.conversation.pk, until, change.now)
    return new


def end(ref: str, user, *, dry_run: bool = False) -> bool:
    """It need not be kept any more. What its carer asked to be deleted meanwhile is deleted now; returns whether it was.

    Raises NoSuchConversation, NotHeld, MayNotHold.
    """
    with changing(_found(ref).pk) as change:
        _must_be_allowed(user, change.conversation)
        row = of(change.conversation.pk)
        if row is None:
            raise NotHeld(ref)
        asked = row.delete_asked_at is not None
        if dry_run:
            return asked
        row.ended_at, row.ended_by = change.now, user
        row.save()
        change.audit(f"user:{user.pk}", "hold_ended", hold=row.pk, delete_asked=asked)
        erasure_list.released(change.conversation.pk, change.now)
        if asked:
            from hub.conversations import erasure  # erasure asks us first

            erasure.erase_it(change, "contact")
    return asked


def of(conversation_id: UUID) -> LegalHold | None:
    """The open hold of a conversation."""
    return LegalHold.objects.filter(conversation=conversation_id, ended_at__isnull=True).first()


def all_open() -> QuerySet[LegalHold]:
    """Every open hold, the one to look at first before the others."""
    return LegalHold.objects.filter(ended_at__isnull=True).select_related("conversation", "by").order_by("until", "pk")


def past_review(now: datetime) -> int:
    """How many holds somebody should have looked at again by now."""
    return LegalHold.objects.filter(ended_at__isnull=True, until__lt=timezone.localdate(now)).count()


def delete_asked(change: Change) -> None:
    """The carer wants it deleted, and it must be kept: their pages and codes open it no more, and the wish is written down.

    It is closed too, unless somebody in it may be in danger: that only a person ends.
    """
    conversation = change.conversation
    LegalHold.objects.filter(conversation=conversation, ended_at__isnull=True, delete_asked_at__isnull=True).update(
        delete_asked_at=change.now
    )
    if conversation.state != CLOSED and not dangers.open_of(conversation).exists():
        transitions.shut(change, "by_carer")
        Callback.objects.filter(conversation=conversation, state=Callback.REQUESTED).update(
            state=Callback.CANCELLED, ended_at=change.now
        )
    SavedCode.objects.filter(conversation=conversation).delete()
    tokens.revoke(conversation.pk, REVOKED)
    change.audit("contact", "delete_asked_while_held")
    erasure_list.delete_asked(conversation.pk, change.now)


def _found(ref: str) -> Conversation:
    found = Conversation.objects.filter(ref=ref.strip().upper()).only("pk").first()
    if found is None:
        raise NoSuchConversation(ref)
    return found


def _must_be_allowed(user, conversation: Conversation) -> None:
    """Raises MayNotHold. A conversation that waits for no team yet is any supervisor's."""
    theirs = (
        teams.supervises(user, conversation.team)
        if conversation.team_id
        else Membership.objects.filter(user=user, role=SUPERVISOR).exists()
    )
    if not user.is_active or not (theirs or user.has_perm("conversations.review_dangers")):
        raise MayNotHold(user.get_username())
