"""Choosing what to offer: who is served, what is sure, what is old, whom to call; and an edit shows at once."""

import os
from datetime import date

import pytest

from kinship.local_offer import shelf

AS_OF = date(2026, 11, 21)
TOPICS = "money:\n  title: Money\n  needs: {benefits: a, allowance: b, groups: c, grants: d}\nother: {needs: {}}\n"
ENGLAND = """\
topic: money
opening: Money is a worry.
gaps: {grants: Ask your council., groups: Not reached.}
entries:
- {id: groups, need: groups, status: local, arrangements: all, contact: {council: early_help}}
- {id: none, need: benefits, status: not_available, arrangements: [kinship_foster_care]}
- {id: allowance, need: allowance, status: entitlement, arrangements: [special_guardianship_order],
   only_if: {previously_looked_after: "yes"}, contact: {council: kinship_team}}
- {id: no_allowance, need: allowance, status: not_available, arrangements: [special_guardianship_order],
   only_if: {previously_looked_after: "no"}}
- {id: death, need: benefits, status: entitlement, arrangements: [informal_kinship_care],
   only_if: {parents_situation: died}}
- {id: teenager, need: benefits, status: right_to_ask, arrangements: [informal_kinship_care],
   only_if: {age_band: [age_16_or_17]}}
- id: benefit
  need: benefits
  status: entitlement
  arrangements: [informal_kinship_care, special_guardianship_order]
  contact: {helpline: line}
  figures:
  - {label: This year, amount: "£2", valid_from: 2026-04-06, valid_to: 2027-04-05}
  - {label: The year before, amount: "£1", valid_from: 2025-04-06, valid_to: 2026-04-05}
  - {label: "Another, last year's amount", amount: "£1", valid_from: 2025-04-06, valid_to: 2026-04-05}
  review_by: 2027-04-05
  hard_limit: 2027-10-05
"""
LOCAL = """\
topic: money
entries:
- id: fund
  need: benefits
  status: local
  arrangements: all
  contact: {name: Fund, phone: "01632 960001", hours: Mondays}
"""
COUNCIL = """\
council_name: Somewhere
front_door: {name: Door, phone: "01632 960100", hours: Days}
kinship_team: {name: Team}
"""
HELPLINES = 'line: {name: Line, phone: "01632 960002", hours: Nights, web: line.example}\n'


@pytest.fixture
def root(tmp_path):
    content = tmp_path / "offer_content"
    files = {
        "topics.yml": TOPICS,
        "helplines.yml": HELPLINES,
        "arrangements.yml": "private_fostering: {name: a friend's home}\n",
        "england/money.yml": ENGLAND,
        "somewhere/money.yml": LOCAL,
        "somewhere/council.yml": COUNCIL,
    }
    for name, text in files.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text)
    return tmp_path


def found(root, arrangements, facts=None, flags=(), council=None, as_of=AS_OF):
    return shelf(council, root).find("money", arrangements, facts or {}, flags, as_of)


def ids(page):
    return [offered.entry["id"] for offered in page.entries]


def test_only_what_serves_the_arrangement(root):
    page = found(root, ["kinship_foster_care"])
    assert ids(page) == ["groups", "none"]
    assert page.opening == "Money is a worry."


def test_a_condition_known_unknown_and_contradicted(root):
    fits = {}
    for facts in ({}, {"looked_after_before_order": "yes"}, {"looked_after_before_order": "no"},
                  {"looked_after_before_order": "not_sure"}):  # fmt: skip
        page = found(root, ["special_guardianship_order"], facts)
        fits[str(facts)] = {
            offered.entry["id"]: offered.fits for offered in page.entries if "allow" in offered.entry["id"]
        }
    assert list(fits.values()) == [
        {"allowance": "maybe", "no_allowance": "maybe"},
        {"allowance": "yes"},
        {"no_allowance": "yes"},
        {"allowance": "maybe", "no_allowance": "maybe"},
    ]


def test_a_flag_is_known_when_raised(root):
    page = found(root, ["special_guardianship_order"], flags=["previously_looked_after"])
    assert "allowance" in ids(page) and "no_allowance" not in ids(page)


@pytest.mark.parametrize(
    "situation, fits",
    [("died", "yes"), (["in_prison", "died"], "yes"), (["in_prison"], "maybe"), ("none", None), (None, "maybe")],
)
def test_what_is_told_bit_by_bit_does_not_rule_out(root, situation, fits):
    page = found(root, ["informal_kinship_care"], {"parents_situation": situation} if situation else {})
    assert {o.entry["id"]: o.fits for o in page.entries}.get("death") == fits


