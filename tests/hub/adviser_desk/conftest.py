"""A small desk: two teams and a charity, somebody in each role, and conversations of two of the teams."""

import pytest

from hub.adviser_desk import sessions
from hub.conversations import transitions
from hub.conversations.models import Conversation, Membership, Team
from hub.conversations.transitions import Inbound
from tests.hub.adviser_desk.door import PASSWORD
from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["plain_static_files"]


@pytest.fixture
def kinship_team(db):
    return Team.objects.create(slug="kinship", name="Kinship team", organisation="council", is_default=True)


@pytest.fixture
def charity(kinship_team):
    return Team.objects.create(slug="charity", name="Family charity", organisation="charity")


@pytest.fixture
def works(django_user_model, kinship_team):
    """Somebody who works in a team, with a password."""

    def make(name, role="adviser", team=None, **more):
        user = django_user_model.objects.create_user(name.lower(), first_name=name, password=PASSWORD, is_staff=True)
        Membership.objects.create(user=user, team=team or kinship_team, role=role, **more)
        return user

    return make


@pytest.fixture
def begin(kinship_team):
    """A carer of a team writes and waits for a person."""
    count = iter(range(10_000))

    def make(team=None, text="my grandson lives with me"):
        received = transitions.begin("web", Inbound(key=f"first {next(count)}", text=text), "exampleshire")
        transitions.request_adviser(received.conversation_id)
        if team:
            Conversation.objects.filter(pk=received.conversation_id).update(team=team)
        return Conversation.objects.get(pk=received.conversation_id)

    return make


@pytest.fixture
def later(monkeypatch):
    """Turn the clock of the sessions on, in minutes."""
    passed = {"seconds": 0}
    clock = sessions.time.time

    class Clock:
        @staticmethod
        def time():
            return clock() + passed["seconds"]

    monkeypatch.setattr(sessions, "time", Clock)

    def wait(minutes):
        passed["seconds"] += minutes * 60

    return wait
