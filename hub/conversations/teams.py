"""Who may hold a conversation: an adviser or supervisor of its team, with a hand free."""

from __future__ import annotations

from hub.conversations.models import Conversation, Membership, Team
from hub.conversations.models.team import ANSWERING, SUPERVISOR
from hub.conversations.states import WITH_ADVISER


class MayNotHold(PermissionError):
    """This person may not hold this conversation. `reason`: not_in_team or hands_full."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def default() -> Team | None:
    """The team that people wait for first; None where no desk was set up."""
    return Team.objects.filter(is_default=True).first()


def of(user) -> list[Team]:
    """The teams in whose name somebody answers, the default one first."""
    return list(
        Team.objects.filter(membership__user=user, membership__role__in=ANSWERING).order_by("-is_default", "pk")
    )


def supervises(user, team: Team | None) -> bool:
    return team is not None and Membership.objects.filter(user=user, team=team, role=SUPERVISOR).exists()


def team_to_hold(user, conversation: Conversation) -> Team | None:
    """In whose name this person would hold it: its own team, or theirs where it has none yet. Raises MayNotHold.

    None where no team was set up at all: then whoever is let in may answer.
    """
    if not Team.objects.exists():
        return None
    theirs = Membership.objects.filter(user=user, user__is_active=True, role__in=ANSWERING).select_related("team")
    if conversation.team_id:
        theirs = theirs.filter(team_id=conversation.team_id)
    membership = theirs.order_by("-team__is_default", "pk").first()
    if membership is None:
        raise MayNotHold("not_in_team")
    if membership.max_open is not None:
        held = Conversation.objects.filter(state=WITH_ADVISER, assignee=user, team=membership.team)
        if held.exclude(pk=conversation.pk).count() >= membership.max_open:
            raise MayNotHold("hands_full")
    return membership.team
