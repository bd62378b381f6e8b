"""The order in which people are taken: how urgent, then how long; nobody waits for ever, and only a person lowers."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.conversations import dangers, desk_queue, priorities, transitions
from hub.conversations.handovers import raise_priority
from hub.conversations.ledger import changing
from hub.conversations.models import AuditEntry, Conversation
from hub.conversations.teams import MayNotHold

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

# What stands in the queue: name -> (priority, minutes waited, at the front). And the order in which they are taken.
ORDERS = {
    "as they came": ({"a": (2, 30, False), "b": (2, 20, False), "c": (2, 10, False)}, "a b c"),
    "the more urgent first": ({"a": (2, 30, False), "b": (0, 1, False), "c": (1, 5, False), "d": (3, 50, False)}, "b c a d"),
    "lost advisers' carers before others as urgent": (
        {"a": (2, 30, False), "b": (2, 5, True), "c": (1, 1, False)},
        "c b a",
    ),
    "information counts as normal after two hours": (
        {"a": (3, 121, False), "b": (2, 119, False), "c": (3, 119, False)},
        "a b c",
    ),
    "normal counts as urgent after four hours": ({"a": (2, 241, False), "b": (1, 239, False), "c": (2, 239, False)}, "a b c"),
    "information counts as urgent after six hours": ({"a": (3, 361, False), "b": (1, 10, False), "c": (3, 359, False)}, "a b c"),
    "nothing ages past safeguarding": ({"a": (3, 9999, False), "b": (2, 9999, False), "c": (0, 1, False)}, "c a b"),
}  # fmt: skip


@pytest.mark.parametrize("case", ORDERS)
def test_the_order(begin, case):
    rows, order = ORDERS[case]
    names = {}
    for name, (priority, minutes, at_front) in rows.items():
        chat = begin()
        names[chat] = name
        since = NOON - timedelta(minutes=minutes)
        Conversation.objects.filter(pk=chat).update(priority=priority, waiting_since=since, at_front=at_front)
    assert " ".join(names[each.id] for each in desk_queue.in_order(now=NOON)) == order
    places = {names[chat]: desk_queue.place(chat, NOON) for chat in names}
    assert [places[name] for name in order.split()] == list(range(1, len(rows) + 1))


def test_nobody_starves_while_more_urgent_ones_keep_coming(begin):
    """One urgent carer comes every ten minutes and one is taken: who asked for information is taken within six hours and a few."""
    patient = begin()
    Conversation.objects.filter(pk=patient).update(priority=3, waiting_since=NOON)
    for number in range(60):
        now = NOON + timedelta(minutes=10 * number)
        urgent = begin()
        Conversation.objects.filter(pk=urgent).update(priority=1, waiting_since=now)
        first = desk_queue.in_order(now=now)[0].id
        if first == patient:
            assert timedelta(hours=6) <= now - NOON <= timedelta(hours=6, minutes=20)
            return
        transitions.close(first, "by_carer")
    pytest.fail("never taken")


def test_why_is_shown(begin):
    plain, urgent = begin(), begin("my partner is hitting me right now")
    reasons = {each.id: (each.priority, each.reason) for each in desk_queue.in_order()}
    assert reasons == {plain: (2, "asked_for_person"), urgent: (0, "domestic_abuse")}


def test_each_team_has_its_own(begin, sam, works, money_team):
    first, second = begin(), begin()
    Conversation.objects.filter(pk=first).update(team=money_team)
    assert [each.id for each in desk_queue.in_order([money_team])] == [first]
    assert desk_queue.place(second) == 1
    assert desk_queue.take_next(sam) == second and desk_queue.take_next(sam) is None
    assert desk_queue.take_next(works("Mo", team=money_team)) == first


def test_with_full_hands_there_is_no_next(begin, works):
    begin(), begin()
    robin = works("Robin", max_open=1)
    assert desk_queue.take_next(robin)
    with pytest.raises(MayNotHold, match="hands_full"):
        desk_queue.take_next(robin)


class TestPriority:
    def test_a_rule_only_raises(self, chat, now):
        for priority, expected in ((3, 2), (1, 1), (2, 1)):
            with changing(chat) as change:
                raise_priority(change, priority, "rule")
            assert (now(chat).priority, now(chat).priority_by) == (expected, "rule")

    def test_a_person_lowers_it_and_that_is_in_the_audit_trail(self, chat, sam, now):
        priorities.set_by_person(chat, sam, 1, "more_urgent")
        priorities.set_by_person(chat, sam, 3, "set_wrongly")
        assert (now(chat).priority, now(chat).priority_reason, now(chat).priority_by) == (3, "set_wrongly", "person")
        entry = AuditEntry.objects.get(action="priority_lowered")
        assert entry.actor == f"user:{sam.pk}"
        assert entry.detail == {"reason": "set_wrongly", "before": 1, "after": 3}
        with changing(chat) as change:
            raise_priority(change, 1, "rule")
        assert (now(chat).priority, now(chat).priority_by) == (1, "rule")

    @pytest.mark.parametrize("priority, reason", [(4, "less_urgent"), (-1, "more_urgent"), (2, "")])
    def test_only_what_there_is(self, chat, sam, priority, reason):
        with pytest.raises(ValueError):
            priorities.set_by_person(chat, sam, priority, reason)

    def test_not_below_a_danger_that_nobody_has_ended(self, begin, sam, now):
        chat = begin("my partner is hitting me right now")
        with pytest.raises(priorities.InDanger):
            priorities.set_by_person(chat, sam, 2, "less_urgent")
        assert now(chat).priority == 0
        dangers.end(now(chat).ref, "false_alarm", sam)
        priorities.set_by_person(chat, sam, 2, "safe_now")
        assert now(chat).priority == 2
