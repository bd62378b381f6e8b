"""A small desk: two teams of the council, one of a charity, and carers who wait."""

import pytest

from hub.conversations import hours, invariants, sign_of_life, states, transitions
from hub.conversations.models import Conversation, Membership, Team
from hub.conversations.transitions import Inbound


@pytest.fixture
def kinship_team(db):
    return Team.objects.create(slug="kinship", name="Kinship team", organisation="council", is_default=True)


@pytest.fixture
def money_team(kinship_team):
    return Team.objects.create(slug="money", name="Money team", organisation="council")


@pytest.fixture
def charity(kinship_team):
    return Team.objects.create(slug="charity", name="Family charity", organisation="charity")


@pytest.fixture
def works(django_user_model, kinship_team):
    """Somebody who works in a team."""

    def make(name, team=kinship_team, role="adviser", **more):
        user = django_user_model.objects.create_user(name.lower(), first_name=name)
        Membership.objects.create(user=user, team=team, role=role, **more)
        return user

    return make


@pytest.fixture
def sam(works):
    return works("Sam")


@pytest.fixture
def alex(works):
    return works("Alex")


@pytest.fixture
def begin(kinship_team):
    """A carer writes; they wait for a person, unless `waiting` says otherwise."""
    count = iter(range(10_000))

    def make(text="hello", *, waiting=True):
        received = transitions.begin("web", Inbound(key=f"first {next(count)}", text=text), "exampleshire")
        state = Conversation.objects.get(pk=received.conversation_id).state
        if waiting and state == states.ASSISTANT:  # in danger and in hours they wait already
            transitions.request_adviser(received.conversation_id)
        return received.conversation_id

    return make


@pytest.fixture
def chat(begin):
    return begin()


@pytest.fixture
def carer_writes():
    count = iter(range(10_000))

    def write(chat, text="are you there?"):
        return transitions.receive(chat, Inbound(key=f"more {next(count)}", text=text)).seq

    return write


@pytest.fixture
def there():
    """These people's desks give a sign of life."""
    from django.utils import timezone

    def alive(*users):
        for user in users:
            sign_of_life.give(user, timezone.now(), available=True)

    return alive


@pytest.fixture
def in_hours(monkeypatch):
    """It is a time at which advisers work."""
    monkeypatch.setattr(hours.opening, "open_at", lambda *_: True)
    monkeypatch.setattr(hours.opening_time, "closes_at", lambda *_: None)


@pytest.fixture(autouse=True)
def the_ledger_holds(db):
    yield
    assert [str(each) for each in invariants.faults()] == []


@pytest.fixture
def now():
    """A conversation as it stands in the database."""
    return lambda chat: Conversation.objects.get(pk=chat)


@pytest.fixture
def clock(monkeypatch):
    """The hub's clock stands at this time in England, from when it is set."""
    from datetime import datetime

    from django.utils import timezone

    from kinship.clock import as_utc

    def stands(written):
        moment = as_utc(datetime.fromisoformat(written))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return stands