@pytest.mark.parametrize(
    "age, shown", [("16", True), ("9", False), ("unborn", False), ("not_sure", True), (None, True)]
)
def test_the_age_band_is_worked_out(root, age, shown):
    page = found(root, ["informal_kinship_care"], {"child_age": age} if age else {})
    assert ("teenager" in ids(page)) is shown


def test_several_possible_arrangements(root):
    page = found(root, ["special_guardianship_order", "informal_kinship_care", "kinship_foster_care"])
    assert ids(page)[0] == "groups", "what serves all of them comes first"
    assert {o.entry["id"]: o.fits for o in page.entries}["benefit"] == "maybe"
    assert ids(page).index("benefit") < ids(page).index("none"), "what is not to be had comes last"


def test_nothing_known_yet_shows_everything_as_perhaps(root):
    page = found(root, [])
    assert len(page.entries) == 7
    assert {o.entry["id"] for o in page.entries if o.fits == "yes"} == {"groups"}


def test_the_council_comes_before_england_within_a_need(root):
    page = found(root, ["informal_kinship_care"], council="somewhere")
    assert ids(page)[0] == "fund"
    assert [o.area for o in page.entries][:2] == ["somewhere", "england"]


def test_gaps_and_what_the_council_has_not_told(root):
    page = found(root, ["informal_kinship_care"], council="somewhere")
    assert page.gaps == ("Ask your council.",)
    assert page.not_told == ("groups",)


@pytest.mark.parametrize(
    "day, standing",
    [(date(2027, 4, 5), "current"), (date(2027, 4, 6), "past_review"), (date(2027, 10, 5), "past_review"),
     (date(2027, 10, 6), "past_limit")],
)  # fmt: skip
def test_standing(root, day, standing):
    page = found(root, ["special_guardianship_order"], as_of=day)
    assert {o.entry["id"]: o.standing for o in page.entries}["benefit"] == standing


def test_only_amounts_that_hold_that_day(root):
    def amounts(day):
        page = found(root, ["informal_kinship_care"], as_of=day)
        return [figure["label"] for o in page.entries if o.entry["id"] == "benefit" for figure in o.figures]

    assert amounts(AS_OF) == ["This year", "Another, last year's amount"]
    assert amounts(date(2025, 6, 1)) == ["The year before", "Another, last year's amount"]
    assert amounts(date(2027, 6, 1)) == ["Another, last year's amount"]


def test_contacts(root):
    here, nowhere = shelf("somewhere", root), shelf(None, root)
    entries = {o.entry["id"]: o for o in found(root, [], council="somewhere").entries}
    assert here.contact(entries["benefit"])["phone"] == "01632 960002"
    assert here.contact(entries["fund"].entry)["name"] == "Fund"
    assert here.contact(entries["allowance"])["name"] == "Team"
    assert here.contact(entries["groups"])["name"] == "Door", "a block the council lacks becomes its front door"
    assert set(nowhere.contact(entries["groups"]).values()) == {""}
    assert nowhere.contact({}) == dict.fromkeys(("name", "phone", "hours", "text", "web", "email"), "")


def test_words_by_code_and_codes_that_have_none(root):
    words = shelf("somewhere", root)
    assert words.arrangement("private_fostering")["name"] == "a friend's home"
    assert words.helpline("line")["hours"] == "Nights"
    assert words.council["council_name"] == "Somewhere"
    for ask in (
        lambda: words.arrangement("x"),
        lambda: words.helpline("x"),
        lambda: words.find("x", [], {}, [], AS_OF),
    ):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize("code", [None, "elsewhere", "../offer_content/somewhere", "", "england"])
def test_a_council_we_do_not_hold_is_england_alone(root, code):
    assert shelf(code, root).council is None
    assert found(root, ["informal_kinship_care"], council=code).entries[0].area == "england"


def test_an_edit_shows_at_once_and_a_slip_keeps_the_last_good_words(root, caplog):
    path = root / "offer_content" / "somewhere" / "money.yml"
    assert "fund" in ids(found(root, [], council="somewhere"))
    path.write_text(LOCAL.replace("id: fund", "id: new_fund"))
    os.utime(path, ns=(1, 1))
    assert "new_fund" in ids(found(root, [], council="somewhere"))
    path.write_text("entries: [broken\n")
    assert "new_fund" in ids(found(root, [], council="somewhere"))
    assert "cannot be read as YAML" in caplog.text
    path.unlink()
    assert "new_fund" not in ids(found(root, [], council="somewhere"))
