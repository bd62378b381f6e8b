"""The advisers' hours in the hub: from council.yml, with the bank holidays of England; who waits when they close."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.conversations import hours, words
from hub.conversations.bank_holidays import bank_holidays
from kinship.call_window import PARTS
from kinship.clock import as_utc


def at(written):
    """A time of the clock in England, as the hub has it."""
    return as_utc(datetime.fromisoformat(written))


def yes():
    return True


def no():
    return False


def nobody_is_asked():
    raise AssertionError("out of hours the desk need not be asked")


@pytest.mark.parametrize(
    ("now", "available", "there"),
    [
        ("2026-11-23 11:00", yes, "here"),
        ("2026-11-23 11:00", no, "nobody"),
        ("2026-11-23 08:59", nobody_is_asked, "closed"),
        ("2026-11-23 16:44", yes, "here"),
        ("2026-11-23 16:45", yes, "closing"),
        ("2026-11-23 16:59", yes, "closing"),
        ("2026-11-23 16:59", no, "nobody"),
        ("2026-11-23 17:00", nobody_is_asked, "closed"),
        ("2026-11-25 18:30", yes, "here"),  # the late Wednesday
        ("2026-11-28 11:00", nobody_is_asked, "closed"),  # Saturday
        ("2026-12-24 11:50", yes, "closing"),  # Christmas Eve
        ("2026-12-24 14:00", nobody_is_asked, "closed"),
        ("2026-12-25 11:00", nobody_is_asked, "closed"),
        ("2026-12-28 11:00", nobody_is_asked, "closed"),  # Boxing Day, kept on the Monday
        ("2026-07-20 09:00", yes, "here"),  # 8 o'clock in Greenwich
        ("2026-07-20 08:59", nobody_is_asked, "closed"),
    ],
)
def test_whether_an_adviser_can_come(now, available, there):
    assert hours.who_is_there(at(now), available) == there


def test_the_bank_holidays_are_england_s():
    """St Andrew's Day is none of ours, the second of January neither, and Good Friday is; each year has at least 8."""
    known = bank_holidays()
    assert date(2026, 4, 3) in known and date(2026, 12, 28) in known
    assert not {date(2026, 11, 30), date(2026, 1, 2), date(2026, 3, 17)} & known
    assert all(len([day for day in known if day.year == year]) >= 8 for year in (2026, 2027, 2028))


@pytest.mark.parametrize(
    ("now", "back"),
    [
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-12-24 12:00", "2026-12-29 09:00"),
        ("2026-11-23 11:00", "2026-11-23 11:00"),
    ],
)
def test_when_they_are_back(now, back):
    assert hours.back_at(at(now)).isoformat(" ", "minutes")[:16] == back


def test_time_is_counted_while_they_are_there():
    assert hours.due(at("2026-11-27 16:30"), 60) == at("2026-11-30 09:30")
    assert hours.minutes_open(at("2026-11-27 16:30"), at("2026-11-30 09:30")) == 60
    assert hours.minutes_open(at("2026-10-23 16:00"), at("2026-10-26 10:00")) == 120  # the clocks went back between


def test_a_council_that_has_not_said_its_hours(monkeypatch):
    """Then somebody at the desk is what counts, calls are for working days, and no day is promised for them."""
    monkeypatch.setattr(hours, "council", dict)
    now = at("2026-11-28 23:00")
    assert hours.who_is_there(now, yes) == "here" and hours.who_is_there(now, no) == "nobody"
    assert hours.back_at(now) is None and hours.due(now, 5) is None and not hours.are_known()
    assert hours.minutes_open(now, now + timedelta(minutes=7)) == 7 and hours.minutes_open(now, now) == 0
    assert hours.call_window(now, "morning").due_at == at("2026-11-30 12:00")
    assert hours.parts_open(now) == tuple(PARTS)


@pytest.mark.parametrize("open_", ["always", 3, True, [None], [{"days": 3, "from": "09:00", "to": "17:00"}]])
def test_hours_that_cannot_be_read_stop_nothing(monkeypatch, open_):
    monkeypatch.setattr(hours, "council", lambda: {"chat": {"open": open_}})
    now = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert hours.who_is_there(now, yes) == "closed" and hours.back_at(now) is None
    assert hours.call_window(now, "any_time").due_at > now


@pytest.mark.parametrize(
    ("minute", "said"),
    [((9, 0), "9am"), ((9, 30), "9.30am"), ((12, 0), "12 noon"), ((12, 5), "12.05pm"), ((13, 0), "1pm")]
    + [((0, 0), "midnight"), ((0, 30), "12.30am"), ((23, 59), "11.59pm")],
)
def test_times_are_told_as_people_say_them(minute, said):
    assert words.clock(datetime(2026, 1, 1, *minute).time()) == said
