"""Every refusal names its line and its mend. Each case spoils one line of a good file."""

from datetime import date
from pathlib import Path

import pytest

from kinship.check import allowed_answers
from kinship.content_files import Page, read_yaml, read_yaml_text
from kinship.council_schema import NEEDED, check_council
from kinship.offer_schema import ARRANGEMENTS, Known, check_topic_file
from kinship.wording_schema import check_answers, check_arrangements_file, check_helplines, check_topics

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
KNOWN = Known(
    as_of=AS_OF, topics={"money": ("benefits", "grants")}, answers=allowed_answers(), helplines=["family_rights_group"]
)
GOOD = """\
topic: money
opening: Money is a worry for many families.
gaps:
  grants: Your council can tell you.
entries:
- id: child_benefit
  need: benefits
  title: Child Benefit
  status: entitlement
  arrangements: [informal_kinship_care, private_fostering]
  only_if: {previously_looked_after: "yes", age_band: [under_16], who_arranged: parent_or_family}
  what: Money for a child.
  who: The person the child lives with.
  how: Claim online.
  provides: HMRC
  coordinates: HMRC
  decides: HMRC, in about 3 weeks.
  if_no: Ask them to look again.
  cost: Free.
  contact: {name: HMRC, phone: "0300 200 3100", hours: Check opening times}
  come_back: Call again.
  figures:
  - {label: First child, amount: "£27.05 a week", tax_year: 2026/27, valid_from: 2026-04-06, valid_to: 2027-04-05}
  source: {title: Child Benefit, href: https://www.gov.uk/child-benefit}
  checked_on: 2026-11-21
  review_by: 2027-04-05
  hard_limit: 2027-10-05
"""


def topic_faults(text, local=False, stem="money"):
    found = []
    check_topic_file(Page("money.yml", found), read_yaml_text(text, "money.yml"), stem, local, KNOWN)
    return [str(fault) for fault in sorted(found)]


def spoiled(old, new, text=GOOD):
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_the_good_file_is_good():
    assert topic_faults(GOOD) == []


