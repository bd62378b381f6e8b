"""The numbers: what counts as what, week by week and team by team, and no small numbers for managers."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hub.conversations import callback_attempts, callbacks, metrics, passing_on, priorities, transitions
from hub.conversations.callbacks import CallbackAsked
from hub.conversations.models import Callback, Conversation
from kinship.clock import as_utc
from tests.hub.adviser_desk.at_desk import *  # noqa: F403

pytestmark = pytest.mark.django_db
HOME = "/desk/metrics/"
MONDAY = "2026-11-23"


@pytest.fixture
def clock(monkeypatch):
    """The clock in England."""

    class Clock:
        def set(self, written):
            self.at = as_utc(datetime.fromisoformat(written))

        def on(self, minutes):
            self.at += timedelta(minutes=minutes)

    clock = Clock()
    clock.set(f"{MONDAY} 09:30")
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def asks(begin, clock, kinship_team):
    """A carer of our team begins to wait now; taken after so many minutes by somebody, if said."""

    def ask(taken_by=None, after=0):
        chat = begin()
        Conversation.objects.filter(pk=chat).update(team=kinship_team)
        clock.on(after)
        if taken_by:
            transitions.take(chat, taken_by)
        return chat

    return ask


@pytest.fixture
def week(kinship_team, clock):
    """This week of our team."""
    return lambda back=0: metrics.weeks(kinship_team, clock.at)[back]


class TestWhatCounts:
    def test_offered_answered_and_the_waits(self, asks, sam, week):
        for minutes in (1, 2, 3, 4, 5, 6, 7, 8, 9, 30):
            asks(sam, minutes)
        asks()
        found = week()
        assert (found.offered, found.answered, found.abandoned, found.called) == (11, 10, 0, 0)
        assert found.half_waited == timedelta(minutes=5, seconds=30)
        assert found.nine_in_ten_waited == timedelta(minutes=9)

    def test_who_goes_back_leaves_or_deletes_gave_up(self, asks, week):
        from hub.conversations import erasure

        transitions.back_to_assistant(asks())
        transitions.close(asks(), "by_carer")
        erasure.erase(asks())
        asks()
        found = week()
        assert (found.offered, found.answered, found.abandoned) == (4, 0, 3)

    def test_passing_on_is_the_same_wish(self, asks, sam, alex, clock, week, money_team):
        chat = asks(sam, 2)
        clock.on(30)
        passing_on.to_queue(chat, sam, "end_of_shift")
        clock.on(10)
        transitions.take(chat, alex)
        found = week()
        assert (found.offered, found.answered) == (1, 1) and found.half_waited == timedelta(minutes=2)

    def test_asking_again_later_is_another_wish(self, asks, sam, week):
        chat = asks(sam, 2)
        transitions.hand_back(chat, sam)
        transitions.request_adviser(chat)
        found = week()
        assert (found.offered, found.answered, found.returned) == (2, 1, 1)

    def test_an_adviser_who_joins_unasked_is_not_offered(self, begin, sam, week):
        transitions.take(begin(waiting=False), sam)
        assert (week().offered, week().answered) == (0, 0)

    def test_a_call_asked_for_while_waiting_is_neither(self, asks, clock, week, sam):
        chat = asks()
        clock.on(5)
        callbacks.book(chat, CallbackAsked(phone="01632 960555"))
        clock.on(60)
        transitions.take(chat, sam)
        found = week()
        assert (found.offered, found.answered, found.called, found.abandoned, found.waits) == (1, 0, 1, 0, [])

    def test_urgent_within_five_minutes(self, asks, sam, clock, week):
        for minutes in (3, 5, 6):
            chat = asks()
            priorities.set_by_person(chat, sam, 1, "more_urgent")
            clock.on(minutes)
            transitions.take(chat, sam)
        asks(sam, 1)
        assert (week().urgent, week().urgent_in_time) == (3, 2)

    def test_the_week_is_the_one_in_which_they_asked(self, asks, sam, clock, week):
        clock.set("2026-11-22 23:59")  # a Sunday
        chat = asks()
        clock.set(f"{MONDAY} 00:10")
        transitions.take(chat, sam)
        assert (week(0).offered, week(1).offered, week(1).answered) == (0, 1, 1)
        assert (week(0).begins.isoformat(), week(1).begins.isoformat()) == (MONDAY, "2026-11-16")

    def test_another_teams_are_another_table(self, asks, sam, money_team, clock):
        chat = asks(sam, 1)
        Conversation.objects.filter(pk=chat).update(team=money_team)
        assert metrics.weeks(money_team, clock.at)[0].offered == 1


class TestCalls:
    @pytest.fixture
    def call(self, begin, clock, kinship_team):
        """A call that was promised for this Monday, by 17:00."""
        clock.set(f"{MONDAY} 10:00")
        chat = begin()
        callbacks.book(chat, CallbackAsked(phone="01632 960555"))
        Conversation.objects.filter(pk=chat).update(team=kinship_team)
        return Callback.objects.get(conversation=chat, state=Callback.REQUESTED)

    @pytest.mark.parametrize(
        "tried, counted, kept",
        [
            (None, 1, 0),
            ([(f"{MONDAY} 16:59", "spoke")], 1, 1),
            ([(f"{MONDAY} 12:00", "no_answer"), ("2026-11-24 12:00", "spoke")], 1, 1),
            ([("2026-11-24 09:30", "spoke")], 1, 0),
        ],
    )
    def test_on_time_is_first_tried_by_the_promised_time(self, call, clock, sam, week, tried, counted, kept):
        for when, outcome in tried or ():
            clock.set(when)
            callback_attempts.tried(call.pk, sam, outcome)
        clock.set("2026-11-24 18:00")
        assert (week().calls, week().calls_kept) == (counted, kept)

    def test_not_yet_due_or_cancelled_does_not_count(self, call, clock, week):
        assert week().calls == 0
        callbacks.end(call.conversation_id, Callback.CANCELLED, "contact")
        clock.set("2026-11-24 18:00")
        assert week().calls == 0


class TestThePage:
    @pytest.fixture
    def rows(self, asks, sam):
        for minutes in (1, 2, 3, 4, 5, 6):
            asks(sam, minutes)
        transitions.back_to_assistant(asks())

    def cells(self, page):
        """The row of this week."""
        at = page.text.index("23 November 2026") + len("23 November 2026")
        return page.text[at : page.text.index("16 November 2026")].strip()

    def test_a_supervisor_sees_exact_numbers(self, rows, works, at_desk):
        page = at_desk(works("Robin", role="supervisor")).open(HOME)
        assert self.cells(page) == "7 6 1 0 3 minutes 6 minutes none none 0"
        assert "fewer than 5" not in page.text

    def test_a_manager_sees_no_small_ones(self, rows, works, at_desk):
        page = at_desk(works("Maud", role="manager")).open(HOME)
        few = "fewer than 5"
        assert self.cells(page) == f"7 6 {few} {few} 3 minutes 6 minutes {few} {few} {few}"

    @pytest.mark.parametrize(
        "part, whole, exact, manager",
        [
            (0, 0, "none", "fewer than 5"),
            (3, 4, "3 of 4", "fewer than 5"),
            (3, 9, "3 of 9", "fewer than 5 of 9"),
            (8, 9, "8 of 9", "nearly all of 9"),
            (9, 9, "9 of 9", "9 of 9"),
            (6, 12, "6 of 12", "6 of 12"),
        ],
    )
    def test_shares(self, part, whole, exact, manager):
        from hub.adviser_desk.metrics import _share

        assert (_share(part, whole, True), _share(part, whole, False)) == (exact, manager)

    def test_each_number_is_explained(self, works, at_desk, clock):
        page = at_desk(works("Robin", role="supervisor")).open(HOME)
        for sentence in ("Carers who asked for a person", "on the clock, of those who were answered", "Five minutes"):
            assert sentence in page.text
        assert len(page.all("th", scope="row")) == metrics.WEEKS and page.all("caption")

    def test_only_their_own_teams(self, works, money_team, at_desk, clock):
        page = at_desk(works("Robin", role="supervisor", team=money_team)).open(HOME)
        assert "Money team, week by week" in page.text and "Kinship team" not in page.text

    @pytest.mark.parametrize("role", ["adviser", "auditor"])
    def test_for_others_it_is_not_there(self, works, at_desk, role):
        somebody = at_desk(works("Jo", role=role))
        assert somebody.client.get(HOME).status_code == 404
