"""Days that follow from what was told: exact where the date is, a span where it is a month, and nothing where it cannot be known."""

from datetime import date

import pytest

from kinship import rule_table
from kinship.arrangement import decide
from kinship.computed import COMPUTED
from kinship.deadlines import deadlines, rows
from kinship.facts import vocabulary
from kinship.known_family import family_of, taken_for_granted
from kinship.offer_schema import ARRANGEMENTS

AS_OF = date(2026, 11, 21)
FRIEND = {
    "child_lives_with_carer": "yes",
    "carer_relationship": "family_friend",
    "child_age": "10",
    "order_in_force": "none",
    "who_arranged": "parent_or_family",
    "parent_in_home": "no",
}
NAN = {**FRIEND, "carer_relationship": "grandparent"}
EPO = {
    "child_lives_with_carer": "yes",
    "carer_relationship": "grandparent",
    "order_in_force": "emergency_protection_order",
}


def found(facts, as_of=AS_OF):
    decision = decide(facts, as_of)
    return {each.id: each for each in deadlines(family_of(facts, decision, as_of), decision, 0)}


@pytest.mark.parametrize(
    "started, day, standing",
    [
        ("2026-11-21", date(2026, 12, 18), "ahead"),  # day 1 is the day of arrival
        ("2026-10-25", date(2026, 11, 21), "today"),
        ("2026-10-24", date(2026, 11, 20), "past"),
        ("2026-02-01", date(2026, 2, 28), "past"),
    ],
)
def test_day_28_counts_the_day_of_arrival(started, day, standing):
    each = found({**FRIEND, "stay_started": started})["day_28"]
    assert (each.earliest, each.latest, each.standing) == (day, day, standing)


def test_a_month_gives_a_span_and_says_when_it_has_begun():
    each = found({**FRIEND, "stay_started": "2026-10"})["day_28"]
    assert (each.earliest, each.latest, each.standing) == (date(2026, 10, 28), date(2026, 11, 27), "about_now")


@pytest.mark.parametrize("started", ["2026", "last winter", "not_sure", "9999-12-31", "2026-02-31"])
def test_no_day_without_a_date(started):
    assert "day_28" not in found({**FRIEND, "stay_started": started})


def test_a_close_relative_has_no_day_28():
    assert set(found({**NAN, "stay_started": "2026-11-03"})) == {"child_benefit_from_first_day"}


@pytest.mark.parametrize(
    "started, last",
    [
        ("2026-09-20", date(2026, 12, 19)),
        ("2026-11-01", date(2027, 1, 31)),
        ("2026-11-30", date(2027, 2, 28)),
        ("2026-09-01", date(2026, 11, 30)),
    ],
)
def test_three_months_that_begin_with_the_day_it_came(started, last):
    """Child Benefit Administration Regulations 2003, regulation 6."""
    assert found({**NAN, "stay_started": started}, date(2026, 11, 25))["child_benefit_from_first_day"].latest == last


def test_a_claim_that_can_no_longer_reach_back_is_not_a_deadline():
    assert not found({**NAN, "stay_started": "2025-01-10"})


def test_no_child_benefit_date_where_the_council_may_be_paying():
    council = {**NAN, "who_arranged": "council_or_police", "stay_started": "2026-11-03"}
    assert "child_benefit_from_first_day" not in found(council)


def test_with_two_orders_nobody_knows_which_was_made_that_day():
    assert set(found({**EPO, "order_made": "2026-11-18"})) == {"emergency_order_8_days", "emergency_order_15_days"}
    both = {
        **EPO,
        "order_in_force": ["emergency_protection_order", "spends_time_with_order"],
        "order_made": "2026-11-18",
    }
    assert not found(both)


def test_what_nobody_said_about_care_or_council_gives_no_three_years():
    guardian = {**NAN, "order_in_force": "special_guardianship_order", "order_made": "2025-05-01"}
    assert "placing_council_3_years" not in found(guardian)
    placed = {**guardian, "placed_by_another_council": "yes", "looked_after_before_order": "yes"}
    assert found(placed)["placing_council_3_years"].latest == date(2028, 5, 1)
    assert "placing_council_3_years" not in found({**placed, "looked_after_before_order": "not_sure"})


def test_every_row_names_facts_arrangements_and_flags_that_exist():
    known = vocabulary()
    assert len({row["id"] for row in rows()}) == len(rows())
    for row in rows():
        assert known[row["from"]].kind == "date" and ("after" in row) != ("last_months" in row)
        assert set(row.get("possible", [])) | set(row.get("surely", [])) <= set(ARRANGEMENTS)
        assert row.get("flag", "needs_adviser") in rule_table.FLAGS
        assert row["law"]["href"].startswith("https://www.legislation.gov.uk/") and row["law"]["title"]
        for fact, answers in (row.get("when") or {}).items():
            allowed = COMPUTED[fact].answers if fact in COMPUTED else known[fact].answers
            assert set(answers if isinstance(answers, list) else [answers]) <= set(allowed)


def test_what_is_taken_for_granted_is_only_what_nobody_said():
    facts = {**FRIEND, "child_disabled": "not_sure"}
    family = family_of(facts, decide(facts, AS_OF), AS_OF)
    assert (
        taken_for_granted(family, "related_by") == "blood" and taken_for_granted(family, "parents_situation") == "none"
    )
    assert taken_for_granted(family, "child_disabled") == taken_for_granted(family, "child_age") == ""
    assert taken_for_granted(family, "stay_length") == ""
