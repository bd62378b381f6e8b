"""How people really answer a numbered menu by text: every form picks its line, and a sentence picks none."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kinship.reply import ALONE, NUMBER_WORDS, Choice, normalise, numbers, read

MENU = [
    Choice("order_in_force=none", "No order"),
    Choice("order_in_force=care_order", "Care order"),
    Choice("order_in_force=special_guardianship_order", "Special guardianship, from a court"),
    Choice("ask_for_person", "Talk to a person"),
]
YES_NO = [Choice("a=yes", "Yes"), Choice("a=no", "No"), Choice("ask_for_person", "Talk to a person")]
LONG = [Choice(f"f={n}", f"Thing {chr(96 + n)}") for n in range(1, 13)]

ONE = """1 | 1. | (1) | 1) | #1 | # 1 | [1] | "1" | “1” | '1' | 1! | 1: | 1, | *1* | １ | ① | ❶ | ١ | 1️⃣ | 1⃣
one | One. | ONE | wun | first | First! | 1st | the first | the 1st | the first one | first one | 1st one | first option
the first option | top one | the top one | top
option 1 | Option 1. | option1 | opt 1 | number 1 | number 1 x | number one | num 1 | no. 1 | no.1 | nr 1 | reply 1 | press 1
choice 1 | answer 1 | answer: 1 | ans 1 | its 1 | it's 1 | it’s one | that's 1 | i think 1 | i think it's 1 | i'd say 1
Um 1 | um, 1 | erm 1 | well 1 | so 1 | hmm 1 | oh 1 | ok 1 | i pick 1 | i choose one | i'll have 1 | please 1
one pls | 1 please | 1 plz | 1 thanks | 1 thank you | 1 ta | 1 ta x | 1 x | 1xx | 1 xxx | 1 cheers | 1 thx | 1 i think | 1 love
first one pls | the first one please x | 1 👍 | 1 🙏🏽 | 1😊 | 1 No order | 1. No order | 1) no order | l | I
No order | no order. | NO ORDER please | no ordr"""


@pytest.mark.parametrize("typed", [each.strip() for each in ONE.replace("\n", " | ").split(" | ") if each.strip()])
def test_a_person_who_means_the_first_line(typed):
    assert read(typed, MENU) == ["order_in_force=none"]


@pytest.mark.parametrize(
    "typed, line",
    [
        ("|", 1),
        ("2", 2),
        ("two", 2),
        ("to", 2),
        ("Too", 2),
        ("number 2 x", 2),
        ("Um 2", 2),
        ("the second one", 2),
        ("care order", 2),
        ("2 care order", 2),
        ("for", 4),
        ("four", 4),
        ("last", 4),
        ("the last one", 4),
        ("last option pls", 4),
        ("bottom one", 4),
        ("special guardianship", 3),
        ("3 special guardianship", 3),
        ("talk to a person please", 4),
    ],
)
def test_the_other_lines(typed, line):
    assert read(typed, MENU) == [MENU[line - 1].id]


@pytest.mark.parametrize(
    "typed",
    [
        "1 and 3",
        "1,3",
        "1, 3",
        "1 & 3",
        "1+3",
        "one and three",
        "1 and three",
        "1 and 3 please",
        "both 1 and 3",
        "options 1 and 3",
    ],
)
def test_more_than_one_line_and_nothing_lost(typed):
    assert read(typed, MENU) == [MENU[0].id, MENU[2].id]


def test_three_lines_in_the_order_they_were_said():
    assert read("3, 1, and 2", MENU) == [MENU[2].id, MENU[0].id, MENU[1].id]


@pytest.mark.parametrize(
    "typed",
    [
        "I care for 2 kids and mum",
        "I've got 2",
        "2 kids",
        "my 1 grandson",
        "she is 3",
        "3 of them",
        "1 or 2",
        "1 and 9",
        "0 and 1",
        "1 to 3",
        "5",
        "0",
        "o",
        "O",
        "00",
        "-",
        "½",
        "1.5",
        "1/3",
        "10:30",
        "no one",
        "No. One",
        "no1",
        "so I",
        "um i",
        "just to",
        "well for",
        "to please",
        "2 Special guardianship",  # the number and the words say two things
        "the first time he came",
        "one day she left",
        "😭",
        "🔪",
        "1 😭",
        "\ud83d",
        "\u200b",
    ],
    ids=ascii,
)
def test_what_is_no_answer_to_the_menu(typed):
    assert read(typed, MENU) == []


@pytest.mark.parametrize(
    "typed, picked",
    [
        ("Yes please", "yes"),
        ("Yes, please", "yes"),
        ("yeah", "yes"),
        ("yeah x", "yes"),
        ("yep ta", "yes"),
        ("y", "yes"),
        ("👍", "yes"),
        ("👍🏾", "yes"),
        ("👍👍", "yes"),
        ("yes 👍", "yes"),
        ("👎", "no"),
        ("no ta x", "no"),
        ("no thank you", "no"),
        ("Nah", "no"),
    ],
)
@pytest.mark.parametrize("ids", [("a=yes", "a=no"), ("hub:carry_on", "hub:start_again")])
def test_yes_and_no_by_their_id_or_their_label(typed, picked, ids):
    menu = [Choice(ids[0], "Yes"), Choice(ids[1], "No, thank you"), YES_NO[2]]
    if ids[1] == "hub:start_again":
        menu[1] = Choice(ids[1], "No")
    assert read(typed, menu) == [ids[0] if picked == "yes" else ids[1]]


def test_ok_to_a_question_of_fact_only_shows_that_it_was_read():
    assert read("ok", YES_NO) == []


@pytest.mark.parametrize(
    "typed, said",
    [("7", [7]), ("1 and 9", [1, 9]), ("option 12 pls", [12]), ("the fifth one", [5]), ("0", [0])]
    + [(each, []) for each in ("", "he is 7", "1 or 2", "?", "and", "to")],
)
def test_the_numbers_of_a_whole_message_whether_a_menu_has_them_or_not(typed, said):
    assert numbers(typed) == said


def test_a_thumb_is_nothing_where_no_line_means_yes():
    assert read("👍", MENU) == []


def test_a_number_word_that_is_a_label_means_the_label_and_a_figure_the_line():
    menu = [Choice("n=0", "None"), Choice("n=1", "One"), Choice("n=2", "Two, or more")]
    assert [read(each, menu) for each in ("one", "two", "1", "2")] == [["n=1"], ["n=2"], ["n=0"], ["n=1"]]


def test_the_short_label_of_a_text_is_a_label_too():
    menu = [Choice("a=1", "A social worker or the police", "Social worker"), Choice("a=2", "Nobody, it just happened")]
    assert [read(each, menu) for each in ("social worker", "1 Social worker", "a social worker or the police")] == [
        ["a=1"]
    ] * 3


def test_a_person_who_stands_on_two_pages_is_found_by_their_label():
    assert read("talk to a person", [*MENU, Choice("x=1", "Another"), MENU[3]]) == ["ask_for_person"]


def test_the_keycap_of_ten():
    assert read("🔟", LONG) == ["f=10"]


FORMS = [
    "{}",
    "{}.",
    "({})",
    "#{}",
    "{})",
    "{}\ufe0f\u20e3",
    "Option {}",
    "number {} x",
    "no. {}",
    "press {}",
    "it’s {}",
    "um {}",
]
FORMS += [
    "{} pls",
    "{} please",
    "{} thanks x",
    "i think {}",
    " {}\n",
    "“{}”",
    "{} 👍",
    "{}!",
    "{} ta x",
    "reply: {}",
    "i'll go for {}",
]


@given(st.integers(1, 12), st.sampled_from(FORMS))
def test_every_form_of_every_number_picks_its_line(number, form):
    assert read(form.format(number), LONG) == [f"f={number}"]


@given(st.sampled_from([(word, n) for word, n in NUMBER_WORDS.items() if n <= 12]), st.sampled_from(FORMS))
def test_every_form_of_every_number_word_picks_its_line(said, form):
    word, number = said
    assume("\u20e3" not in form and not form.startswith("no."))
    assert read(form.format(word.title()), LONG) == [f"f={number}"]


STORY_WORDS = st.sampled_from(
    "I care kids mum he she was hit years old since went school at with they're and of for to in".split()
)


@given(st.lists(STORY_WORDS, max_size=5), st.integers(0, 20), st.lists(STORY_WORDS, max_size=5))
def test_a_digit_inside_a_sentence_is_never_a_choice(before, number, after):
    assume(len(before) + len(after) >= 2)
    assert read(" ".join([*before, str(number), *after]), LONG) == []


@given(st.text(alphabet=st.characters(), max_size=100), st.booleans())
def test_any_text_is_read_without_a_fault_and_nothing_is_invented(text, numbered):
    assert all(isinstance(each, int) for each in numbers(text))
    for menu in (MENU, YES_NO, LONG):
        picked = read(text, menu, numbered=numbered)
        assert set(picked) <= {choice.id for choice in menu} and len(set(picked)) == len(picked)


@given(st.text(max_size=60))
def test_folding_a_reply_twice_changes_nothing_that_was_picked(text):
    assume(text.strip() not in ("?", "??"))
    if picked := read(text, MENU):
        assert read(normalise(text), MENU, fuzzy=True) in (picked, []) or normalise(text) in ALONE
