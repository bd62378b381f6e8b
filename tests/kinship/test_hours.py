"""Hours of advisers: the table a practitioner can write, and what must hold for any timetable at any time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kinship.call_window import NOTICE, PARTS, call_window, parts_open
from kinship.clock import as_utc, in_england
from kinship.opening import DAYS, next_opening, open_at, spans_on, stretches
from kinship.opening_time import closes_at, due, minutes_open

TABLE = yaml.safe_load((Path(__file__).parent / "cases_hours.yml").read_text(encoding="utf-8"))
HOLIDAYS = frozenset(TABLE["bank_holidays"])
MINUTE = timedelta(minutes=1)


def clock(written):
    return datetime.strptime(written, "%Y-%m-%d %H:%M")


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("zone", ["as the clock", "in UTC"])
def test_the_table(case, zone):
    block, now = {"open": TABLE["hours"][case["hours"]]}, clock(case["now"])
    asked = as_utc(now) if zone == "in UTC" else now

    def same(found, written):
        told = in_england(found).replace(tzinfo=None) if found and zone == "in UTC" else found
        return told == (None if written == "-" else clock(written))

    if "open" in case:
        assert open_at(block, asked, HOLIDAYS) is (case["open"] == "yes")
        assert same(next_opening(block, asked, HOLIDAYS), case["opens"])
        assert same(closes_at(block, asked, HOLIDAYS), case["closes"])
    elif "wait" in case:
        assert same(due(block, asked, case["wait"], HOLIDAYS), case["due"])
    else:
        found = call_window(block, asked, case["call"], HOLIDAYS)
        assert same(found.begin, case["from"]) and same(found.due_at, case["by"])


def test_an_hour_that_comes_twice_is_open_from_its_first_beginning_to_its_last_end():
    """The shift of 25 October from half past midnight to half past one: two hours of work, never shut in between."""
    shift, begin = {"open": TABLE["hours"]["small_hours"]}, datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert minutes_open(shift, begin, begin + timedelta(hours=3)) == 120
    assert all(open_at(shift, begin + number * MINUTE) for number in range(120))
    assert not open_at(shift, begin + timedelta(hours=2)) and not open_at(shift, begin - MINUTE)


def test_a_shift_the_clocks_skip_is_shorter():
    """29 March from half past midnight: the clocks skip from one to two, and half past one with them."""
    shift, begin = {"open": TABLE["hours"]["small_hours"]}, datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert minutes_open(shift, begin, begin + timedelta(hours=3)) == 30


def test_the_answer_is_in_the_zone_of_the_question():
    """In a zone whose clock jumps, sums of times are wrong: what is asked in UTC is answered in UTC."""
    office, asked = {"open": TABLE["hours"]["office"]}, datetime(2026, 7, 20, 7, 0, tzinfo=UTC)
    for found in (next_opening(office, asked), due(office, asked, 0), call_window(office, asked, "morning").begin):
        assert found == datetime(2026, 7, 20, 8, 0, tzinfo=UTC) and found.tzinfo is UTC
    assert closes_at(office, asked.replace(hour=12)).tzinfo is UTC
    assert next_opening(office, datetime(2026, 7, 20, 7, 0)) == datetime(2026, 7, 20, 9, 0)


def test_who_is_always_there_never_leaves():
    always = {"open": [{"days": list(DAYS), "from": "00:00", "to": "24:00"}]}
    now = datetime(2026, 10, 24, 12, 0)
    assert open_at(always, now, HOLIDAYS) and closes_at(always, now, HOLIDAYS) is None
    assert due(always, now, 36 * 60, HOLIDAYS) == datetime(2026, 10, 25, 23, 0)  # an hour of it came twice


@pytest.mark.parametrize("block", [{}, {"open": []}, {"open": [{"dates": [date(2020, 1, 1)], "closed": True}]}])
def test_a_block_without_hours_promises_nothing(block):
    now = datetime(2026, 11, 23, 12, 0)
    assert due(block, now, 10) is None and due(block, now, 0) is None and closes_at(block, now) is None
    assert minutes_open(block, now, now + timedelta(days=1)) == 0 and call_window(block, now, "morning") is None
    assert parts_open(block, now) == ()


def test_only_parts_of_the_day_in_which_somebody_is_there_are_offered():
    now = datetime(2026, 11, 23, 9, 0)
    assert parts_open({"open": TABLE["hours"]["office"]}, now) == ("any_time", "morning", "afternoon")
    assert parts_open({"open": TABLE["hours"]["afternoons"]}, now) == ("any_time", "afternoon")
    with pytest.raises(KeyError):
        call_window({"open": TABLE["hours"]["office"]}, now, "at_teatime")


# -- any timetable, any time ------------------------------------------------------------------------------------------

CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
DATES = [*CLOCK_CHANGES, *sorted(HOLIDAYS), date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 24)]


def as_clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


times = st.lists(st.integers(0, 24 * 12).map(lambda five: five * 5), min_size=2, max_size=2, unique=True).map(sorted)
weekly = st.builds(
    lambda days, span: {"days": days, "from": as_clock(span[0]), "to": as_clock(span[1])},
    st.lists(st.sampled_from(DAYS), min_size=1, unique=True),
    times,
)
dated = st.builds(
    lambda dates, span: {"dates": dates, **(span or {"closed": True})},
    st.lists(st.sampled_from(DATES), min_size=1, unique=True),
    st.none() | times.map(lambda span: {"from": as_clock(span[0]), "to": as_clock(span[1])}),
)
blocks = st.builds(lambda first, more: {"open": [first, *more]}, weekly, st.lists(weekly | dated, max_size=5).map(list))
near_changes = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) + minutes * MINUTE,
    st.sampled_from(DATES),
    st.integers(-3 * 1440, 3 * 1440),
)
moments = near_changes | st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
waits = st.integers(1, 3000)


@given(blocks, moments)
def test_open_is_what_the_clock_on_the_wall_says(block, moment):
    """Away from the two nights on which the clock on the wall says the same time twice, or skips one."""
    local = in_england(moment)
    if local.date() in CLOCK_CHANGES and local.hour < 4:
        return
    minute = local.hour * 60 + local.minute
    assert open_at(block, moment, HOLIDAYS) is any(
        begin <= minute < end for begin, end in spans_on(block, local.date(), HOLIDAYS)
    )


@given(blocks, moments)
def test_nobody_is_there_before_the_next_opening(block, moment):
    opens = next_opening(block, moment, HOLIDAYS)
    assert opens is None or (opens >= moment and open_at(block, opens, HOLIDAYS))
    until = min(opens or moment + timedelta(days=2), moment + timedelta(days=2))
    for step in range(0, int((until - moment) / MINUTE), 7):
        assert not open_at(block, moment + step * MINUTE, HOLIDAYS)
    if opens is not None:
        assert opens == moment or not open_at(block, opens - timedelta(microseconds=1), HOLIDAYS)


@given(blocks, moments)
def test_they_are_there_until_they_close(block, moment):
    closes = closes_at(block, moment, HOLIDAYS)
    if closes is not None:
        assert closes > moment and not open_at(block, closes, HOLIDAYS)
        assert open_at(block, moment, HOLIDAYS) and open_at(block, closes - timedelta(microseconds=1), HOLIDAYS)
        assert minutes_open(block, moment, closes, HOLIDAYS) == (closes - moment) / MINUTE


@given(blocks, moments, waits)
def test_what_is_due_has_exactly_so_many_minutes_behind_it(block, moment, wait):
    found = due(block, moment, wait, HOLIDAYS)
    if found is not None:
        assert minutes_open(block, moment, found, HOLIDAYS) == wait
        assert open_at(block, found - timedelta(microseconds=1), HOLIDAYS)  # never at a time when nobody is there
        assert found - moment >= wait * MINUTE


@given(blocks, moments, waits, waits)
def test_one_wait_after_another_is_both_together(block, moment, first, then):
    between = due(block, moment, first, HOLIDAYS)
    together = due(block, moment, first + then, HOLIDAYS)
    if together is not None:
        assert due(block, between, then, HOLIDAYS) == together and between <= together


@given(blocks, moments, waits, st.integers(0, 4000))
def test_who_asks_later_is_due_no_earlier(block, moment, wait, later):
    first, second = due(block, moment, wait, HOLIDAYS), due(block, moment + later * MINUTE, wait, HOLIDAYS)
    if first is not None and second is not None:
        assert first <= second


@given(blocks, moments, st.integers(0, 5000), st.integers(0, 5000))
def test_minutes_add_up(block, moment, one, two):
    middle, end = moment + one * MINUTE, moment + (one + two) * MINUTE
    whole = minutes_open(block, moment, end, HOLIDAYS)
    parts = minutes_open(block, moment, middle, HOLIDAYS) + minutes_open(block, middle, end, HOLIDAYS)
    assert abs(parts - whole) < 1e-6 and 0 <= whole <= one + two


@given(blocks, moments)
def test_stretches_are_in_order_and_apart(block, moment):
    found = list(stretches(block, moment, HOLIDAYS))
    assert all(each.begin < each.end and each.end > moment for each in found)
    assert all(one.end < two.begin for one, two in zip(found, found[1:], strict=False))


@settings(max_examples=200)
@given(blocks, moments, st.sampled_from(sorted(PARTS)))
def test_a_call_is_made_while_somebody_is_there_in_the_part_that_was_chosen(block, moment, part):
    found = call_window(block, moment, part, HOLIDAYS)
    if found is None:
        assert next_opening(block, moment, HOLIDAYS) is None
        return
    assert found.part in (part, "any_time")
    assert moment <= found.begin < found.due_at
    assert open_at(block, found.begin, HOLIDAYS)
    assert open_at(block, found.due_at - timedelta(microseconds=1), HOLIDAYS)
    first, last = in_england(found.begin), in_england(found.due_at - timedelta(microseconds=1))
    begin, end = PARTS[found.part]
    assert first.date() == last.date() and begin <= first.hour * 60 + first.minute < end
    if first.date() == in_england(moment).date():
        assert minutes_open(block, moment, found.due_at, HOLIDAYS) >= NOTICE
