"""Where somebody who waits stands, and when they are told again: the rules, as tables and for any queue."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.conversations import waiting
from hub.conversations.waiting import BANDS, NOT_KNOWN, OVER, PLACES, Stands, Told, band, news, ninetieth, stands

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
QUICK, MIXED, LONG = [1, 2, 3, 4, 5], [5, 6, 7, 8, 9, 10, 12, 15, 25, 50], [150] * 20
LENGTHS = [*(name for name, _ in BANDS), OVER]


@pytest.mark.parametrize(
    ("place", "there", "pick_ups", "waited", "expected"),
    [
        (1, "here", QUICK, 0, Stands("here", place="first")),
        (5, "here", [], 0, Stands("here", place="fifth")),
        (5, "closing", LONG, 0, Stands("closing", place="fifth")),
        (6, "here", QUICK, 0, Stands("here", usual="under_10_minutes")),
        (6, "here", MIXED, 0, Stands("here", usual="under_10_minutes", slow="under_30_minutes")),
        (60, "here", LONG, 0, Stands("here", usual="over_2_hours")),
        (6, "here", QUICK[:4], 0, Stands("here", usual="not_known")),  # too few to say anything
        (6, "here", QUICK, 25, Stands("here", usual="under_30_minutes")),  # never shorter than they have waited
        (6, "here", MIXED, 70, Stands("here", usual="under_2_hours")),
        (1, "closed", QUICK, 0, Stands("closed")),
        (9, "nobody", QUICK, 0, Stands("nobody")),
    ],
)
def test_where_somebody_stands(place, there, pick_ups, waited, expected):
    assert stands(place, there, pick_ups, waited) == expected


def test_there_is_no_place_before_the_first():
    with pytest.raises(ValueError):
        stands(0, "here")


@pytest.mark.parametrize(
    ("minutes", "name"),
    [(0, "under_10_minutes"), (9.9, "under_10_minutes"), (10, "under_30_minutes"), (30, "under_1_hour")]
    + [(60, "under_2_hours"), (119, "under_2_hours"), (120, "over_2_hours"), (9999, "over_2_hours")],
)
def test_a_wait_has_a_band(minutes, name):
    assert band(minutes) == name


@pytest.mark.parametrize(("waits", "expected"), [([7], 7), (range(1, 11), 9), (range(1, 21), 18), ([5, 1, 3, 2, 4], 5)])
def test_nine_of_ten_waited_no_longer(waits, expected):
    assert ninetieth(list(waits)) == expected


FIRST, SECOND, THIRD = (Stands("here", place=place) for place in PLACES[:3])
FAR, FARTHER = Stands("here", usual="under_10_minutes"), Stands("here", usual="under_10_minutes", slow="under_1_hour")
CLOSING, CLOSED, NOBODY = Stands("closing", place="second"), Stands("closed"), Stands("nobody")
UNKNOWN = Stands("here", usual="not_known")


@pytest.mark.parametrize(
    ("before", "after", "minutes", "why"),
    [
        (None, FIRST, 0, "begins"),
        (SECOND, SECOND, 5, None),  # nothing changed: nothing is said
        (SECOND, SECOND, 15, "still"),  # but nobody is left for long without a word
        (SECOND, FIRST, 0, "next"),  # at once
        (THIRD, SECOND, 1, None),  # not every half a minute
        (THIRD, SECOND, 2, "nearer"),
        (SECOND, THIRD, 2, "further"),
        (FAR, THIRD, 2, "nearer"),
        (THIRD, FAR, 2, "further"),
        (FAR, FARTHER, 2, "slower"),
        (FARTHER, FAR, 2, "faster"),
        (FARTHER, FAR, 1, None),
        (FAR, UNKNOWN, 2, "still"),
        (SECOND, CLOSING, 0, "there"),  # the advisers leave soon: at once
        (SECOND, CLOSED, 0, "there"),
        (CLOSING, CLOSED, 0, "there"),
        (NOBODY, CLOSED, 0, "there"),
        (CLOSED, CLOSED, 600, None),  # at night nobody is rung
        (NOBODY, NOBODY, 15, "still"),
        (SECOND, NOBODY, 1, None),  # one adviser goes for a cup of tea
        (SECOND, NOBODY, 2, "there"),
        (NOBODY, FIRST, 2, "there"),
        (CLOSED, FIRST, 900, "there"),
    ],
)
def test_when_it_is_told_again(before, after, minutes, why):
    last = Told(before, NOW - timedelta(minutes=minutes)) if before else None
    assert news(last, after, NOW) == why


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (FIRST, ("place", "callback")),
        (FARTHER, ("many", "usual", "slow", "callback")),
        (UNKNOWN, ("many", "usual", "callback")),
        (CLOSING, ("place", "closing", "callback")),
        (CLOSED, ("urgent_numbers", "closed", "callback")),
        (NOBODY, ("urgent_numbers", "nobody", "callback")),
    ],
)
def test_what_is_said(one, said):
    """A call is offered each time; where nobody can come, the urgent numbers are first."""
    assert waiting.said(one) == said


def test_who_waits_may_always_go_back():
    assert waiting.choices(waits=True) == ("callback", "back_to_assistant")
    assert waiting.choices(waits=False) == ("callback",)


anything = st.builds(
    stands,
    st.integers(1, 40),
    st.sampled_from(["here", "closing", "closed", "nobody"]),
    st.lists(st.floats(0, 600), max_size=20),
    st.floats(0, 600),
)


@given(anything)
def test_a_place_or_a_band_or_nobody_there(one):
    told = [one.place is not None, one.usual is not None, one.there in ("closed", "nobody")]
    assert told.count(True) == 1
    assert waiting.from_codes(one.codes()) == one
    if one.slow:
        assert LENGTHS.index(one.slow) > LENGTHS.index(one.usual)


@given(st.integers(6, 40), st.lists(st.floats(0, 600), min_size=5, max_size=20), st.floats(0, 600))
def test_no_band_is_shorter_than_what_was_waited_already(place, pick_ups, waited):
    one = stands(place, "here", pick_ups, waited)
    assert LENGTHS.index(one.usual) >= LENGTHS.index(band(waited)) and one.usual != NOT_KNOWN


@given(anything, anything, st.floats(0, 120))
def test_what_did_not_change_is_not_news(one, other, minutes):
    last = Told(one, NOW - timedelta(minutes=minutes))
    why = news(last, other, NOW)
    if one == other:
        assert why == ("still" if minutes >= 15 and one.there != "closed" else None)
    elif minutes >= 2:
        assert why is not None  # every change is told in the end


@given(st.lists(anything, min_size=1, max_size=40))
def test_however_things_move_the_carer_ends_up_knowing(moves):
    """A look each half a minute: three looks after the last move, what they were told last is how it is."""
    last, now = None, NOW
    for one in [*moves, *[moves[-1]] * 4]:
        now += timedelta(seconds=30)
        if news(last, one, now):
            last = Told(one, now)
    assert last.stands == moves[-1]
