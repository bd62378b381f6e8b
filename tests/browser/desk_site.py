"""A hub with a desk: people who work there, hours that are always open, and a brain that remembers what it was told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser import open_day_and_night, scripted_brain, stack
from tests.browser.adviser import PASSWORD
from tests.browser.desk_door import HAS_APP
from tests.browser.listening_brain import ListeningBrain
from tests.browser.stack import Site

# A code of an app is good once, so each test signs somebody else in.
_names = itertools.count(1)
TEAM = """
from hub.conversations.models import Team
Team.objects.create(slug="kinship", name="Kinship team", organisation="council", is_default=True)
"""
PERSON = f"""
from django.contrib.auth import get_user_model
from hub.conversations.models import Membership, Team
user = get_user_model().objects.create_user({{name!r}}, first_name={{first!r}}, password="{PASSWORD}", is_staff=True)
Membership.objects.create(user=user, team=Team.objects.get(slug="kinship"), role="adviser")
{HAS_APP}
from tests.hub.adviser_desk.door import signed_in
print(signed_in(user).session.session_key)
"""
GOES_BACK = """
from hub.conversations import transitions
from hub.conversations.models import Conversation
transitions.back_to_assistant(Conversation.objects.get(ref="{ref}").pk)
"""
LEASE_OVER = """
from datetime import timedelta
from django.utils import timezone
from hub.conversations.models import Conversation
Conversation.objects.filter(ref={ref!r}).update(held_until=timezone.now() - timedelta(seconds=1))
"""
WAITS = """
import uuid
from hub.conversations import transitions
from hub.conversations.models import Conversation
began = transitions.begin({channel!r}, transitions.Inbound(key=uuid.uuid4().hex, text={text!r}), "exampleshire")
transitions.request_adviser(began.conversation_id)
print(Conversation.objects.get(pk=began.conversation_id).ref)
"""
NEWEST = "select ref from conversations_conversation order by opened_at desc limit 1"


@contextmanager
def running(home: Path, brain_url: str) -> Iterator[Site]:
    """The hub, with one team and nobody in it."""
    with stack.running(home, brain_url, content=open_day_and_night.content(home), stream=True) as site:
        site.run(TEAM)
        yield site


@contextmanager
def with_brain(home: Path) -> Iterator[Site]:
    """The hub, and its listening brain."""
    with scripted_brain.running(ListeningBrain) as brain, running(home, brain.url) as site:
        yield site


@dataclass(frozen=True)
class Person:
    """Who works there: the name they sign in with, and a session in which they are past the door already."""

    name: str
    session: str


def employ(site: Site, first: str) -> Person:
    """A new adviser of the team."""
    name = f"{first.lower()}{next(_names)}"
    return Person(name, site.run(PERSON.format(name=name, first=first)).split()[-1])


def newest_ref(site: Site) -> str:
    """The reference of the conversation that was begun last."""
    return site.ask_database(NEWEST)[0][0]


def somebody_waits(site: Site, text: str = "my grandson lives with me", channel: str = "web") -> str:
    """Another carer, without a browser, waits for a person; their reference."""
    return site.run(WAITS.format(text=text, channel=channel)).split()[-1]


def goes_back(site: Site, ref: str) -> None:
    """They wait no longer: the desk is as it was for who comes next."""
    site.run(GOES_BACK.format(ref=ref))


def end_lease(site: Site, ref: str) -> None:
    """The desk of whoever holds this has been silent for too long, as if the minutes had passed."""
    site.run(LEASE_OVER.format(ref=ref))
