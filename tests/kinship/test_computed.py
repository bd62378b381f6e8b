"""Facts that are computed, at the edges where the law turns."""

from datetime import date, timedelta

import pytest

from kinship.computed import (
    COMPUTED,
    LONG,
    SHORT,
    age_band,
    approval_clock,
    carer_is_parent,
    child_has_come,
    days_meant,
    guardian_by_will,
    length_of_stay,
    order_clock,
    order_route,
    parents_spoken_of,
    placed_by_council,
    possible,
    relative_by_law,
    stay_so_far,
    told_of_a_will,
)
from kinship.facts import NOT_SURE, vocabulary

TODAY = date(2026, 11, 21)
SGO, CAO = "special_guardianship_order", "child_arrangements_order"


@pytest.mark.parametrize(
    "age, band",
    [
        ("unborn", "unborn"),
        ("0", "under_16"),
        ("15", "under_16"),
        ("16", "age_16_or_17"),
        ("17", "age_16_or_17"),
        ("18", "adult"),
    ],
)
def test_age_band(age, band):
    assert age_band(age) == (band,)


def test_age_not_known():
    assert set(age_band(None)) == {"unborn", "under_16", "age_16_or_17", "adult"}


@pytest.mark.parametrize(
    "relationship, link, expected",
    [
        ("grandparent", "blood", "yes"),
        ("aunt_or_uncle", "half_blood", "yes"),
        ("aunt_or_uncle", "marriage_or_civil_partnership", "yes"),
        ("aunt_or_uncle", "partner_not_married", "no"),
        ("aunt_or_uncle", "not_related", "no"),
        ("aunt_or_uncle", "marriage_ended", "unclear"),
        ("brother_or_sister", "half_blood", "yes"),
        ("brother_or_sister", "marriage_or_civil_partnership", "unclear"),
        ("step_grandparent", "marriage_or_civil_partnership", "yes"),
        ("step_grandparent", "partner_not_married", "no"),
        ("step_parent", "marriage_or_civil_partnership", "yes"),
        ("step_parent", "marriage_ended", "unclear"),
        ("step_parent", "partner_not_married", "no"),
        ("step_brother_or_sister", "blood", "unclear"),
        ("great_grandparent", "blood", "no"),
        ("great_aunt_or_uncle", "blood", "no"),
        ("cousin", "blood", "no"),
        ("godparent", "blood", "no"),
        ("family_friend", "not_related", "no"),
        ("other", "not_related", "no"),
        ("other", "marriage_ended", "unclear"),
    ],
)
def test_relative_by_law(relationship, link, expected):
    assert relative_by_law(relationship, link) == (expected,)


def test_only_a_parent_is_a_parent():
    assert carer_is_parent("parent") == ("yes",)
    assert carer_is_parent("step_parent") == ("no",)


@pytest.mark.parametrize(
    "orders, names_carer, route",
    [
        (("none",), "yes", "none"),
        ((SGO,), "yes", "special_guardianship"),
        ((SGO,), "no", "not_to_carer"),
        ((CAO,), "yes", "child_arrangements"),
        ((CAO,), "no", "not_to_carer"),
        (("interim_child_arrangements_order",), "yes", "interim_child_arrangements"),
        (("interim_child_arrangements_order", "interim_care_order"), "yes", "interim_care_order"),
        (("care_order",), "no", "care_order"),
        ((SGO, "care_order"), "yes", "special_guardianship_and_care"),
        ((SGO, "care_order"), "no", "care_order"),
        ((CAO, "care_order"), "yes", "care_order"),
        (("emergency_protection_order",), "yes", "emergency_protection_order"),
        (("adoption_order",), "yes", "adoption"),
        (("adoption_order",), "no", "not_to_carer"),
        (("adoption_order", SGO), "yes", "adoption"),
        (("spends_time_with_order",), "yes", "not_to_carer"),
        (("spends_time_with_order", "order_ended"), "yes", "not_to_carer"),
        (("order_ended",), "yes", "ended"),
        (("order_ended", SGO), "yes", "special_guardianship"),
    ],
)
def test_order_route(orders, names_carer, route):
    assert order_route(orders, names_carer) == (route,)


def test_the_council_placed_the_child_when_it_took_the_decision():
    assert placed_by_council("council_or_police", ("none",)) == ("yes",)
    assert placed_by_council("parent_or_family", ("told_not_to_return_child",)) == ("yes",)
    assert placed_by_council("parent_or_family", ("checked_home",)) == ("no",)


def length(started, ends=None, said=SHORT):
    return length_of_stay(said, started, ends, TODAY)


@pytest.mark.parametrize("days_here, expected", [(1, SHORT), (27, SHORT), (28, LONG), (29, LONG)])
def test_day_28_counts(days_here, expected):
    assert length((TODAY - timedelta(days=days_here - 1)).isoformat()) == (expected,)


@pytest.mark.parametrize(
    "ends, expected",
    [
        ("2026-11-30", SHORT),
        ("2026-12-18", SHORT),
        ("2026-12-19", LONG),
        ("2027", LONG),
        ("when she is better", LONG),
    ],
)
def test_what_is_meant_counts_too(ends, expected):
    """Came today. The day of leaving is not a day of care: 27 nights are under 28 days."""
    assert length("2026-11-21", ends, said=LONG) == (expected,)


