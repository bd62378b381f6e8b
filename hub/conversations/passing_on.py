"""Passing a conversation on: to the queue, to another team or person, and back to the front when an adviser is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hub.conversations import sign_of_life, transitions, waiting_told
from hub.conversations.handovers import renew_handover
from hub.conversations.ledger import Change, Moved, NoSuchConversation, changing
from hub.conversations.models import Conversation, Message, Team, Transfer
from hub.conversations.models.message import ADVISER, CONTACT
from hub.conversations.states import WAITING, WITH_ADVISER
from hub.conversations.words import words

# Why it is passed on, as the adviser says.
REASONS = ("knows_more", "end_of_shift", "carer_asked", "wrong_place", "cannot_go_on")
ADVISER_LOST = "adviser_lost"


class NeedsConsent(PermissionError):
    """The other team belongs to another organisation, and the carer's consent is not recorded."""


class NotThere(RuntimeError):
    """The colleague is not at their desk: nobody would answer."""


def to_queue(conversation_id: UUID, user, reason: str) -> None:
    """T7: back to the queue, with the time already waited. Raises ValueError, AlreadyTaken."""
    _check(reason)
    with changing(conversation_id) as change:
        transitions.leave_from(change, (WITH_ADVISER,), user)
        change.audit(f"user:{user.pk}", "returned", reason=reason)
        name = user.get_short_name()
        _wait_again(change, "returned", words()["adviser"]["returned"].format(name=name))


def to_team(conversation_id: UUID, user, team: Team, reason: str, *, consent: bool = False) -> None:
    """T7: to another team's queue, from their holder or from the queue. `consent`: the carer said yes to another organisation.

    Raises ValueError, AlreadyTaken, NeedsConsent.
    """
    _check(reason)
    with changing(conversation_id) as change:
        transitions.leave_from(change, (WITH_ADVISER, WAITING), user)
        _record(change, user, reason, consent, to_team=team)
        change.conversation.team = team
        _wait_again(change, "transferred", words()["adviser"]["passed_on"].format(team=team.name))


def to_person(conversation_id: UUID, user, person, reason: str) -> None:
    """T6: to a colleague of the same team who is at their desk. Raises ValueError, AlreadyTaken, NotThere, MayNotHold."""
    _check(reason)
    with changing(conversation_id) as change:
        transitions.leave_from(change, (WITH_ADVISER,), user)
        if person.pk == user.pk or not sign_of_life.is_there(person, change.now):
            raise NotThere(str(person.pk))
        _record(change, user, reason, False, to_team=change.conversation.team, to_user=person)
        renew_handover(change, "transferred")
        transitions.hold(change, person)


def give_back_lost(now: datetime) -> int:
    """Where an adviser's desk has been silent and the carer waits for a word: back to the front of the queue, and told so.

    Where the adviser has said the last word it stays theirs; colleagues see that they are gone.
    """
    due = Conversation.objects.filter(state=WITH_ADVISER, held_until__lt=now, erased_at__isnull=True)
    return sum(_give_back(each) for each in list(due.values_list("pk", flat=True)))


def _give_back(conversation_id: UUID) -> bool:
    try:
        with changing(conversation_id) as change:
            conversation = change.conversation
            if conversation.state != WITH_ADVISER or conversation.held_until >= change.now or not _owes_a_word(change):
                return False
            change.note("conversation.lease_lost", user=conversation.assignee_id)
            change.audit("hub", ADVISER_LOST, user=conversation.assignee_id)
            _wait_again(change, ADVISER_LOST, words()["adviser"][ADVISER_LOST], at_front=True)
            return True
    except (Moved, NoSuchConversation):
        return False  # somebody was there first; the next look finds what is left


def _owes_a_word(change: Change) -> bool:
    said = Message.objects.filter(conversation=change.conversation, author__in=(CONTACT, ADVISER))
    last = said.order_by("-seq").values_list("author", flat=True).first()
    return last == CONTACT


def _wait_again(change: Change, outcome: str, said: str, *, at_front: bool = False) -> None:
    at_front = at_front or change.conversation.at_front  # who was at the front of one queue is so in the next
    transitions.move(change, WAITING)
    change.conversation.at_front = at_front
    renew_handover(change, outcome)
    waiting_told.anew(change, said, kind=outcome)


def _record(change: Change, user, reason: str, consent: bool, *, to_team: Team | None, to_user=None) -> None:
    """Raises NeedsConsent."""
    from_team = change.conversation.team
    outside = bool(from_team and to_team and from_team.organisation != to_team.organisation)
    if outside and not consent:
        raise NeedsConsent(to_team.slug)
    Transfer.objects.create(
        conversation=change.conversation,
        from_team=from_team,
        to_team=to_team,
        to_user=to_user,
        by=user,
        reason=reason,
        outside=outside,
        consent_at=change.now if outside else None,
        at=change.now,
    )
    change.note("conversation.transferred")
    to = {"to_user": to_user.pk} if to_user else {"to_team": to_team.pk}
    change.audit(f"user:{user.pk}", "transferred", reason=reason, outside=outside, **to)


def _check(reason: str) -> None:
    if reason not in REASONS:
        raise ValueError(f"no reason {reason!r}")
