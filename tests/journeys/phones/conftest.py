"""A phone of each kind, and the real assistant behind the hub: the one Rasa of the run (tests/conftest.py)."""

from __future__ import annotations

import pytest

from hub.conversations.brain import Brain, Reply
from hub.conversations.turns import Claimed
from hub.conversations.worker import Worker
from tests.hub.texting.conftest import ALL, handset, house
from tests.journeys.phones import figures

__all__ = ["handset", "house"]
PLAYED = pytest.StashKey[list[figures.Played]]()
pytest.register_assert_rewrite("tests.journeys.phones.held", "tests.journeys.phones.compared")


class Heard(Brain):
    """Asks the assistant as the worker does, and keeps what it answered."""

    replies: list[Reply]

    def ask(self, claimed: Claimed) -> Reply:
        reply = super().ask(claimed)
        self.replies.append(reply)
        return reply


def pytest_terminal_summary(terminalreporter, config):
    """What was sent, whatever the outcome."""
    if played := config.stash.get(PLAYED, []):
        terminalreporter.section("journeys by text")
        for line in figures.table(played):
            terminalreporter.line(line)


@pytest.fixture
def note(request):
    """`note(played)`: a line of the table at the end of the run."""
    return request.config.stash.setdefault(PLAYED, []).append


@pytest.fixture(params=ALL, ids=figures.WAYS)
def phone(request, handset):
    return handset(*request.param)


@pytest.fixture
def replies(house, brain, monkeypatch):
    """The hub's worker asks the real assistant; its replies are collected here."""
    asked = Heard(brain.url)
    asked.replies = []
    monkeypatch.setattr(house, "answer", Worker("test", asked, []).answer)
    yield asked.replies
    asked.close()


def pytest_collection_modifyitems(config, items):
    """Every journey by GOV.UK Notify and by WhatsApp; by Twilio's SMS each third: the same texts by another door, which the behaviours try."""
    by_twilio = [
        item
        for item in items
        if "tests/journeys/phones/" in item.nodeid
        and getattr(item, "callspec", None)
        and item.callspec.indices.get("phone") == 1
    ]
    left_out = [item for place, item in enumerate(by_twilio) if place % 3]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = {id(item) for item in left_out}
        items[:] = [item for item in items if id(item) not in gone]
