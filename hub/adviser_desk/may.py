"""What one person may do with one conversation as it stands: which forms its page has. The ledger decides again on each POST."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.adviser_desk import access
from hub.conversations import teams, transitions
from hub.conversations.models import Conversation
from hub.conversations.states import ASSISTANT, CALLBACK, CLOSED, WAITING, WITH_ADVISER
from hub.conversations.texting import may_answer


@dataclass(frozen=True)
class May:
    """`answers`: they are an adviser of its team. `holds`: it is theirs now. `lost`: its holder's desk is silent.

    `cannot`: why an answer would not reach their phone (texting.may_answer), or "".
    """

    answers: bool = False
    holds: bool = False
    take: bool = False
    take_over: bool = False
    open_again: bool = False
    pass_to_team: bool = False
    lost: bool = False
    cannot: str = ""

    @property
    def reply(self) -> bool:
        """A reply to what nobody holds takes it. None where it would not be sent."""
        return (self.holds or self.take) and not self.cannot


def of(user, conversation: Conversation, now: datetime) -> May:
    """What this person may do with it."""
    state = conversation.state
    held = state == WITH_ADVISER
    lost = held and conversation.held_until < now
    if not access.may_answer(user, conversation):
        return May(lost=lost)
    holds = held and conversation.assignee_id == user.pk
    return May(
        answers=True,
        holds=holds,
        take=state in (ASSISTANT, CALLBACK, WAITING),
        take_over=held and not holds and (lost or teams.supervises(user, conversation.team)),
        open_again=state == CLOSED and transitions.closed_lately(conversation, now),
        pass_to_team=holds or state == WAITING,
        lost=lost and not holds,
        cannot=may_answer.why_not(conversation),
    )
