"""What an adviser does in a conversation: answer, finish, take it from a colleague, open it again.

A reply is the takeover: who answers what nobody holds, holds it. Two never answer over each other: the holder is compared
under the conversation's lock, and a reply to a page that is out of date is not sent.
"""

from __future__ import annotations

from uuid import UUID

from hub.conversations import dangers, drafts, sign_of_life, teams, transcript, transitions
from hub.conversations.fields import keyed_hash
from hub.conversations.ledger import changing
from hub.conversations.models import Callback, Conversation, Message
from hub.conversations.models.message import ADVISER, SYSTEM
from hub.conversations.states import CLOSED, WITH_ADVISER
from hub.conversations.teams import MayNotHold
from hub.conversations.texting import may_answer
from hub.conversations.texting.may_answer import CannotReach
from hub.conversations.transcript import Shown
from hub.conversations.transitions import AlreadyTaken
from hub.conversations.words import words

URGENT = 1  # priorities up to this one
# What came of it, as the adviser says when they close it.
OUTCOMES = ("answered", "referred", "called", "no_reply", "not_for_us")


class Stale(RuntimeError):
    """More was said than the page showed. `arrived`: what; the reply was not sent, and is kept as a draft."""

    def __init__(self, arrived: list[Shown]) -> None:
        super().__init__(f"{len(arrived)} messages arrived")
        self.arrived = arrived


class NotRecorded(RuntimeError):
    """An urgent conversation is closed only by who says that it is recorded in the organisation's own system."""


class StaysOpen(RuntimeError):
    """It cannot be closed yet. `reason`: danger (a person must end it) or call (one is promised)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reply(conversation_id: UUID, user, text: str, *, seen: int, key: str) -> int:
    """Say it to the carer, from a page whose newest message was `seen`. Returns the message's number; the same key once.

    Raises Stale, AlreadyTaken (somebody else holds it, or it is closed), MayNotHold, CannotReach: then the words are kept
    as this person's draft. Raises NoSuchConversation, ValueError (no words, or more than drafts.LONGEST characters).
    """
    said = text.strip()
    if not said or len(said) > drafts.LONGEST:
        raise ValueError("a reply of no words, or of too many")
    try:
        return _reply(conversation_id, user, said, seen, keyed_hash(f"reply {user.pk}", key))
    except (Stale, AlreadyTaken, MayNotHold, CannotReach):
        drafts.save(conversation_id, user, text, seen)
        raise


def _reply(conversation_id: UUID, user, said: str, seen: int, key: str) -> int:
    with changing(conversation_id) as change:
        conversation = change.conversation
        known = Message.objects.filter(conversation=conversation, client_key_hash=key).first()
        if known:
            return known.seq
        if conversation.state == WITH_ADVISER:
            transitions.leave_from(change, (WITH_ADVISER,), user)
        if conversation.last_seq > seen and (arrived := _arrived(conversation_id, user, seen)):
            raise Stale(arrived)
        if reason := may_answer.why_not(conversation):
            raise CannotReach(reason)
        if conversation.state == WITH_ADVISER:
            conversation.held_until = change.now + sign_of_life.HELD_FOR
        else:
            transitions.take_it(change, user)
        message = change.say(ADVISER, said, author_user=user, client_key_hash=key)
        drafts.drop(conversation_id, user)
        return message.seq


def _arrived(conversation_id: UUID, user, seen: int) -> list[Shown]:
    """What this person has not seen. Their own words, from another window of theirs, make nothing stale."""
    own = set(Message.objects.filter(conversation=conversation_id, author_user=user).values_list("seq", flat=True))
    return [each for each in transcript.shown(conversation_id, after=seen) if each.seq not in own]


def must_be_recorded(conversation: Conversation) -> bool:
    """Whether it is one that must stand in the organisation's own system too: urgent now, or in danger before."""
    return conversation.priority <= URGENT or conversation.dangers.exists()


def finish(conversation_id: UUID, user, outcome: str, *, recorded: bool = False) -> None:
    """T13: close it and say what came of it. The carer may write again. `recorded`: they say it stands in their own system.

    Raises ValueError, AlreadyTaken, StaysOpen, NotRecorded.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"no outcome {outcome!r}")
    with changing(conversation_id) as change:
        conversation = change.conversation
        transitions.leave_from(change, (WITH_ADVISER,), user)
        if dangers.open_of(conversation).exists():
            raise StaysOpen("danger")
        if Callback.objects.filter(conversation=conversation, state=Callback.REQUESTED).exists():
            raise StaysOpen("call")
        must = must_be_recorded(conversation)
        if must and not recorded:
            raise NotRecorded(conversation.ref)
        change.audit(f"user:{user.pk}", "closed", outcome=outcome, **({"recorded": True} if must else {}))
        change.say(SYSTEM, words()["adviser"]["closed"].format(name=user.get_short_name()), kind="closed")
        transitions.shut(change, transitions.BY_ADVISER)
        conversation.outcome = outcome
        drafts.drop(conversation_id, user)


def take_over(conversation_id: UUID, user) -> None:
    """T6: take it from a colleague: supervisors may, and anybody of the team when the colleague's desk gives no sign of life.

    The colleague keeps their draft. Raises AlreadyTaken, MayNotHold.
    """
    with changing(conversation_id) as change:
        conversation = change.conversation
        transitions.leave_from(change, (WITH_ADVISER,))
        holder = conversation.assignee_id
        lost = conversation.held_until < change.now
        if holder == user.pk or not (lost or teams.supervises(user, conversation.team)):
            raise AlreadyTaken(f"Conversation {conversation.ref} is held.")
        change.audit(f"user:{user.pk}", "took_over", of=holder)
        transitions.hold(change, user)


def open_again(conversation_id: UUID, user) -> None:
    """T15 by an adviser: what was closed not long ago is theirs. Raises AlreadyTaken (open, or closed too long ago), MayNotHold."""
    with changing(conversation_id) as change:
        transitions.leave_from(change, (CLOSED,))
        if not transitions.closed_lately(change.conversation, change.now):
            raise AlreadyTaken(f"Conversation {change.conversation.ref} was closed too long ago.")
        transitions.carry_on(change)
        transitions.take_it(change, user)
