"""The table, its grammar and its answer: lists that must agree, and what decide() promises."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from kinship import arrangement, rule_table
from kinship.arrangement import decide
from kinship.computed import COMPUTED
from kinship.facts import NOT_SURE, checked, vocabulary
from tests.kinship.asking import AS_OF, CASES, one_at_a_time

RULES = Path(arrangement.__file__).with_name("arrangement_rules.yml")
WRITTEN = yaml.safe_load(RULES.read_text(encoding="utf-8"))
TABLE = rule_table.load(RULES, vocabulary())
ARRANGEMENTS = {
    "informal_kinship_care",
    "short_stay_with_friend",
    "older_teenager_with_friend",
    "private_fostering",
    "temporary_approval",
    "kinship_foster_care",
    "child_arrangements_order",
    "special_guardianship_order",
    "guardian_after_death",
    "kinship_adoption",
    "waiting_for_court",
    "disputed_placement",
    "adult_now",
    "not_kinship_care",
    "not_settled",
}


# --- lists that must agree --------------------------------------------------------------------------------------------


def test_every_arrangement_has_a_row_and_a_place():
    assert {row.arrangement for row in TABLE.rows} == ARRANGEMENTS
    assert sorted(TABLE.usual) == sorted(ARRANGEMENTS)


def test_every_question_can_be_settled_and_every_open_fact_of_a_row_can_be_asked():
    assert set(TABLE.settle_by) == set(TABLE.questions)
    for row in TABLE.rows:
        for fact, _ in row.when:
            for part in COMPUTED[fact].made_from if fact in COMPUTED else (fact,):
                heard_only = vocabulary()[part].presumed or part in ("stay_started", "stay_meant_to_end")
                assert part in TABLE.questions or heard_only, f"row {row.id}: nobody can be asked for {part}"


def test_every_fact_with_a_condition_is_presumed_and_can_be_asked():
    for fact in vocabulary().values():
        if fact.asked_when:
            assert fact.presumed is not None and fact.name in TABLE.questions, fact.name


def test_a_presumption_is_one_of_the_answers():
    for fact in vocabulary().values():
        assert fact.presumed is None or fact.presumed in fact.answers, fact.name
        assert set(fact.needs) <= set(vocabulary()), fact.name


def test_rows_have_their_own_names_and_a_law():
    assert len({row.id for row in TABLE.rows}) == len(TABLE.rows)
    for row in TABLE.rows:
        assert row.law, row.id
        for law in row.law:
            assert set(law) == {"title", "href"} and law["href"].startswith("https://www.legislation.gov.uk/"), row.id


def test_every_law_listed_is_used():
    assert [law for law in WRITTEN["laws"] if not any(law in row.law for row in TABLE.rows)] == []


def test_sentences_are_short():
    words = [row.because for row in TABLE.rows] + list(TABLE.settle_by.values()) + list(TABLE.unsettled.values())
    for text in words:
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            assert len(sentence.split()) <= 20, sentence
        assert "{" not in text and "!" not in text


def test_the_court_paper_and_who_arranged_it_are_settled_first():
    assert list(TABLE.settle_by)[:3] == ["order_in_force", "order_names_carer", "who_arranged"]


def test_every_flag_is_raised_for_some_family():
    raised = {flag for case in CASES for flag in decide(case["facts"], case.get("as_of", AS_OF)).flags}
    assert raised == set(rule_table.FLAGS)


# --- the grammar is closed --------------------------------------------------------------------------------------------


def changed(**parts):
    return {**WRITTEN, **parts}


@pytest.mark.parametrize(
    "row, fault",
    [
        ({"when": {"child_lives_with_carer": "maybe"}}, "Use one of: yes, no, soon"),
        ({"when": {"shoe_size": "9"}}, "no fact of facts.yml"),
        ({"when": {"age_band": "teenager"}}, "unborn, under_16"),
        ({"unless": {"age_band": "adult"}}, "not a word of the table"),
        ({"flags": ["urgent"]}, "not a word of the table"),
        ({"arrangement": "friends"}, "no place under usual"),
    ],
)
def test_what_is_outside_the_grammar_is_refused(row, fault):
    with pytest.raises(ValueError, match=fault):
        rule_table.build(changed(table=[{**WRITTEN["table"][0], **row}]), vocabulary())


def test_a_question_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="shoe_size"):
        rule_table.build(changed(questions=["shoe_size"]), vocabulary())


# --- what decide() promises -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts, fault",
    [
        ({"shoe_size": "9"}, "'shoe_size' is not a fact we know"),
        ({"child_lives_with_carer": "perhaps"}, "'child_lives_with_carer' is 'perhaps'. Use one of: yes, no"),
        ({"child_age": "nine"}, "'child_age' is 'nine'. Use one of: a whole number of years, unborn, not_sure"),
        ({"child_age": "-1"}, "child_age"),
        ({"child_age": "999"}, "child_age"),
        ({"order_in_force": ["none", "a_letter"]}, "'order_in_force' is 'a_letter'"),
        ({"order_in_force": []}, "order_in_force"),
        ({"who_arranged": ["parent_or_family"]}, "who_arranged"),
        ({"stay_started": ""}, "stay_started"),
        ({"home_council": True}, "home_council"),
    ],
)
def test_what_we_do_not_know_is_refused_by_name(facts, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        decide(facts, AS_OF)


def test_not_asked_none_and_not_sure_are_three_things():
    known = {"child_lives_with_carer": "yes", "carer_relationship": "grandparent", "child_age": "6"}
    assert decide(known, AS_OF).next_question == "order_in_force"
    assert decide({**known, "order_in_force": None}, AS_OF) == decide(known, AS_OF)
    unsure = decide({**known, "order_in_force": NOT_SURE, "who_arranged": "parent_or_family"}, AS_OF)
    assert unsure.next_question is None
    assert [settle.fact for settle in unsure.settle_by] == ["order_in_force"]
    none = decide({**known, "order_in_force": "none", "who_arranged": "parent_or_family"}, AS_OF)
    assert [one.likelihood for one in none.arrangements] == ["certain"] and none.settle_by == ()


def test_answers_may_be_written_in_more_than_one_way():
    assert checked({"social_worker_involved": "yes"}) == {"social_worker_involved": "now"}
    assert checked({"social_worker_involved": "no"}) == {"social_worker_involved": "never"}
    assert checked({"child_age": 9}) == {"child_age": "9"}
    assert checked({"order_in_force": ["none", "care_order", "not_sure"]}) == {"order_in_force": ("care_order",)}
    assert checked({"order_in_force": ["none", "not_sure"]}) == {"order_in_force": NOT_SURE}
    assert checked({"order_in_force": "none"}) == {"order_in_force": ("none",)}


def test_every_answer_of_the_vocabulary_is_understood():
    for fact in vocabulary().values():
        for answer in (*fact.answers, NOT_SURE):
            assert decide({fact.name: answer}, AS_OF).arrangements


def test_the_answer_as_json():
    found = decide({"order_in_force": "special_guardianship_order"}, AS_OF).as_json()
    assert list(found) == ["arrangements", "flags", "next_question", "because", "law", "settle_by"]
    assert found["arrangements"] == [{"key": "special_guardianship_order", "likelihood": "certain"}]
    assert found["law"][0]["href"] == "https://www.legislation.gov.uk/ukpga/1989/41/section/14A"


def test_because_claims_nothing_that_is_not_known():
    open_answer = decide({"child_lives_with_carer": "yes"}, AS_OF)
    assert open_answer.because == TABLE.unsettled["asking"]


NAN = {"child_lives_with_carer": "yes", "carer_relationship": "grandparent", "child_age": "9", "order_in_force": "none"}


@pytest.mark.parametrize("who", ["nobody", "child_themselves"])
def test_nobody_is_told_that_a_family_arranged_what_nobody_arranged(who):
    found = decide({**NAN, "who_arranged": who, "parents_situation": "unwell"}, AS_OF)
    assert found.arrangements[0].key == "informal_kinship_care"
    assert "family arranged" not in found.because


@pytest.mark.parametrize(
    "order, arrangement",
    [
        ("special_guardianship_order", "special_guardianship_order"),
        ("child_arrangements_order", "child_arrangements_order"),
        ("adoption_order", "kinship_adoption"),
    ],
)
def test_care_before_the_order_is_a_reason_and_never_a_question_again(order, arrangement):
    found = {
        answer: decide({**NAN, "order_in_force": order, "looked_after_before_order": answer}, AS_OF)
        for answer in ("yes", "no", NOT_SURE)
    }
    for decision in found.values():
        assert [(one.key, one.likelihood) for one in decision.arrangements] == [(arrangement, "certain")]
        assert decision.next_question is None and "?" not in decision.because
    assert "in care just before" in found["yes"].because
    assert "in care" not in found["no"].because and found["no"].because == found[NOT_SURE].because
    assert [one.fact for one in found[NOT_SURE].settle_by] == ["looked_after_before_order"]
    assert found["yes"].settle_by == found["no"].settle_by == ()


@pytest.mark.parametrize(
    "said",
    [
        {"stay_started": "2026-06"},
        {"fostering_status": "approved"},
        {"order_in_force": "special_guardianship_order"},
        {"stay_length": "twenty_eight_days_or_more"},
        {"who_arranged": "child_themselves"},
    ],
)
def test_a_child_who_came_is_not_asked_about_again(said):
    facts = {"carer_relationship": "grandparent", **said}
    family = {**NAN, "who_arranged": "parent_or_family", "fostering_status": "none", **facts}
    assert "child_lives_with_carer" not in one_at_a_time(family, told=facts)[0]


def test_soon_no_and_part_of_the_week_are_believed():
    for answer, row in (("soon", "coming_soon"), ("no", "elsewhere"), ("part_of_the_week", "part_of_the_week")):
        facts = {**NAN, "child_lives_with_carer": answer, "stay_started": "2026-06", "who_arranged": "parent_or_family"}
        assert decide(facts, AS_OF).row == row


def test_the_same_facts_in_another_order_or_on_another_day():
    facts = {
        "child_lives_with_carer": "yes",
        "carer_relationship": "family_friend",
        "child_age": "9",
        "order_in_force": "none",
        "who_arranged": "parent_or_family",
        "parent_in_home": "no",
        "stay_started": "2026-11-01",
        "stay_meant_to_end": "2026-11-25",
    }
    assert decide(facts, AS_OF) == decide(dict(reversed(facts.items())), AS_OF)
    assert decide(facts, AS_OF).arrangements[0].key == "short_stay_with_friend"
    assert decide(facts, date(2026, 11, 28)).arrangements[0].key == "private_fostering"
