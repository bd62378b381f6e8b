"""The proof of the table (design section 5): it always ends, every row is needed, and asking loses nothing."""

from collections import Counter
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kinship import arrangement, rule_table
from kinship.arrangement import Family, decide
from kinship.computed import COMPUTED
from kinship.facts import NOT_SURE, vocabulary
from tests.kinship.asking import AS_OF, CASES, one_at_a_time

TABLE = rule_table.load(Path(arrangement.__file__).with_name("arrangement_rules.yml"), vocabulary())
AGES = ("unborn", "9", "16", "18")
DATES = {"approval_started": ("2026-11-01", "2026-08-12")}
# What families say before they are asked, and so changes what they are asked.
OPENINGS = (
    {},
    {"parents_situation": "died"},
    {"social_worker_involved": "now"},
    {"court_in_progress": "yes"},
    {"child_abroad_or_new": "hosted_ukrainian"},
    {"child_abroad_or_new": "abroad"},
    {"parents_situation": "in_hospital"},
    {"writer": "parent"},
    {"order_in_force": ("special_guardianship_order", "care_order")},
    {"order_in_force": ("child_arrangements_order", "spends_time_with_order")},
)


def every_line():
    """Every `when` of the file: rows, flags, presumptions and what makes a presumed fact a question."""
    yield from (row.when for row in TABLE.rows)
    yield from (line.when for line in TABLE.flags)
    yield from (when for lines in TABLE.presume.values() for when, _ in lines)
    yield from (when for lines in TABLE.asked_when.values() for when in lines)


@cache
def answers_that_differ(fact):
    """One answer for each group that no line of the file and no computed fact tells apart, and `not_sure`."""
    if fact == "child_age":
        return (*AGES, NOT_SURE)
    if vocabulary()[fact].kind == "date":
        return (*DATES[fact], NOT_SURE)
    groups = {}
    for answer in vocabulary()[fact].answers:
        groups.setdefault(how_it_is_treated(fact, answer), answer)
    return (*groups.values(), NOT_SURE)


def how_it_is_treated(fact, answer):
    named = tuple(answer in wanted for when in every_line() for name, wanted in when if name == fact)
    made = []
    for computed in COMPUTED.values():
        if fact in computed.made_from and not computed.uses_date:
            inputs = [(as_input(fact, answer),) if part == fact else every_input(part) for part in computed.made_from]
            made.extend(computed.how(*one) for one in product_of(inputs))
    return named, tuple(made), answer if fact == "stay_length" else None


def every_input(fact):
    return tuple(as_input(fact, answer) for answer in vocabulary()[fact].answers) or (None,)


def as_input(fact, answer):
    return TABLE.as_answer(fact, answer)


def product_of(inputs):
    if not inputs:
        yield ()
        return
    for value in inputs[0]:
        for rest in product_of(inputs[1:]):
            yield (value, *rest)


def leaves(said, unsure=None):
    """Every end of the question tree below what was said; with at most so many "not sure" among the answers."""
    decision = decide(said, AS_OF)
    if decision.next_question is None:
        yield said, decision
        return
    for answer in answers_that_differ(decision.next_question):
        left = unsure if unsure is None or answer != NOT_SURE else unsure - 1
        if left is None or left >= 0:
            yield from leaves({**said, decision.next_question: answer}, left)


def test_every_leaf_ends_in_a_decision_and_every_row_is_reached(report):
    reached, count, deepest, deep = set(), 0, 0, Counter()
    for opening in OPENINGS:
        for said, decision in leaves(opening, unsure=1 if opening else None):
            count += 1
            asked = len(said) - len(opening)
            deepest = max(deepest, asked)
            assert decision.arrangements and decision.because and decision.law, said
            assert asked <= 9, f"{asked} questions: {said}"
            deep[asked] += 1
            sure = NOT_SURE not in said.values()
            if sure:
                assert [one.likelihood for one in decision.arrangements] == ["certain"], said
                reached.add(decision.row)
            if len(decision.arrangements) > 1:
                assert decision.settle_by, said
    for case in CASES:
        decision = decide(case["facts"], case.get("as_of", AS_OF))
        if decision.arrangements[0].likelihood == "certain":
            reached.add(decision.row)
    report.append(
        f"ends of the question tree: {count}, at most {deepest} questions; by number: "
        + ", ".join(f"{number}: {deep[number]}" for number in sorted(deep))
    )
    assert {row.id for row in TABLE.rows} - reached == set()


