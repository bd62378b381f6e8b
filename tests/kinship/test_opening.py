"""When a number is answered, and that the hours as data and the hours in words say the same."""

from datetime import UTC, date, datetime

import pytest

from kinship.content_files import Page, read_yaml_text
from kinship.opening import minutes, next_opening, open_at
from kinship.opening_checks import check_open, check_someone_answers

DAY = {"open": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]}
NIGHT = {
    "open": [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "00:00", "to": "09:00"},
        {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "17:00", "to": "24:00"},
        {"days": ["sat", "sun", "bank_holiday"], "from": "00:00", "to": "24:00"},
    ]
}
CHRISTMAS, BOXING_DAY_IN_LIEU = date(2026, 12, 25), date(2026, 12, 28)
HOLIDAYS = {CHRISTMAS, BOXING_DAY_IN_LIEU}


@pytest.mark.parametrize(
    ("when", "by_day"),
    [
        (datetime(2026, 11, 23, 12, 0), True),  # Monday
        (datetime(2026, 11, 23, 9, 0), True),
        (datetime(2026, 11, 23, 8, 59, 59), False),
        (datetime(2026, 11, 23, 16, 59, 59), True),
        (datetime(2026, 11, 23, 17, 0), False),
        (datetime(2026, 11, 25, 3, 0), False),
        (datetime(2026, 11, 21, 12, 0), False),  # Saturday
        (datetime(2026, 11, 22, 23, 59), False),
        (datetime(2026, 12, 25, 12, 0), False),
        (datetime(2026, 12, 28, 12, 0), False),
        (datetime(2026, 12, 29, 12, 0), True),
    ],
)
def test_at_any_time_one_of_the_two_answers(when, by_day):
    assert (open_at(DAY, when, HOLIDAYS), open_at(NIGHT, when, HOLIDAYS)) == (by_day, not by_day)


def test_a_time_that_knows_its_zone_is_read_in_england():
    """In July nine in London is eight in Greenwich: the hub's clock is in UTC."""
    assert open_at(DAY, datetime(2026, 7, 20, 8, 0, tzinfo=UTC)) is True
    assert open_at(DAY, datetime(2026, 7, 20, 16, 0, tzinfo=UTC)) is False
    assert open_at(DAY, datetime(2026, 11, 23, 8, 30, tzinfo=UTC)) is False


@pytest.mark.parametrize("block", [{}, {"open": None}, {"open": []}])
def test_a_block_that_does_not_say(block):
    now = datetime(2026, 11, 23, 12, 0)
    assert open_at(block, now) is None and next_opening(block, now) is None


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        (datetime(2026, 11, 23, 12, 5), datetime(2026, 11, 23, 12, 5)),
        (datetime(2026, 11, 23, 3, 0), datetime(2026, 11, 23, 9, 0)),
        (datetime(2026, 11, 20, 17, 0), datetime(2026, 11, 23, 9, 0)),  # Friday evening
        (datetime(2026, 12, 24, 18, 0), datetime(2026, 12, 29, 9, 0)),  # over Christmas
    ],
)
def test_the_next_opening(when, opens):
    assert next_opening(DAY, when, HOLIDAYS) == opens


def test_a_block_that_never_opens_has_no_next_opening():
    assert (
        next_opening({"open": [{"days": ["no_day"], "from": "09:00", "to": "17:00"}]}, datetime(2026, 11, 23)) is None
    )


@pytest.mark.parametrize(
    ("clock", "read"),
    [("09:30", 570), ("00:00", 0), ("24:00", 1440), ("24:01", None), ("9am", None), ("09:60", None), (540, None)]
    + [(None, None), ("", None), (":", None), ("1:1", None), ("09:00:00", None)],
)
def test_times_are_read_or_refused(clock, read):
    assert minutes(clock) == read


def faults(lines, check=check_open):
    page = Page("x.yml", [])
    block = read_yaml_text(lines, "x.yml")
    check(page, block, "'door'") if check is check_open else check(page, block)
    return [f"{fault.fault} {fault.mend}" for fault in page.faults]


WEEK = "open: [{days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00'}]"


@pytest.mark.parametrize(
    ("hours", "fault"),
    [
        ("Monday to Friday, 9am to 5pm", None),
        ("Monday to Friday, 9am to 5pm, not bank holidays", None),
        ("Weekdays, 9am to 5pm", None),
        ("Check opening times", None),
        ("Monday to Thursday, 9am to 5pm", "has fri, and 'hours' has not."),
        ("Monday to Saturday, 9am to 5pm", "is closed on sat, and 'hours' is not."),
        ("Monday to Friday, 8.30am to 5pm", "has 09:00, and 'hours' has not."),
        ("Monday to Friday, 9am to 5pm. Wednesday until 7pm", "has no 19:00, and 'hours' has."),
        ("24 hours, every day", "is not the whole of mon, and 'hours' is always."),
        ("Monday to Friday and bank holidays, 9am to 5pm", "has no bank holidays, and 'hours' has."),
    ],
)
def test_the_words_and_the_data_do_not_contradict_each_other(hours, fault):
    found = faults(f"hours: {hours}\n{WEEK}")
    assert any(fault in each for each in found) if fault else not found, found


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("open: always", "should be a list"),
        ("open: [{days: [monday], from: '09:00', to: '17:00'}]", "A day of 'door' is 'monday'"),
        ("open: [{days: [mon], from: 09:00, to: 17:00}]", "Write the time in quotes"),
        ("open: [{days: [mon], from: '17:00', to: '09:00'}]", "For a night, write one line"),
        ("open: [{days: [mon], from: '09:00'}]", "has no 'to'"),
        ("open: [{days: mon, from: '09:00', to: '17:00'}]", "'days' of 'door' should be a list"),
        ("open: [mon]", "should be fields with values"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_mend(given, fault):
    assert any(fault in each for each in faults(given)), faults(given)


def test_a_time_at_which_nobody_answers_is_a_fault():
    night = "[{days: [mon, tue, wed, thu, fri], from: '17:30', to: '24:00'}]"
    found = faults(f"front_door:\n  {WEEK}\nout_of_hours:\n  open: {night}\n", check_someone_answers)
    assert "Nobody answers 'front_door' or 'out_of_hours' on mon from 00:00. Open one of the two then." in found
    assert any("on bank_holiday from 00:00" in each for each in found)