@pytest.mark.parametrize("started, expected", [("2026-10", "asked"), ("2026-09", LONG), ("2025", LONG)])
def test_a_month_or_a_year_is_enough_when_every_day_of_it_says_the_same(started, expected):
    found = {length(started, said=said)[0] for said in (SHORT, LONG)}
    assert found == ({SHORT, LONG} if expected == "asked" else {expected})


def test_words_for_a_date_leave_the_length_to_be_asked():
    assert length("since the summer", said=LONG) == (LONG,)


@pytest.mark.parametrize(
    "started, band",
    [
        ("2026-11-25", "not_begun"),
        ("2026-11-21", "first_week"),
        ("2026-11-15", "first_week"),
        ("2026-11-14", "weeks_2_and_3"),
        ("2026-11-01", "near_28_days"),
        ("2026-10-25", "past_28_days"),
    ],
)
def test_stay_so_far(started, band):
    assert stay_so_far(started, TODAY) == (band,)


@pytest.mark.parametrize("weeks, clock", [(0, "early"), (13, "early"), (14, "near"), (15, "near"), (16, "past")])
def test_approval_clock(weeks, clock):
    assert approval_clock((TODAY - timedelta(weeks=weeks)).isoformat(), TODAY) == (clock,)
    assert approval_clock(None, TODAY) == ("early", "near", "past")


@pytest.mark.parametrize("made, clock", [("2025-05-20", "early"), ("2024-01-10", "near"), ("2020", "past")])
def test_order_clock(made, clock):
    assert order_clock(made, TODAY) == (clock,)
    assert len(order_clock(None, TODAY)) == 3


@pytest.mark.parametrize("written", [None, "", "last week", "2026-13", "2026-02-30", "0000"])
def test_no_such_day(written):
    assert days_meant(written) is None


def test_a_leap_february():
    assert days_meant("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    "parents, named, expected",
    [
        (("died",), "yes", "yes"),
        (("died", "abroad"), "yes", "yes"),
        (("died",), "no", "no"),
        (("in_hospital",), "yes", "no"),
    ],
)
def test_a_will_speaks_after_a_death(parents, named, expected):
    assert guardian_by_will(parents, named) == (expected,)


# --- as said ----------------------------------------------------------------------------------------------------------


def come(**said):
    return child_has_come(*(said.get(part) for part in COMPUTED["child_has_come"].made_from), TODAY)[0]


@pytest.mark.parametrize(
    "said, expected",
    [
        ({}, "not_known"),
        ({"stay_started": "2026-06"}, "yes"),
        ({"stay_started": "since the summer"}, "yes"),
        ({"stay_started": "2026-11"}, "yes"),
        ({"stay_started": "2026-12-03"}, "not_yet"),
        ({"stay_started": "2026-12-03", "fostering_status": "approved"}, "not_yet"),
        ({"stay_started": NOT_SURE}, "not_known"),
        ({"approval_started": "2026-08-12"}, "yes"),
        ({"stay_length": SHORT}, "yes"),
        ({"stay_length": LONG}, "yes"),
        ({"fostering_status": "temporarily_approved"}, "yes"),
        ({"fostering_status": "being_assessed"}, "not_known"),
        ({"looked_after_before_order": "no"}, "yes"),
        ({"looked_after_before_order": NOT_SURE}, "not_known"),
        ({"order_in_force": (SGO,)}, "yes"),
        ({"order_in_force": (SGO,), "order_names_carer": "no"}, "not_known"),
        ({"order_in_force": ("care_order",)}, "not_known"),
        ({"order_in_force": NOT_SURE}, "not_known"),
        ({"who_arranged": "child_themselves", "carer_relationship": "godparent"}, "yes"),
        ({"who_arranged": "nobody", "carer_relationship": "family_friend"}, "yes"),
        ({"who_arranged": "nobody"}, "not_known"),
        ({"who_arranged": "council_or_police", "carer_relationship": "grandparent"}, "not_known"),
        ({"who_arranged": "parent_or_family", "carer_relationship": "grandparent"}, "not_known"),
        ({"stay_started": "2026-06", "child_lives_with_carer": "no"}, "not_known"),
        ({"stay_started": "2026-06", "child_lives_with_carer": NOT_SURE}, "not_known"),
    ],
)
def test_what_shows_that_the_child_is_here(said, expected):
    assert come(**said) == expected


def test_what_was_said_of_a_will_and_of_the_parents():
    assert [told_of_a_will(said) for said in ("yes", "no", None)] == [("yes",), ("no",), ("no",)]
    assert [parents_spoken_of(said) for said in (("none",), NOT_SURE, None)] == [("yes",), ("yes",), ("no",)]


@pytest.mark.parametrize("name", COMPUTED)
def test_made_from_facts_we_know_and_never_outside_its_answers(name):
    fact = COMPUTED[name]
    assert set(fact.made_from) <= set(vocabulary())
    inputs = []
    for part in fact.made_from:
        known = vocabulary()[part]
        several = known.kind == "choices"
        inputs.append(frozenset((answer,) if several else answer for answer in known.answers) or frozenset((None,)))
    if fact.as_said:
        return
    if name == "order_route":
        inputs[0] |= {(SGO, "care_order")}
    assert possible(name, tuple(inputs), TODAY) == set(fact.answers)