def some_answer(fact):
    known = vocabulary()[fact]
    if known.kind == "age":
        return st.sampled_from((*AGES, NOT_SURE))
    if known.kind == "date":
        return st.sampled_from((*DATES[fact], NOT_SURE))
    usual = [known.presumed] * 3 if known.presumed else []
    return st.sampled_from([*usual, *known.answers, NOT_SURE])


families = st.fixed_dictionaries({fact: some_answer(fact) for fact in TABLE.questions})


def as_if_all_known(family, said):
    """What was asked, with every other fact as presumed; the facts nobody presumes stay as this family has them."""
    seen = Family(said, AS_OF, TABLE)
    whole = dict(family)
    for fact in TABLE.questions:
        if fact in said:
            whole[fact] = said[fact]
        elif len(seen.answers(fact)) == 1 and None not in seen.answers(fact):
            (only,) = seen.answers(fact)
            whole[fact] = list(only) if isinstance(only, tuple) else only
    return whole


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(family=families)
def test_asking_one_at_a_time_ends_where_knowing_everything_ends(family):
    asked, _, ended = one_at_a_time(family)
    assume(len(asked) < TABLE.most_questions)
    told = {fact: family[fact] for fact in asked}
    checked_form = {
        fact: (answer,) if vocabulary()[fact].kind == "choices" and answer != NOT_SURE else answer
        for fact, answer in told.items()
    }
    whole = as_if_all_known(family, checked_form)
    seen = Family(checked_form, AS_OF, TABLE)
    # An order in force, or a child who is elsewhere, stands for a child under 18 and a carer who is not the parent.
    for part, computed in (("child_age", "age_band"), ("carer_relationship", "carer_is_parent")):
        if part not in told and len(seen.answers(computed)) == 1:
            with_it = Family({**checked_form, part: whole[part]}, AS_OF, TABLE)
            assume(with_it.answers(computed) == seen.answers(computed))
    known = decide(whole, AS_OF)
    assert {one.key for one in ended.arrangements} == {one.key for one in known.arrangements}
    assert ended.arrangements[0] == known.arrangements[0]
    # A court that nobody had to ask about may add its own flag; nothing said is lost, and nothing to be done is missed.
    assert set(ended.flags) <= set(known.flags)
    assert set(known.flags) - set(ended.flags) <= {"court_in_progress", "needs_adviser"}


@settings(max_examples=400, deadline=None)
@given(family=families, told=st.sets(st.sampled_from(TABLE.questions), max_size=4))
def test_never_more_than_nine_questions_whatever_is_told_first(family, told):
    asked, _, ended = one_at_a_time(family, told=told)
    assert len(asked) <= 9, asked
    assert ended.arrangements and ended.because


@settings(max_examples=200, deadline=None)
@given(family=families, fact=st.sampled_from(TABLE.questions))
def test_not_sure_never_rules_out_what_an_answer_would_leave_possible(family, fact):
    """An answer chooses among what "not sure" leaves open; presumptions that follow from it are said as well."""
    told = {**family, fact: family[fact] if family[fact] != NOT_SURE else answers_that_differ(fact)[0]}
    sure = {one.key for one in decide(told, AS_OF).arrangements}
    unsure = {one.key for one in decide({**told, fact: NOT_SURE}, AS_OF).arrangements}
    assert sure <= unsure
