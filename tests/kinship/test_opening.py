"""When a number is answered, and that the hours as data and the hours in words say the same."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kinship.content_files import Page, read_yaml_text
from kinship.council_schema import check_council
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
        (
            "open: [{dates: ['2026-12-24'], closed: true}]",
            "A date of 'door' is '2026-12-24'. Write it as 2026-12-24, wit",
        ),
        ("open: [{dates: [24 December], closed: true}]", "A date of 'door' is '24 December'"),
        ("open: [{dates: 2026-12-24, closed: true}]", "'dates' of 'door' should be a list. Write - {dates: [2026-"),
        ("open: [{dates: [], closed: true}]", "'dates' of 'door' should be a list"),
        ("open: [{dates: [2026-12-24], closed: 'yes'}]", "'closed' of 'door' is for days of the calendar."),
        ("open: [{days: [mon], closed: true}]", "'closed' of 'door' is for days of the calendar."),
        ("open: [{dates: [2026-12-24]}]", "has no 'from'"),
        ("open: [{dates: [2026-12-24], closed: true, from: '09:00'}]", "'from' is not a field"),
        ("open: [{dates: [2026-12-24], days: [mon], closed: true}]", "'days' is not a field"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_mend(given, fault):
    assert any(fault in each for each in faults(given)), faults(given)


def test_a_day_of_the_calendar_keeps_only_its_own_lines():
    shut = {"open": [*DAY["open"], {"dates": [date(2026, 11, 23)], "closed": True}]}
    short = {"open": [*DAY["open"], {"dates": [date(2026, 11, 23), CHRISTMAS], "from": "10:00", "to": "12:00"}]}
    assert not open_at(shut, datetime(2026, 11, 23, 11, 0)) and open_at(shut, datetime(2026, 11, 24, 11, 0))
    assert not open_at(short, datetime(2026, 11, 23, 9, 30)) and open_at(short, datetime(2026, 11, 23, 11, 0))
    assert open_at(short, datetime(2026, 12, 25, 11, 0), HOLIDAYS)  # a date wins over the bank holiday it is


def test_the_words_may_name_the_times_of_a_day_of_the_calendar():
    lines = "open: [{days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00'}, {dates: [2026-12-24], from: '09:00', to: '13:00'}]"
    assert not faults(f"hours: Monday to Friday, 9am to 5pm\n{lines}")
    assert not faults(f"hours: Monday to Friday, 9am to 5pm. Until 1pm on 24 December\n{lines}")
    assert any("has no 15:00" in each for each in faults(f"hours: Monday to Friday, 9am to 5pm. Not 3pm\n{lines}"))


def test_on_a_day_of_the_calendar_too_somebody_answers():
    by_day = "[{days: [mon, tue, wed, thu, fri], from: '09:00', to: '17:00'}, {dates: [2026-12-24], from: '09:00', to: '12:00'}]"
    week = "{days: [mon, tue, wed, thu, fri], from: '00:00', to: '09:00'}, {days: [mon, tue, wed, thu, fri], from: '17:00', to: '24:00'}"
    week += ", {days: [sat, sun, bank_holiday], from: '00:00', to: '24:00'}"
    found = faults(f"front_door:\n  open: {by_day}\nout_of_hours:\n  open: [{week}]\n", check_someone_answers)
    assert [each for each in found if "on 2026-12-24 from 12:00. Give both a line for 2026-12-24" in each] and len(
        found
    ) == 1
    night = "{dates: [2026-12-24], from: '00:00', to: '09:00'}, {dates: [2026-12-24], from: '12:00', to: '24:00'}"
    assert not faults(
        f"front_door:\n  open: {by_day}\nout_of_hours:\n  open: [{week}, {night}]\n", check_someone_answers
    )


def test_a_time_at_which_nobody_answers_is_a_fault():
    night = "[{days: [mon, tue, wed, thu, fri], from: '17:30', to: '24:00'}]"
    found = faults(f"front_door:\n  {WEEK}\nout_of_hours:\n  open: {night}\n", check_someone_answers)
    assert "Nobody answers 'front_door' or 'out_of_hours' on mon from 00:00. Open one of the two then." in found
    assert any("on bank_holiday from 00:00" in each for each in found)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "  open:                             # as",
            "  opne:                             # as",
            "'opne' is not a field of 'chat'",
        ),
        (
            'from: "09:00", to: "19:00"',
            'from: "09:00", to: "20:00"',
            "'open' of 'chat' has 20:00, and 'adviser_hours' has not.",
        ),
        ("{days: [mon, tue, thu, fri]", "{days: [mon, tue, thu]", "is closed on fri, and 'adviser_hours' is not."),
        ("adviser_hours: Monday", "hours_of_advisers: Monday", "'chat' has no 'adviser_hours'"),
    ],
)
def test_the_advisers_hours_are_checked_as_those_of_a_number(old, new, fault):
    text = (Path(__file__).resolve().parents[2] / "offer_content/exampleshire/council.yml").read_text(encoding="utf-8")
    begin = text.index("\nchat:")
    assert old in text[begin:]
    page = Page("council.yml", [])
    check_council(
        page, read_yaml_text(text[:begin] + text[begin:].replace(old, new, 1), "council.yml"), date(2026, 11, 21)
    )
    assert any(fault in each.fault for each in page.faults), [str(each) for each in page.faults]
