"""The family's story: add, correct, forget what rested on it, several children, and in and out as plain data."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinship.facts import vocabulary
from kinship.story import NOT_SURE, Answer, Story, accepts


def told(**facts):
    story = Story()
    for name, value in facts.items():
        story.add(name, Answer(value, turn=1))
    return story


def test_an_answer_is_kept_with_the_words_it_came_from():
    story = told()
    assert story.add("who_arranged", Answer("parent_or_family", 3, "my daughter asked me"))
    assert story.answer("who_arranged", 0) == Answer("parent_or_family", 3, "my daughter asked me")


def test_not_asked_not_sure_and_no_are_three_things():
    story = told(order_in_force=NOT_SURE, child_disabled="no")
    assert story.facts_of(0) == {"order_in_force": NOT_SURE, "child_disabled": "no"}


def test_the_same_answer_again_is_nothing_new():
    assert not told(child_age="9").add("child_age", Answer("9", 4))


def test_a_corrected_answer_takes_what_rested_on_it_along():
    story = told(
        order_in_force="special_guardianship_order",
        order_names_carer="yes",
        looked_after_before_order="yes",
        child_age="9",
    )
    story.add("order_in_force", Answer("none", 5))
    assert story.facts_of(0) == {"order_in_force": "none", "child_age": "9"}


def test_a_tapped_answer_is_not_quietly_contradicted():
    story = Story()
    story.add("carer_relationship", Answer("grandparent", 2, confirmed=True))
    assert story.conflicts("carer_relationship", "aunt_or_uncle")
    assert not told(carer_relationship="grandparent").conflicts("carer_relationship", "aunt_or_uncle")


def test_two_children_share_what_was_said_of_both_and_keep_their_own():
    story = told(carer_relationship="grandparent")
    story.have_children(2)
    story.add("order_in_force", Answer("special_guardianship_order"), 0)
    story.add("order_in_force", Answer("none"), 1)
    assert [story.facts_of(child)["order_in_force"] for child in (0, 1)] == ["special_guardianship_order", "none"]
    assert [story.facts_of(child)["carer_relationship"] for child in (0, 1)] == ["grandparent", "grandparent"]


@pytest.mark.parametrize(
    "groups, meant",
    [
        (["age:9", "age:4", "age:9"], [0, 1, 0]),
        (["one", "other"], [0, 1]),
        (["older", "younger"], [0, 1]),
        (["boy", "girl", "boy"], [0, 1, 0]),
    ],
)
def test_phrases_point_to_children(groups, meant):
    story = Story()
    found = []
    for group in groups:
        index = story.children_meant(group)
        if group.startswith("age:"):
            story.add("child_age", Answer(group[4:]), index[0])
        found += index
    assert found == meant


def test_the_older_one_is_found_by_age():
    story = Story()
    story.have_children(2)
    story.add("child_age", Answer("4"), 0)
    story.add("child_age", Answer("9"), 1)
    assert (story.children_meant("older"), story.children_meant("younger")) == ([1], [0])


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        "x",
        {"children": "x"},
        {"children": [{"facts": {"nonsense": {"answer": "x"}}}]},
        {"family": {"writer": {"answer": "wizard"}}},
        {"asked": {"name": 3}},
        {"talk": []},
        {"children": [{"facts": {"child_age": {"answer": {"a": 1}}}}]},
    ],
    ids=str,
)
def test_a_damaged_story_is_read_as_far_as_it_goes(damaged):
    assert Story.from_json(damaged).is_empty()


ANY_FACT = st.sampled_from(
    [(fact.name, answer) for fact in vocabulary().values() for answer in (*fact.answers, NOT_SURE)]
)


@given(st.lists(st.tuples(ANY_FACT, st.integers(0, 3), st.sampled_from(["add", "forget", "children"])), max_size=25))
def test_whatever_happens_the_story_survives_the_journey_as_plain_data(steps):
    story = Story()
    for (name, value), child, act in steps:
        child = min(child, len(story.children) - 1)
        if act == "add":
            story.add(name, Answer(value, 1), child)
        elif act == "forget":
            story.forget(name, child)
        else:
            story.have_children(child + 2)
    data = json.loads(json.dumps(story.as_json()))
    assert Story.from_json(data).as_json() == story.as_json()
    for index in range(len(story.children)):
        assert all(accepts(name, value) for name, value in story.facts_of(index).items())


def test_a_child_told_of_later_does_not_take_the_firsts_order_or_age():
    story = told(child_age="4", order_in_force="special_guardianship_order", child_lives_with_carer="yes")
    assert story.children_meant("age:7") == [1]
    assert story.facts_of(0)["child_age"] == "4"
    assert story.facts_of(1) == {"child_lives_with_carer": "yes"}
