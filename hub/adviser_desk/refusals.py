"""What could not be done, said plainly: each refusal of the ledger as a sentence of desk.yml and a status."""

from __future__ import annotations

from django.utils import timezone

from hub.adviser_desk.wording import filled, words
from hub.conversations.advisers import NotRecorded, Stale, StaysOpen
from hub.conversations.ledger import Moved
from hub.conversations.models import Conversation
from hub.conversations.passing_on import NeedsConsent, NotThere
from hub.conversations.priorities import InDanger
from hub.conversations.states import CLOSED, WITH_ADVISER
from hub.conversations.teams import MayNotHold
from hub.conversations.texting.may_answer import CannotReach
from hub.conversations.transitions import AlreadyTaken, closed_lately

REFUSALS = (
    Stale,
    StaysOpen,
    NotRecorded,
    Moved,
    NeedsConsent,
    NotThere,
    InDanger,
    MayNotHold,
    AlreadyTaken,
    CannotReach,
)
_SENTENCES = {
    Stale: "stale",
    Moved: "at_once",
    NotRecorded: "not_recorded",
    NeedsConsent: "needs_consent",
    NotThere: "not_there",
    InDanger: "in_danger",
}


def sentence(refused: Exception, conversation: Conversation, user) -> str:
    """What to say. `conversation`: as it stands now."""
    said = words()
    if isinstance(refused, MayNotHold):
        return str(said["may_not_hold"][refused.reason])
    if isinstance(refused, CannotReach):
        return str(said["cannot_answer"][refused.reason])
    if isinstance(refused, StaysOpen):
        return str(said["stays_open"][refused.reason])
    if isinstance(refused, AlreadyTaken):
        return _taken(conversation, user)
    return str(said["refused"][_SENTENCES[type(refused)]])


def status(refused: Exception) -> int:
    """400 where something is missing from the form; 409 where the conversation stands otherwise than the page thought."""
    return 400 if isinstance(refused, NeedsConsent | NotRecorded) else 409


def _taken(conversation: Conversation, user) -> str:
    said = words()["refused"]
    if conversation.state == WITH_ADVISER:
        if conversation.assignee_id == user.pk:
            return str(said["yours"])
        return filled("refused", "held_by", name=conversation.assignee.get_short_name())
    if conversation.state == CLOSED:
        return str(said["closed" if closed_lately(conversation, timezone.now()) else "too_old"])
    return str(said["not_held"])
