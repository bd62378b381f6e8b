"""The families of cases_arrangement.yml: what the table must say of each."""

from collections import Counter
from datetime import date

import pytest

from kinship.arrangement import decide
from kinship.facts import vocabulary
from tests.kinship.asking import AS_OF, CASES, one_at_a_time

KEYS = {"name", "facts", "as_of", "first", "likelihood", "also_possible", "flags", "not_flags", "next_question"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_the_table_says(case):
    assert set(case) <= KEYS, f"'{case['name']}' has {set(case) - KEYS}. Known: {sorted(KEYS)}"
    decision = decide(case["facts"], case.get("as_of", AS_OF))
    first, *rest = decision.arrangements
    assert (first.key, first.likelihood) == (case["first"], case["likelihood"])
    assert {one.key for one in rest} == set(case.get("also_possible", ()))
    assert {one.likelihood for one in rest} <= {"possible"}
    assert decision.next_question == case.get("next_question")
    assert set(case.get("flags", ())) <= set(decision.flags)
    assert not set(case.get("not_flags", ())) & set(decision.flags)


def test_the_worked_examples_are_all_here():
    numbers = {case["name"].split(":")[0].rstrip("abc") for case in CASES}
    assert {str(number) for number in range(1, 43)} <= numbers
    assert len(CASES) >= 107


def test_names_differ():
    assert not [name for name, count in Counter(case["name"] for case in CASES).items() if count > 1]


def test_few_questions(report):
    """At most seven questions for 95 % of the families, never more than nine (design section 5)."""
    counts = {case["name"]: len(one_at_a_time(case["facts"], case.get("as_of", AS_OF))[0]) for case in CASES}
    spread = Counter(counts.values())
    report.append(
        f"questions asked of {len(CASES)} families who only tap: "
        + ", ".join(f"{number}: {spread[number]}" for number in sorted(spread))
    )
    told = Counter(_after_first_message(case) for case in CASES)
    report.append(
        "the same when they first said who they are, the age and any order: "
        + ", ".join(f"{number}: {told[number]}" for number in sorted(told))
    )
    few = sum(count for number, count in spread.items() if number <= 7) / len(CASES)
    report.append(f"seven questions or fewer: {few:.1%}")
    assert max(counts.values()) <= 9, [name for name, count in counts.items() if count > 9]
    assert few >= 0.95, [name for name, count in counts.items() if count > 7]


def _after_first_message(case):
    told = ("child_lives_with_carer", "carer_relationship", "child_age", "order_in_force")
    return len(one_at_a_time(case["facts"], case.get("as_of", AS_OF), told)[0])


def test_facts_are_in_the_order_of_the_vocabulary():
    """So that two cases can be compared by eye."""
    order = list(vocabulary())
    for case in CASES:
        assert list(case["facts"]) == sorted(case["facts"], key=order.index), case["name"]
        assert isinstance(case.get("as_of", AS_OF), date)
