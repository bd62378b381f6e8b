"""What was open before there were teams: somebody must see it."""

from __future__ import annotations

from hub.conversations.ledger import changing
from hub.conversations.models import Conversation, Team
from hub.conversations.states import ASSISTANT, CLOSED


def give_to(team: Team) -> int:
    """Every conversation that wants a person and belongs to no team is this team's now. Returns how many."""
    rows = Conversation.objects.filter(team__isnull=True, erased_at__isnull=True).exclude(state__in=(ASSISTANT, CLOSED))
    found = list(rows.values_list("pk", flat=True))
    for each in found:
        with changing(each) as change:
            change.conversation.team = team
            change.note("conversation.assigned", team=team.pk)
            change.audit("command", "given_to_team", team=team.pk)
    return len(found)
