"""What the desk asks of the database does not grow with the queue, and what many desks ask all the time writes little."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.conversations import desk_queue, presence, transitions
from hub.conversations.models import Conversation, Event, Viewing
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def asks():
    """The statements that a call sends to the database."""

    def run(call):
        asked = []

        def noted(execute, sql, params, many, context):
            asked.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(noted):
            call()
        return asked

    return run


@pytest.fixture
def fill(begin, works):
    """So many more carers wait, and each of so many more advisers holds one; every other one is in danger."""
    count = iter(range(10_000))

    def make(many):
        for number in range(many):
            words = "my partner is hitting me right now" if number % 2 else "hello"
            begin(words)
            transitions.take(begin(words), works(f"Colleague{next(count)}"))

    return make


def live(desk, **fields):
    """As the script of the page asks; the page stays as it is."""
    told = {"after": "0", "csrfmiddlewaretoken": desk.page.forms["switch"]["fields"]["csrfmiddlewaretoken"], **fields}
    assert desk.client.post("/desk/live", told).status_code == 200


@pytest.mark.parametrize("address", ["/desk/", "/desk/live"])
def test_the_number_of_questions_does_not_grow_with_the_queue(desk, fill, asks, address):
    desk.open()

    def once():
        if address == "/desk/":
            desk.open()
            assert desk.status == 200
        else:
            live(desk)

    fill(2)
    once()  # what is written once in a while is written now
    few = asks(once)
    fill(6)
    many = asks(once)
    assert len(many) == len(few) <= 25, "\n".join(many)


def test_a_desk_that_asks_again_or_fetches_its_page_again_writes_nothing(desk, chat, now, asks):
    ref = now(chat).ref
    desk.conversation(ref)
    for again in (lambda: live(desk, ref=ref), lambda: desk.conversation(ref)):
        assert [sql for sql in asks(again) if sql.startswith(WRITES)] == []


@pytest.mark.parametrize("passed, writes", [(0, False), (4, False), (6, True), (29, True)])
def test_who_looks_is_written_often_enough(chat, sam, monkeypatch, passed, writes):
    presence.look(chat, sam)
    before, later = Viewing.objects.get().until, timezone.now() + timedelta(seconds=passed)
    monkeypatch.setattr(timezone, "now", lambda: later)
    presence.look(chat, sam)
    assert (Viewing.objects.get().until > before) == writes


def test_who_types_and_who_stops_is_told_at_once(chat, sam):
    for typing in (False, True, False):
        presence.look(chat, sam, typing=typing)
    assert Event.objects.filter(kind="viewing.changed").count() == 3


def test_the_counts_are_those_of_the_queue(begin, sam, money_team):
    chats = [begin() for _ in range(4)] + [begin("my partner is hitting me right now")]
    Conversation.objects.filter(pk=chats[0]).update(waiting_since=timezone.now() - timedelta(hours=5))  # aged
    Conversation.objects.filter(pk=chats[1]).update(team=money_team)
    transitions.take(chats[2], sam)
    for among in (None, [money_team], []):
        queue = desk_queue.in_order(among)
        urgent = sum(each.counts_as <= 1 for each in queue)
        assert desk_queue.counts(among) == {"waiting": len(queue), "urgent": urgent}
    assert desk_queue.counts() == {"waiting": 4, "urgent": 2}
