"""Advisers at the same moment, each with a connection of their own: every carer has exactly one of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from hub.conversations import advisers, desk_queue, drafts, passing_on, transitions, turns
from hub.conversations.advisers import Stale
from hub.conversations.ledger import Moved
from hub.conversations.models import AuditEntry, Conversation, Handover, Message
from hub.conversations.transitions import AlreadyTaken

pytestmark = pytest.mark.django_db(transaction=True)
ADVISERS, CARERS = 4, 60


def all_at_once(*calls):
    start = Barrier(len(calls))

    def one(call):
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.fixture
def team(works):
    return [works(f"Adviser{number}") for number in range(ADVISERS)]


def test_four_advisers_take_sixty_carers_and_each_carer_has_one(begin, team):
    chats = {begin() for _ in range(CARERS)}

    def work(user):
        taken = []
        while chat := desk_queue.take_next(user):
            taken.append(chat)
        return taken

    taken = all_at_once(*(lambda user=user: work(user) for user in team))
    assert sum(map(len, taken)) == CARERS and set().union(*taken) == chats
    for user, theirs in zip(team, taken, strict=True):
        assert set(Conversation.objects.filter(assignee=user).values_list("pk", flat=True)) == set(theirs)
    assert AuditEntry.objects.filter(action="took").count() == CARERS
    assert Message.objects.filter(kind="adviser_joined").count() == CARERS
    assert Handover.objects.filter(accepted_by__isnull=True).count() == 0


def test_all_answer_the_same_carer_and_one_reply_goes_out(chat, team, now):
    seen = now(chat).last_seq

    def answer(user):
        try:
            return advisers.reply(chat, user, f"I am {user.first_name}.", seen=seen, key="a")
        except (AlreadyTaken, Stale, Moved):
            return None

    said = all_at_once(*(lambda user=user: answer(user) for user in team))
    (message,) = Message.objects.filter(author="adviser")
    assert [each for each in said if each] == [message.seq]
    assert now(chat).assignee == message.author_user
    losers = [user for user in team if user != message.author_user]
    assert [drafts.of(chat, user).text for user in losers] == [f"I am {user.first_name}." for user in losers]


def test_a_reply_of_the_assistant_against_a_takeover(begin, team, now):
    """Either the assistant's words come first and the adviser sees them, or they are discarded."""
    for number in range(10):
        chat = begin(waiting=False)
        claimed, seen = turns.claim_next("w", 30), now(chat).last_seq

        def answer(chat=chat, seen=seen, number=number):
            try:
                return advisers.reply(chat, team[0], "I will answer.", seen=seen, key=str(number))
            except (Stale, Moved):
                return None

        def commit(claimed=claimed):
            return turns.commit_reply(claimed, {"messages": [{"text": "the assistant's"}], "story": {}})

        replied, kept = all_at_once(answer, commit)
        assert bool(replied) != kept
        authors = set(Message.objects.filter(conversation=chat).values_list("author", flat=True))
        assert ("adviser" in authors) != ("assistant" in authors)


def test_a_lease_that_runs_out_against_a_reply(begin, team, now):
    """Either the reply is said by who holds it, or the carer waits again: never neither, never both."""
    for number in range(10):
        chat = begin()
        transitions.take(chat, team[0])
        Conversation.objects.filter(pk=chat).update(held_until=timezone.now())
        seen = now(chat).last_seq

        def answer(chat=chat, seen=seen, number=number):
            try:
                return advisers.reply(chat, team[0], "Hello.", seen=seen, key=str(number))
            except (Stale, Moved):
                return None

        replied, given_back = all_at_once(answer, lambda: passing_on.give_back_lost(timezone.now()))
        assert bool(replied) != bool(given_back)
        assert now(chat).state == ("with_adviser" if replied else "waiting")