LONG = " ".join(["word"] * 61)
SPOILS = [
    ("  cost: Free.", "  costs: Free.", 19, "'costs' is not a field of Entry 'child_benefit'.", "Did you mean 'cost'?"),
    ("  cost: Free.\n", "", 6, "Entry 'child_benefit' has no 'cost'.", "Add 'cost'."),
    ("  cost: Free.", "  cost:", 19, "Entry 'child_benefit' has no 'cost'.", "Add 'cost'."),
    ("status: entitlement", "status: entitlment", 9, "'entitlment', which we do not", "Did you mean 'entitlement'?"),
    ("need: benefits", "need: benefit", 7, "'need' of Entry 'child_benefit' is 'benefit'", "Did you mean 'benefits'?"),
    ("[informal_kinship_care, p", "[informal_care, p", 10, "'arrangements' of Entry", "'informal_kinship_care'?"),
    ("[informal_kinship_care, private_fostering]", "private_fostering", 10, "should be a list.", "or all."),
    ("[informal_kinship_care, p", "[private_fostering, p", 10, "names one twice.", "Keep each once."),
    ("topic: money", "topic: cash", 1, "'topic' is 'cash', but the file is called money.yml.", "Write 'topic: money'."),
    ('previously_looked_after: "yes"', "previously_looked_after: yes", 11, "yes without quotes.", '"yes"'),
    ('previously_looked_after: "yes"', "previously_lookd: no", 11, "is no fact or flag.", "'previously_looked_after'?"),
    ("age_band: [under_16]", "age_band: [under_18]", 11, "'under_18', which we do not know", "'under_16'?"),
    ("age_band: [under_16]", "child_age: 9", 11, "'child_age', which has no list of answers.", "use 'age_band'"),
    ("who_arranged: parent_or_family", "who_arranged: family", 11, "'who_arranged' in 'only_if'", "parent_or_family"),
    ("checked_on: 2026-11-21", "checked_on: 30/4/26", 25, "is '30/4/26'.", "Write a date as 2026-04-30."),
    ("checked_on: 2026-11-21", "checked_on: 2026-11-22", 25, "which is still to come", "the day it was checked"),
    ("  checked_on: 2026-11-21\n", "", 6, "Entry 'child_benefit' has no 'checked_on'.", "Add"),
    ("review_by: 2027-04-05", "review_by: 2026-11-20", 26, "was due for review by 2026-11-20.", "Check it, then set"),
    ("hard_limit: 2027-10-05", "hard_limit: 2027-04-01", 27, "before 'review_by'", "after the review date"),
    (", href: https://www.gov.uk/child-benefit", "", 24, "has no 'href'.", "Add 'href'."),
    ("href: https://www.gov.uk/child-benefit", "href: gov.uk", 24, "'href' of Entry", "from https:// on"),
    ('"0300 200 3100"', "116123", 20, "is a number without quotes.", 'Put quotes around it: "116123"'),
    ('"0300 200 3100"', "0300 ask for Jo", 20, "'0300 ask for Jo'.", "Write digits and spaces only"),
    (", hours: Check opening times", "", 20, "has a phone number without hours.", "Add 'hours'"),
    ('phone: "0300 200 3100", hours: Check opening times', 'email: ""', 20, "no way to reach anyone.", "Add a phone"),
    ('{name: HMRC, phone: "0300 200 3100", hours: Check opening times}', "{helpline: family_right_group}", 20,
     "points to 'family_right_group', which is not in helplines.yml.", "Did you mean 'family_rights_group'?"),
    ('{name: HMRC, phone: "0300 200 3100", hours: Check opening times}', "{council: front_dor}", 20,
     "points to 'front_dor', which is not in council.yml.", "Did you mean 'front_door'?"),
    ('{name: HMRC, phone: "0300 200 3100", hours: Check opening times}', "HMRC", 20, "should be fields", "name: value"),
    ("what: Money for a child.", f"what: {LONG}", 12, "has 61 words.", "60 words or fewer"),
    ("what: Money for a child.", 'what: "Money for {name}."', 12, "has a brace", "Take it out"),
    ("what: Money for a child.", "what: It is £27.05 a week.", 12, "names an amount of money.", "under 'figures'"),
    ("what: Money for a child.", "what: yes", 12, "'what' of Entry 'child_benefit' is yes without quotes.", '"yes"'),
    ("what: Money for a child.", "what: 2026", 12, "is a number or date without quotes.", "Put quotes"),
    ("what: Money for a child.", "what: {money}", 12, "should be words.", "put quotes around text"),
    ("  grants: Your council can tell you.", "  grant: Ask.", 4, "A need under 'gaps' is 'grant'", "'grants'?"),
    ("  grants: Your council can tell you.", f"  grants: {LONG}", 4, "has 61 words.", "60 words or fewer"),
    ("tax_year: 2026/27, ", "", 23, "A figure of Entry 'child_benefit' has no 'tax_year'.", "Add"),
    ("tax_year: 2026/27", "tax_year: 2026", 23, "'tax_year' of A figure", "Write it as 2026/27."),
    ("valid_to: 2027-04-05", "valid_to: 2026-11-20", 23, "(£27.05 a week) ran out on", "Put in the new amount"),
    ("valid_to: 2027-04-05", "valid_to: 2025-04-05", 23, "ends before it starts.", "Check"),
    ('amount: "£27.05 a week"', "amount: 27.05", 23, "is a number or date without quotes.", "Put quotes"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, line, fault, mend", SPOILS)
def test_a_spoiled_line_is_refused_with_its_mend(old, new, line, fault, mend):
    found = topic_faults(spoiled(old, new))
    assert any(text.startswith(f"money.yml, line {line}: ") and fault in text and mend in text for text in found), found


def test_an_amount_of_last_year_may_be_told_as_such():
    text = spoiled("label: First child", "label: First child (last year)")
    assert topic_faults(spoiled("valid_to: 2027-04-05", "valid_to: 2026-06-05", text)) == []


def test_a_second_entry_with_the_same_id():
    second = GOOD[GOOD.index("- id:") :]
    assert "line 28: The id 'child_benefit' is already on line 6." in " ".join(topic_faults(GOOD + second))


def test_a_file_that_is_no_topic():
    assert any("'mony' is not a topic. Did you mean 'money'?" in text for text in topic_faults(GOOD, stem="mony"))


def test_a_councils_entry_is_local_and_says_whether_it_is_live():
    found = topic_faults(GOOD, local=True)
    assert any("is 'entitlement', which we do not know. Use one of: local." in text for text in found)
    assert any("has no 'state'. Add 'state'." in text for text in found)
    text = spoiled("status: entitlement", "status: local\n  state: running")
    assert any("Use one of: live, paused." in fault for fault in topic_faults(text, local=True))


# The files beside the folders -------------------------------------------------------------------------------------


def faults_of(check, text, *more):
    found = []
    check(Page("x.yml", found), read_yaml_text(text, "x.yml"), *more)
    return [str(fault) for fault in sorted(found)]


def test_a_menu_label_that_is_too_long_and_a_heading_that_is_not_in_the_law():
    found = faults_of(check_topics, "money:\n  title: Money and everything like it\n  heading: cash\n  needs: {a: b}\n")
    assert any("line 2: 'title' of Topic 'money' has 28 characters. Keep it to 24." in text for text in found)
    assert any("line 3: 'heading' of Topic 'money' is 'cash'" in text for text in found)


def test_a_helpline():
    text = "one:\n  name: One\n  phone: 116123\n  for: To talk.\n  checked_on: 2026-11-21\n  review_by: 2026-01-01\n"
    found = faults_of(check_helplines, text, AS_OF)
    assert any("line 3: 'phone' of Helpline 'one' is a number without quotes." in text for text in found)
    assert any("line 3: Helpline 'one' has a phone number without hours." in text for text in found)
    assert any("has no 'source'" in text for text in found)
    assert any("line 6: Helpline 'one' was due for review" in text for text in found)


def test_every_arrangement_has_words():
    found = faults_of(check_arrangements_file, "private_fostring:\n  name: a\n  first_steps: [One.]\n", AS_OF)
    assert any("Did you mean 'private_fostering'?" in text for text in found)
    assert any("has 1 first steps. Give 2 to 4." in text for text in found)
    assert sum("There are no words for" in text for text in found) == len(ARRANGEMENTS)


def test_every_answer_has_words():
    label = "I do not know and this is far too long a label"
    text = f"stay_length:\n  not_sure: {{label: {label}}}\n  long: {{label: a}}\nage: {{}}\n"
    found = faults_of(check_answers, text, {"stay_length": ("short", "not_sure"), "child_age": None})
    assert any("line 2: 'label' of 'stay_length' not_sure has 46 characters. Keep it to 40" in text for text in found)
    assert any("line 3: An answer to 'stay_length' is 'long'" in text for text in found)
    assert any("line 3: 'stay_length' long has no 'said_back'" in text for text in found)
    assert any("'stay_length' has no words for the answer 'short'" in text for text in found)
    assert any("line 4: 'age' is not a fact." in text for text in found)


def test_a_council_without_its_fields():
    found = faults_of(check_council, "council_name: Somewhere\n", AS_OF)
    assert {f"x.yml, line 1: council.yml has no '{name}'. Add '{name}'." for name in NEEDED[1:]} == set(found)


COUNCIL = """\
example: true
front_door: {name: Door, phone: "0191 498 0123"}
out_of_hours: {name: Night, phone: 01632960101, hours: Nights}
groups: [{name: Tea, when: Mondays, where: Hub}]
legal_costs: {policy: Ask,
              cap: {label: Most, amount: "£1", tax_year: 2025/26, valid_from: 2025-04-06, valid_to: 2026-04-05}}
therapy: {phone: "01632 960001"}
next_review: 2026-11-01
kinship_zone: no
"""  # fmt: skip


@pytest.mark.parametrize(
    "says",
    [
        "line 2: 'front_door' has a phone number without hours.",
        "line 2: 0191 498 0123 may be somebody's number, and this council is an example. Use one that starts 01632 960",
        "line 4: An item of 'groups' has no 'who'. Add 'who'.",
        "line 6: 'cap' of 'legal_costs' (£1) ran out on 2026-04-05.",
        "line 7: 'therapy' has no 'what'. Add 'what'.",
        "line 8: The offer was due for review by 2026-11-01.",
        "line 9: 'kinship_zone' is no without quotes. Put quotes around it: \"no\".",
    ],
)
def test_a_council_with_faults(says):
    assert any(says in text for text in faults_of(check_council, COUNCIL, AS_OF))


def test_a_real_council_may_have_real_numbers():
    found = faults_of(check_council, COUNCIL.replace("example: true\n", ""), AS_OF)
    assert not any("may be somebody's number" in text for text in found)


def test_the_codes_are_those_of_the_decision_table():
    table = read_yaml(ROOT / "kinship" / "arrangement_rules.yml")
    assert set(table["usual"]) == set(ARRANGEMENTS)
