"""A turn as the caller sends it: refused plainly when it is none, and made safe when it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.turn_request import BadTurn, read_turn, safe_text, understood_choice

GOOD = {
    "conversation": "c.1",
    "turn": 1,
    "channel": "web",
    "council": "exampleshire",
    "as_of": "2026-11-21",
    "text": "hello",
}


def turn(**changed):
    return read_turn(json.dumps({**GOOD, **changed}).encode())


@pytest.mark.parametrize(
    "body, named",
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 100_000, "JSON"),
        *(
            (json.dumps({**GOOD, **changed}).encode(), field)
            for field, changed in [
                ("conversation", {"conversation": ""}),
                ("conversation", {"conversation": 7}),
                ("conversation", {"conversation": "x" * 201}),
                ("turn", {"turn": "1"}),
                ("turn", {"turn": True}),
                ("turn", {"turn": -1}),
                ("channel", {"channel": "fax"}),
                ("council", {"council": "../england"}),
                ("council", {"council": 3}),
                ("as_of", {"as_of": "21/11/26"}),
                ("as_of", {"as_of": 5}),
                ("text", {"text": 5}),
                ("choice", {"choice": 5}),
                ("story", {"story": []}),
            ]
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_a_turn_is_refused_by_name(body, named):
    with pytest.raises(BadTurn, match=named):
        read_turn(body)


@pytest.mark.parametrize(
    "typed, plain",
    [
        ("/restart", "restart"),
        (" /restart", "restart"),
        ("\u2060/restart", "restart"),
        ('//x{"slot": 1}', 'x{"slot": 1}'),
        ("\x00\x1b[31mhi", "[31mhi"),
        ("\u202egnirts", "gnirts"),
        ("／session_start", "session_start"),
        ("a\nb", "a\nb"),
        ("and/or", "and/or"),
        ("\ud800hi", "hi"),
    ],
    ids=ascii,
)
def test_typed_text_is_only_text(typed, plain):
    assert safe_text(typed) == plain


@given(st.text())
def test_typed_text_never_begins_with_a_slash_and_ends(typed):
    plain = safe_text(typed)
    assert not plain.startswith("/") and len(plain) <= 5000
    assert safe_text(plain) == plain


@pytest.mark.parametrize("text", ["", " ", "🐈🐈", "...", "?!", "\x00"], ids=ascii)
def test_a_message_without_words_never_reaches_understanding(text):
    assert turn(text=text).parse_data()["intent"]["name"] == "nlu_fallback"


@pytest.mark.parametrize(
    "choice, intent, entities",
    [
        ("who_arranged=nobody", "tell_situation", [("who_arranged", "nobody")]),
        ("who_arranged=not_sure", "tell_situation", [("who_arranged", "not_sure")]),
        ("order_in_force=differs", "tell_situation", [("order_in_force", "differs")]),
        ("child_age=change", "correct_answer", [("child_age", "change")]),
        ("ask_financial_support", "ask_financial_support", []),
        ("who_arranged=wizard", "nlu_fallback", []),
        ("wizard=yes", "nlu_fallback", []),
        ("/restart", "nlu_fallback", []),
        ("", "nlu_fallback", []),
        ("a b", "nlu_fallback", []),
    ],
)
def test_a_choice_is_understood_without_understanding(choice, intent, entities):
    read = understood_choice(choice, choice)
    assert (
        read["intent"]["name"] == intent and [(each["entity"], each["value"]) for each in read["entities"]] == entities
    )


def menu_story(asked, menu):
    return {
        "asked": {"name": asked, "child": 0, "times": 1},
        "talk": {"menu": [{"id": each, "label": label} for each, label in menu]},
    }


def test_a_number_is_read_against_the_open_menu():
    story = menu_story(
        "who_arranged",
        [("who_arranged=parent_or_family", "A parent"), ("who_arranged=council_or_police", "The council")],
    )
    assert turn(text="2", story=story).parse_data()["entities"][0]["value"] == "council_or_police"
    assert turn(text="2 boys", story=story).parse_data() is None


def test_a_number_is_the_age_where_the_age_is_asked():
    assert turn(text="1", story=menu_story("child_age", [("child_age=unborn", "Not born yet")])).parse_data() is None


def test_danger_is_never_read_as_a_tap():
    assert (
        turn(text="he is hitting her now", story=menu_story("x", [("ask_more", "he is hitting her now")])).parse_data()
        is None
    )


def test_a_choice_may_carry_several_answers_where_the_question_takes_several():
    read = understood_choice("council_pointers=signed_section_20,checked_home", "1 and 2")
    assert [each["value"] for each in read["entities"]] == ["signed_section_20", "checked_home"]
    assert (
        understood_choice("council_pointers=signed_section_20,nonsense", "1 and 2")["intent"]["name"] == "nlu_fallback"
    )
    assert understood_choice("order_in_force=none,care_order", "1 and 4")["intent"]["name"] == "nlu_fallback"
