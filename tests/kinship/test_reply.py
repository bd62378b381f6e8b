"""Replies read against a menu: only a whole message is a choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinship.reply import Choice, normalise, read

MENU = [
    Choice("who_arranged=parent_or_family", "A parent or the family"),
    Choice("who_arranged=council_or_police", "A social worker or the police"),
    Choice("who_arranged=nobody", "Nobody, it just happened"),
    Choice("who_arranged=not_sure", "I am not sure"),
]
YES_NO = [
    Choice("child_disabled=yes", "Yes"),
    Choice("child_disabled=no", "No"),
    Choice("child_disabled=not_sure", "I am not sure"),
]
FAMILY, COUNCIL, NOBODY, UNSURE = (choice.id for choice in MENU)


@pytest.mark.parametrize(
    "typed, picked",
    [
        ("1", [FAMILY]),
        ("1.", [FAMILY]),
        ("(1)", [FAMILY]),
        ("#2", [COUNCIL]),
        ("2)", [COUNCIL]),
        ("1️⃣", [FAMILY]),
        ("２", [COUNCIL]),
        ("one", [FAMILY]),
        ("wun", [FAMILY]),
        ("l", [FAMILY]),
        ("I", [FAMILY]),
        ("|", [FAMILY]),
        ("to", [COUNCIL]),
        ("too", [COUNCIL]),
        ("for", [UNSURE]),
        ("first", [FAMILY]),
        ("2nd", [COUNCIL]),
        ("the third one", [NOBODY]),
        ("top one", [FAMILY]),
        ("last", [UNSURE]),
        ("option 2", [COUNCIL]),
        ("number 3 please", [NOBODY]),
        ("no. 3", [NOBODY]),
        ("its 2 thanks x", [COUNCIL]),
        ("um 2", [COUNCIL]),
        ("i think 2", [COUNCIL]),
        ("reply 1", [FAMILY]),
        ("press 4", [UNSURE]),
        ("A parent or the family", [FAMILY]),
        ("a social worker or the police.", [COUNCIL]),
        ("a social worker or the polise", [COUNCIL]),
        ("nobody", [NOBODY]),
        ("dunno", [UNSURE]),
        ("not sure", [UNSURE]),
        ("?", [UNSURE]),
        ("1 and 3", [FAMILY, NOBODY]),
        ("1,3", [FAMILY, NOBODY]),
    ],
    ids=str,
)
def test_a_whole_message_picks_a_choice(typed, picked):
    assert read(typed, MENU) == picked


@pytest.mark.parametrize(
    "typed",
    [
        "I care for 2 kids",
        "he is 1",
        "5",
        "0",
        "99999999999999999999",
        "2 boys and 1 girl",
        "my mum did",
        "",
        "   ",
        "!!!",
        "there were 3 of them came round",
        "1 and 9",
        "social worker came at 2",
        "x" * 5000,
        "½",
    ],
    ids=repr,
)
def test_a_message_that_tells_something_is_not_a_choice(typed):
    assert read(typed, MENU) == []


@pytest.mark.parametrize(
    "typed, picked",
    [
        ("yes", "yes"),
        ("Yeah", "yes"),
        ("yep x", "yes"),
        ("aye", "yes"),
        ("thats right", "yes"),
        ("no", "no"),
        ("Nope.", "no"),
        ("nah", "no"),
        ("no thanks", "no"),
        ("idk", "not_sure"),
        ("I don’t know", "not_sure"),
    ],
)
def test_yes_and_no_are_read(typed, picked):
    assert read(typed, YES_NO) == [f"child_disabled={picked}"]


def test_no_picks_none_where_none_is_the_answer():
    assert read(
        "no", [Choice("order_in_force=none", "No court order"), Choice("order_in_force=care_order", "Care order")]
    ) == ["order_in_force=none"]


def test_yes_picks_nothing_where_no_choice_means_yes():
    assert read("yes", MENU) == []


def test_a_number_is_not_a_choice_where_it_is_the_answer_itself():
    assert read("1", [Choice("child_age=unborn", "Not born yet")], numbered=False) == []


@given(st.text(max_size=200))
def test_never_raises_and_never_invents(typed):
    assert set(read(typed, MENU)) <= {choice.id for choice in MENU}
    assert isinstance(normalise(typed), str)


@given(st.sampled_from(MENU), st.sampled_from(["{}", " {} ", "{}.", "{} please", "“{}”", "{}!"]))
def test_every_label_picks_itself(choice, dressing):
    assert read(dressing.format(choice.label), MENU) == [choice.id]


@given(st.integers(1, len(MENU)), st.sampled_from(["{}", "({})", "{}.", "#{}", "option {}", "{} pls", "its {}"]))
def test_every_number_picks_its_line(number, form):
    assert read(form.format(number), MENU) == [MENU[number - 1].id]
