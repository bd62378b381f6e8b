"""A hub with a desk: people who work there, hours that are always open, and a brain that remembers what it was told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
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
for role in {{roles!r}}:
    Membership.objects.create(user=user, team=Team.objects.get(slug="kinship"), role=role)
{HAS_APP}
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


def employ(site: Site, first: str, *roles: str) -> str:
    """Somebody new in the team; the name they sign in with."""
    name = f"{first.lower()}{next(_names)}"
    site.run(PERSON.format(name=name, first=first, roles=roles or ("adviser",)))
    return name


def newest_ref(site: Site) -> str:
    """The reference of the conversation that was begun last."""
    return site.ask_database(NEWEST)[0][0]
