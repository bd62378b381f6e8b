"""The real content: no fault, and what sample families are offered, as of a fixed day."""

from datetime import date
from pathlib import Path

import pytest

from kinship.check import allowed_answers, faults
from kinship.content_files import Page, read_yaml, read_yaml_text
from kinship.local_offer import shelf
from kinship.offer_schema import Known, check_topic_file

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
COUNCIL = "exampleshire"


def test_the_content_has_no_faults():
    found = faults(None, AS_OF, ROOT)
    assert not found, "\n" + "\n".join(map(str, found))


def offered(topic, arrangements, facts=None, flags=(), council=COUNCIL, as_of=AS_OF):
    """need -> {status: fits} of what a family is shown under a topic."""
    found = {}
    for each in shelf(council).find(topic, arrangements, facts or {}, flags, as_of).entries:
        found.setdefault(each.entry["need"], {})[each.entry["status"]] = each.fits
    return found


def test_a_nan_with_no_papers_has_benefits_and_may_ask_the_council():
    money = offered("financial_support", ["informal_kinship_care"])
    assert money["benefits"]["entitlement"] == "yes"
    assert "right_to_ask" in money["council_allowance"]
    assert "entitlement" not in money["council_allowance"]


def test_a_kinship_foster_carer_has_an_allowance_and_no_child_benefit():
    money = offered("financial_support", ["kinship_foster_care"])
    assert "entitlement" in money["council_allowance"]
    assert "entitlement" not in money["benefits"]


def test_help_that_rests_on_having_been_in_care():
    special = ["special_guardianship_order"]
    was = offered("therapeutic_support", special, flags=["previously_looked_after"])["therapy_fund"]
    was_not = offered("therapeutic_support", special, {"looked_after_before_order": "no"})["therapy_fund"]
    unknown = offered("therapeutic_support", special, {"looked_after_before_order": "not_sure"})["therapy_fund"]
    assert was["entitlement"] == "yes" and "not_available" not in was
    assert "entitlement" not in was_not and was_not["not_available"] == "yes"
    assert {"entitlement", "not_available"} <= set(unknown) and set(unknown.values()) == {"maybe"}


def test_two_arrangements_still_possible_show_both_as_perhaps():
    leave = offered("help_to_stay_in_work", ["informal_kinship_care", "special_guardianship_order"])["parental_leave"]
    assert leave["entitlement"] == "maybe"


def test_the_council_is_named_before_england():
    first = shelf(COUNCIL).find("first_days", ["informal_kinship_care"], {}, [], AS_OF).entries[0]
    assert first.area == COUNCIL


@pytest.mark.parametrize("council", [None, COUNCIL])
def test_everyone_can_reach_someone(council):
    """Every entry leads to a phone, a web address or an email; without a council, every entry that is not its own."""
    words = shelf(council)
    for topic in words.topics():
        for each in words.find(topic, [], {}, [], AS_OF).entries:
            contact = words.contact(each)
            reached = any(contact[way] for way in ("phone", "web", "email"))
            assert reached or (council is None and "council" in each.entry["contact"]), (topic, each.entry["id"])


def test_no_amount_is_shown_after_its_last_day():
    for topic in shelf(COUNCIL).topics():
        for each in shelf(COUNCIL).find(topic, [], {}, [], date(2030, 1, 1)).entries:
            assert all("last year" in figure["label"].lower() for figure in each.figures), each.entry["id"]


def test_money_is_past_its_review_by_the_next_tax_year():
    later = shelf(COUNCIL).find("financial_support", ["informal_kinship_care"], {}, [], date(2027, 10, 1)).entries
    assert all(each.standing != "current" for each in later if each.entry.get("figures"))


def test_the_worked_entry_of_the_readme_is_right():
    text = (ROOT / "offer_content" / "README.md").read_text().split("```yaml\n")[1].split("```")[0]
    topics = read_yaml(ROOT / "offer_content" / "topics.yml")
    known = Known(AS_OF, {topic: tuple(part["needs"]) for topic, part in topics.items()}, allowed_answers())
    found = []
    check_topic_file(
        Page("README.md", found), read_yaml_text(text, "README.md"), "support_groups_and_training", True, known
    )
    assert not found, found
