"""Who may see what: the one place the desk asks. What somebody may not see is not there for them (404, never 403)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from hub.conversations.models import Conversation, Danger, Membership, Team
from hub.conversations.models.team import ANSWERING, MANAGER, SUPERVISOR

ANSWERS = ANSWERING
REVIEWS = "conversations.review_dangers"  # the permission of `manage.py reviewer`
EDITS = "publishing.edit_offer"  # the permission of `manage.py offer_editor`


def works_here(user) -> bool:
    """Whether this is an account for the desk at all: in use, and staff or in a team."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_staff or Membership.objects.filter(user=user).exists()


def seen_by(user) -> QuerySet[Conversation]:
    """The conversations this person may see: of the teams they are in, whatever their role; nothing that was erased.

    Where no team was set up, whoever is let in sees what belongs to no team.
    """
    rows = Conversation.objects.filter(erased_at__isnull=True)
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_staff and not Team.objects.exists():
        return rows.filter(team__isnull=True)
    return rows.filter(team__in=Membership.objects.filter(user=user).values("team"))


def find(user, ref: str, *roles: str) -> Conversation:
    """A conversation by its reference. Raises Http404 where they may not see it, or have none of `roles` in its team."""
    conversation = seen_by(user).filter(ref=ref).select_related("team", "assignee").first()
    if conversation is None or not _has_role(user, conversation.team, roles):
        raise Http404
    return conversation


def roles_of(user) -> frozenset[str]:
    """The roles they have, in whichever team. Where no team was set up, whoever is let in answers and supervises."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    roles = frozenset(Membership.objects.filter(user=user).values_list("role", flat=True))
    if not roles and user.is_staff and not Team.objects.exists():
        return frozenset(ANSWERS)
    return roles


def in_role(user, *roles: str) -> bool:
    """Whether they have one of these roles in any team. No roles given: whether they have any."""
    return bool(roles_of(user) & set(roles)) if roles else bool(roles_of(user))


def reviews_dangers(user) -> bool:
    """Whether the safeguarding page is theirs: by the permission, or because they supervise a team."""
    return in_role(user, SUPERVISOR) or (user.is_active and user.has_perm(REVIEWS))


def edits_offer(user) -> bool:
    """Whether the offer is theirs to change, and the changes of others theirs to approve: managers, and who has the permission."""
    return in_role(user, MANAGER) or (user.is_active and user.has_perm(EDITS))


def dangers_of(user, rows: QuerySet[Danger]) -> QuerySet[Danger]:
    """Those of these dangers that are theirs to see: all with the permission; else of the teams they supervise.

    What belongs to no team yet is the default team's.
    """
    if user.has_perm(REVIEWS):
        return rows
    teams = Team.objects.filter(membership__user=user, membership__role=SUPERVISOR)
    theirs = Q(conversation__team__in=teams)
    if teams.filter(is_default=True).exists() or not Team.objects.exists():
        theirs |= Q(conversation__team__isnull=True)
    return rows.filter(theirs)


def supervises_default(user) -> bool:
    """Whether they supervise the team that sees to what belongs to no team yet."""
    if not Team.objects.exists():
        return in_role(user, SUPERVISOR)
    return Membership.objects.filter(user=user, role=SUPERVISOR, team__is_default=True).exists()


def stopped_for(user) -> QuerySet[Conversation]:
    """The conversations a supervisor is told were stopped: those of their teams; what has no team yet is the default team's."""
    teams = Team.objects.filter(membership__user=user, membership__role=SUPERVISOR)
    theirs = Q(team__in=teams)
    if supervises_default(user):
        theirs |= Q(team__isnull=True)
    return Conversation.objects.filter(theirs, erased_at__isnull=True)


def held_for(user, *roles: str) -> QuerySet[Conversation]:
    """The conversations of whose holds they are told: of the teams they supervise or manage (or have one of `roles` in);
    what has no team yet is the default team's."""
    teams = Team.objects.filter(membership__user=user, membership__role__in=roles or (SUPERVISOR, MANAGER))
    theirs = Q(team__in=teams)
    if teams.filter(is_default=True).exists() or not Team.objects.exists():
        theirs |= Q(team__isnull=True)
    return Conversation.objects.filter(theirs, erased_at__isnull=True)


def may_answer(user, conversation: Conversation) -> bool:
    """Whether they are an adviser or supervisor of its team."""
    return _has_role(user, conversation.team, ANSWERS)


def _has_role(user, team: Team | None, roles: tuple[str, ...]) -> bool:
    if not roles:
        return True
    if team is None:
        return in_role(user, *roles)
    return Membership.objects.filter(user=user, team=team, role__in=roles).exists()
