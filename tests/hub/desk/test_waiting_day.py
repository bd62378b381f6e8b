"""A day of waiting as the carer hears it: moves in the line, lunch, closing, the night, bank holidays and the clocks."""

import pytest

from hub.conversations import desk_queue, hours, passing_on, sign_of_life, transcript, transitions, waiting_chore
from hub.conversations.models import Conversation
from hub.conversations.words import words

pytestmark = pytest.mark.django_db
LUNCH = [
    {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:30"},
    {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "13:30", "to": "17:00"},
]
NIGHT = "If anyone is in danger now, call 999."


@pytest.fixture
def beat(clock):
    """The worker's chore at this time, with the desks of these people alive."""

    def beat(written, *there):
        moment = clock(written)
        for user in there:
            sign_of_life.give(user, moment, available=True)
        return waiting_chore.run(moment)

    return beat


@pytest.fixture
def lunch_break(monkeypatch):
    monkeypatch.setattr(hours, "council", lambda: {"chat": {"open": LUNCH}})


def told(chat):
    return [each.text for each in transcript.shown(chat) if each.kind == "waiting"]


def first_line(chat):
    return told(chat)[-1].split("\n")[0]


def open_choices(chat):
    return [
        one["id"] for each in transcript.shown(chat) if each.open and each.kind == "waiting" for one in each.choices
    ]


DAYS = {
    "nothing changes: a word each quarter of an hour": [
        ("2026-11-23 10:00", True, "begins"),
        ("2026-11-23 10:14", True, None),
        ("2026-11-23 10:15", True, "You are still in the line."),
        ("2026-11-23 10:16", True, None),
    ],
    "closing with carers waiting, and the next morning": [
        ("2026-11-23 16:40", True, "begins"),
        ("2026-11-23 16:44", True, None),
        ("2026-11-23 16:45", True, "The advisers stop soon."),
        ("2026-11-23 16:46", True, None),
        ("2026-11-23 17:00", True, "They are back on Tuesday 24 November at 9am."),
        ("2026-11-23 23:30", False, None),
        ("2026-11-24 03:00", False, None),
        ("2026-11-24 09:00", True, "An adviser is here again."),
    ],
    "the advisers go first, and do not come on time": [
        ("2026-11-23 16:30", True, "begins"),
        ("2026-11-23 16:35", False, "No adviser is free to come just now."),
        ("2026-11-23 17:00", False, "They are back on Tuesday 24 November at 9am."),
        ("2026-11-24 09:00", False, "No adviser is free to come just now."),
        ("2026-11-24 09:10", True, "An adviser is here again."),
    ],
    "the late Wednesday": [
        ("2026-11-25 16:40", True, "begins"),
        ("2026-11-25 16:46", True, None),
        ("2026-11-25 17:01", True, "You are still in the line."),
        ("2026-11-25 18:45", True, "The advisers stop soon."),
        ("2026-11-25 19:00", True, "They are back on Thursday 26 November at 9am."),
    ],
    "over a weekend": [
        ("2026-11-27 16:50", True, "begins"),
        ("2026-11-27 17:00", True, "They are back on Monday 30 November at 9am."),
        ("2026-11-28 11:00", True, None),
        ("2026-11-30 09:00", True, "An adviser is here again."),
    ],
    "Christmas Eve at noon, over the bank holidays": [
        ("2026-12-24 11:30", True, "begins"),
        ("2026-12-24 11:45", True, "The advisers stop soon."),
        ("2026-12-24 12:00", True, "They are back on Tuesday 29 December at 9am."),
        ("2026-12-25 11:00", True, None),
        ("2026-12-28 11:00", True, None),
        ("2026-12-29 09:00", True, "An adviser is here again."),
    ],
    "over Good Friday and Easter Monday": [
        ("2026-04-02 16:50", True, "begins"),
        ("2026-04-02 17:00", True, "They are back on Tuesday 7 April at 9am."),
        ("2026-04-03 11:00", True, None),
        ("2026-04-06 11:00", True, None),
        ("2026-04-07 09:00", True, "An adviser is here again."),
    ],
    "the clocks go back in the weekend": [
        ("2026-10-23 16:50", True, "begins"),
        ("2026-10-23 17:00", True, "They are back on Monday 26 October at 9am."),
        ("2026-10-26 08:59", True, None),
        ("2026-10-26 09:00", True, "An adviser is here again."),
    ],
    "the clocks go forward in the weekend": [
        ("2026-03-27 16:50", True, "begins"),
        ("2026-03-27 17:00", True, "They are back on Monday 30 March at 9am."),
        ("2026-03-30 08:59", True, None),
        ("2026-03-30 09:00", True, "An adviser is here again."),
    ],
}


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_what_one_who_waits_hears(begin, clock, sam, now, beat, day):
    (when, _, _), *rest = day
    sign_of_life.give(sam, clock(when), available=True)
    chat = begin()
    assert len(told(chat)) == 1 and "You are next." in told(chat)[0]
    for when, somebody, said in rest:
        count = beat(when, *([sam] if somebody else []))
        assert count == (said is not None), (when, told(chat)[-1])
        assert said is None or said in told(chat)[-1], (when, told(chat)[-1])
        assert open_choices(chat) == ["hub:callback", "hub:back_to_assistant"]
    assert now(chat).state == "waiting"


def test_a_lunch_break(begin, clock, sam, beat, lunch_break):
    sign_of_life.give(sam, clock("2026-11-23 12:10"), available=True)
    chat = begin()
    for when, said in [
        ("2026-11-23 12:15", "The advisers stop soon."),
        ("2026-11-23 12:30", "They are back today at 1.30pm."),
        ("2026-11-23 13:00", None),
        ("2026-11-23 13:30", "An adviser is here again."),
        ("2026-11-23 13:31", None),
    ]:
        assert beat(when, sam) == (said is not None), when
        assert said is None or said in told(chat)[-1]


def test_at_closing_urgent_numbers_come_first_then_the_place_they_keep_and_a_call(begin, clock, sam, beat):
    sign_of_life.give(sam, clock("2026-11-23 16:30"), available=True)
    chat = begin()
    beat("2026-11-23 17:00", sam)
    lines = told(chat)[-1].split("\n")
    assert lines[0] == NIGHT and "01632 960101" in lines[3]
    assert lines[-3:] == [
        "They are back on Tuesday 24 November at 9am.",
        words()["waiting"]["keeps_place"],
        words()["waiting"]["callback"],
    ]


def test_who_waited_over_night_is_in_front_of_who_comes_in_the_morning(begin, clock, sam, beat):
    sign_of_life.give(sam, clock("2026-11-23 16:30"), available=True)
    first, second = begin(), begin()
    beat("2026-11-23 17:00", sam)
    beat("2026-11-24 09:00", sam)
    morning = begin()
    assert [each.id for each in desk_queue.in_order()] == [first, second, morning]
    assert desk_queue.take_next(sam) == first


def test_everybody_hears_how_the_line_moves(begin, clock, sam, alex, beat):
    sign_of_life.give(sam, clock("2026-11-23 10:00"), available=True)
    chats = [begin() for _ in range(3)]
    transitions.take(chats[0], sam)
    assert beat("2026-11-23 10:01", sam) == 1  # at once: who is next
    assert "You are next." in told(chats[1])[-1] and len(told(chats[2])) == 1
    assert beat("2026-11-23 10:02", sam) == 1
    assert first_line(chats[2]) == "You have moved up the line."
    urgent = begin()
    Conversation.objects.filter(pk=urgent).update(priority=1)
    assert beat("2026-11-23 10:05", sam) == 3
    assert first_line(chats[1]) == first_line(chats[2]) == "Somebody had to go before you. It is nothing you did."


def test_who_lost_their_adviser_hears_at_the_next_beat_where_they_stand(begin, carer_writes, clock, sam, alex, beat):
    sign_of_life.give(sam, clock("2026-11-23 10:00"), available=True)
    chat = begin()
    transitions.take(chat, sam)
    carer_writes(chat)
    moment = clock("2026-11-23 10:06")
    assert passing_on.give_back_lost(moment) == 1
    assert beat("2026-11-23 10:06", alex) == 1
    assert told(chat)[-1].startswith("You are next.") and beat("2026-11-23 10:06", alex) == 0


def test_who_went_to_another_team_hears_of_that_team(begin, clock, sam, works, money_team, beat):
    mo = works("Mo", team=money_team)
    sign_of_life.give(sam, clock("2026-11-23 10:00"), available=True)
    chat = begin()
    transitions.take(chat, sam)
    passing_on.to_team(chat, sam, money_team, "knows_more")
    assert beat("2026-11-23 10:00", sam) == 1 and "No adviser is free" in told(chat)[-1]
    assert beat("2026-11-23 10:03", mo) == 1 and told(chat)[-1].startswith("An adviser is here again.")


def test_who_waits_no_longer_hears_nothing(begin, clock, sam, beat):
    sign_of_life.give(sam, clock("2026-11-23 10:00"), available=True)
    chats = [begin() for _ in range(2)]
    transitions.take(chats[0], sam)
    transitions.back_to_assistant(chats[1])
    assert beat("2026-11-23 11:00", sam) == 0


def test_forty_who_wait_cost_a_few_questions(begin, clock, sam, beat, django_assert_max_num_queries):
    sign_of_life.give(sam, clock("2026-11-23 10:00"), available=True)
    for _ in range(40):
        begin()
    with django_assert_max_num_queries(12):
        assert waiting_chore.run(clock("2026-11-23 10:01")) == 0
