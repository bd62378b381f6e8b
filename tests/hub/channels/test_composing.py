"""What was said as texts: whole texts as they are read on a phone, then the rules that hold for anything said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels import gsm
from hub.channels.composing import CEILING, MOST_TO_TAP, WHATSAPP_CEILING, Composed, Said, Words, compose

PERSON = "hub:adviser"
WORDS = Words(
    reply_with="Reply {numbers}.",
    reply_any="Reply with all that fit, {numbers}.",
    more="Reply MORE to read on.",
    person_label="Talk to a person",
    person_id=PERSON,
    person_ids=("ask_for_person",),
)
PEOPLE = ("A grandparent", "An aunt or uncle", "A brother or sister", "A step-parent", "A cousin", "A family friend")
PEOPLE += ("A godparent", "A neighbour", "A great aunt or uncle", "A great grandparent", "A parent", "Someone else")
SENTENCE = "A special guardianship order gives you the say in most things. "


def menu(*labels: str, fact: str = "f") -> list[dict[str, str]]:
    return [{"id": f"{fact}={label}", "label": label} for label in labels]


def texts(made: list[Composed]) -> list[str]:
    return [page.text for each in made for page in [*each.now, *each.later]]


def test_a_question_on_an_old_phone():
    said = Said(4, "Who asked you to look after Sam?", menu("A parent or family", "A social worker", "I’m not sure"))
    made = compose([said], "sms", WORDS)
    assert texts(made) == [
        "Who asked you to look after Sam?\n\n"
        "1 A parent or family\n2 A social worker\n3 I'm not sure\n4 Talk to a person\nReply 1-4."
    ]
    page = made[0].now[0]
    assert page.plain == "Who asked you to look after Sam?"
    assert page.menu == [
        {"id": "f=A parent or family", "label": "A parent or family", "seq": 4},
        {"id": "f=A social worker", "label": "A social worker", "seq": 4},
        {"id": "f=I’m not sure", "label": "I'm not sure", "seq": 4},
        {"id": PERSON, "label": "Talk to a person", "seq": 4},
    ]
    assert (made[0].from_seq, made[0].seq, made[0].later) == (4, 4, [])


def test_several_messages_of_one_change_are_one_text():
    made = compose(
        [
            Said(2, "Thank you.", author="system"),
            Said(3, "You may get:\n- school help\n- money"),
            Said(4, "Which one?", menu("School")),
        ],
        "sms",
        WORDS,
    )
    assert texts(made) == [
        "Thank you.\n\nYou may get:\n- school help\n- money\n\nWhich one?\n\n1 School\n2 Talk to a person\nReply 1-2."
    ]
    assert (made[0].from_seq, made[0].seq) == (2, 4)


def test_a_long_menu_goes_on_and_its_numbers_run_on_with_the_person_last():
    made = compose(
        [
            Said(
                1,
                "Thank you. What are you to Sam? You can be family or a friend.",
                menu(*PEOPLE, "A foster carer", "I am not sure"),
            )
        ],
        "sms",
        WORDS,
    )
    assert texts(made) == [
        "Thank you. What are you to Sam? You can be family or a friend.\n\n"
        "1 A grandparent\n2 An aunt or uncle\n3 A brother or sister\n4 A step-parent\n5 A cousin\n6 A family friend\n"
        "7 A godparent\n8 A neighbour\n9 A great aunt or uncle\n10 A great grandparent\n11 Talk to a person\n"
        "Reply 1-11. Reply MORE to read on.",
        "12 A parent\n13 Someone else\n14 A foster carer\n15 I am not sure\n16 Talk to a person\nReply 12-16.",
    ]
    first, second = made[0].now[0].menu, made[0].later[0].menu
    assert second[: len(first)] == first and len(second) == 16  # a number of the first text still means the same
    assert first[10]["id"] == second[15]["id"] == PERSON


def test_a_long_answer_is_useful_alone_and_its_question_stays_with_its_menu():
    made = compose([Said(1, SENTENCE * 6), Said(2, "Shall I say more?", menu("Yes", "No"))], "sms", WORDS)
    first, last = texts(made)
    assert first == (SENTENCE * 4).strip() + "\n\nReply MORE to read on."
    assert last == (SENTENCE * 2).strip() + "\n\nShall I say more?\n\n1 Yes\n2 No\n3 Talk to a person\nReply 1-3."
    assert [len(made[0].now), len(made[0].later)] == [1, 1]


def test_where_all_cannot_stand_together_the_first_choices_come_with_the_whole_question():
    made = compose([Said(1, SENTENCE * 3 + "So, who are you?", menu(*PEOPLE[:5]))], "sms", WORDS)
    first, second = texts(made)
    assert first.endswith("2 An aunt or uncle\n3 Talk to a person\nReply 1-3. Reply MORE to read on.")
    assert second == "4 A brother or sister\n5 A step-parent\n6 A cousin\n7 Talk to a person\nReply 4-7."


def test_one_choice_alone_is_not_begun_under_a_long_answer():
    labels = [f"Something long that may be {n}, {'x' * 40}" for n in "abc"]
    first, second = texts(compose([Said(1, SENTENCE * 2 + "So, which is it?", menu(*labels))], "sms", WORDS))
    assert first == (SENTENCE * 2).strip() + "\n\nReply MORE to read on."
    assert second.startswith("So, which is it?\n\n1 Something") and second.endswith("4 Talk to a person\nReply 1-4.")


def test_a_question_without_an_end_runs_into_its_menu():
    first, second = texts(compose([Said(1, "word " * 60, menu("Yes", "No"))], "sms", WORDS))
    assert first.endswith("word word\n\nReply MORE to read on.")
    assert second.startswith("word") and second.endswith("word\n\n1 Yes\n2 No\n3 Talk to a person\nReply 1-3.")


def test_under_a_long_answer_a_person_alone_is_a_menu_too():
    first, second = texts(compose([Said(1, SENTENCE * 6, [{"id": PERSON, "label": "A person"}])], "sms", WORDS))
    assert first.endswith(WORDS.more) and second.endswith("\n\n1 A person\nReply 1.")


def test_a_text_is_filled_but_never_over_its_limit():
    assert [gsm.septets(each) for each in texts(compose([Said(1, "x" * 700)], "sms", WORDS))] == [305, 305, 138]
    smiles = texts(compose([Said(1, "😀" * 1000)], "whatsapp", WORDS))  # each is two of WhatsApp's characters
    assert [each.count("😀") for each in smiles] == [787, 213]


def test_danger_is_first_alone_without_a_menu_and_leaves_whole():
    danger = Said(6, "Call 999 now. " + "We are here. " * 30, menu("Yes"), "system", danger=True)
    made = compose([Said(5, "Which one?", menu("A", "B")), danger], "sms", WORDS)
    assert (made[0].seq, made[1].seq) == (6, 5)
    assert [len(made[0].now), made[0].later] == [2, []]
    assert made[0].now[0].text.startswith("Call 999 now.")
    assert all(not page.menu and "Reply" not in page.text for page in made[0].now)


def test_an_adviser_does_not_wait_for_more():
    made = compose([Said(9, SENTENCE * 9 + "“Bye” 😀", author="adviser")], "sms", WORDS)
    parts = texts(made)
    assert [part[:6] for part in parts] == ["(1/3) ", "(2/3) ", "(3/3) "]
    assert parts[-1].endswith('"Bye" ?') and made[0].later == []
    assert texts(compose([Said(9, "Hello, this is Kim.", author="adviser")], "sms", WORDS)) == ["Hello, this is Kim."]


@pytest.mark.parametrize(
    "choices, lines",
    [
        (menu("Yes", "No"), ["1 Yes", "2 No", "3 Talk to a person"]),
        ([{"id": PERSON, "label": "A person"}, *menu("Yes")], ["1 Yes", "2 A person"]),
        ([{"id": "ask_for_person", "label": "Ask a person"}, *menu("Yes")], ["1 Yes", "2 Ask a person"]),
        (
            [{"id": "hub:ask_again", "label": "Try again"}, {"id": "hub:callback", "label": "Call me"}],
            ["1 Try again", "2 Call me"],
        ),
        ([{"id": "hub:back_to_assistant", "label": "Carry on"}], ["1 Carry on"]),
        (menu("Two\nlines", "x" * 90), ["1 Two lines", f"2 {'x' * 77}...", "3 Talk to a person"]),
        ([*menu("Yes"), *menu("Yes")], ["1 Yes", "2 Talk to a person"]),
    ],
)
def test_the_lines_of_a_menu(choices, lines):
    (page,) = compose([Said(1, "?!", choices)], "sms", WORDS)[0].now
    assert page.text.splitlines()[2:-1] == lines
    assert page.text.splitlines()[-1] == f"Reply {f'1-{len(lines)}' if len(lines) > 1 else 1}."


def test_where_several_may_be_picked_it_says_so():
    made = compose([Said(1, "Which?", menu("Food", "Heat"), several=True)], "sms", WORDS)
    assert texts(made)[0].endswith("Reply with all that fit, 1-3.")


def test_what_says_nothing_is_no_text():
    assert compose([Said(1, " \n\u200b")], "sms", WORDS) == compose([], "sms", WORDS) == []


def test_without_the_words_around_nothing_waits_for_what_nobody_was_told_of():
    made = compose([Said(1, SENTENCE * 9, menu("Yes"))], "sms", Words(reply_with="", more=""))
    assert made[0].later == [] and "".join("".join(texts(made)).split()).endswith("1Yes")


def test_whatsapp_keeps_a_menu_whole_to_ten_and_numbers_what_it_shows():
    nine = compose([Said(1, "Who “are” you? 😀", menu(*PEOPLE[:9]))], "whatsapp", WORDS)
    assert len(nine[0].now[0].menu) == MOST_TO_TAP and not nine[0].later
    assert nine[0].now[0].plain == "Who “are” you? 😀"
    ten = compose([Said(1, "Who are you?", menu(*PEOPLE[:10]))], "whatsapp", WORDS)
    assert [len(page.menu) for page in (*ten[0].now, *ten[0].later)] == [10, 2]
    assert ten[0].later[0].text == "1 A great grandparent\n2 Talk to a person\nReply 1-2."
    assert ten[0].now[0].plain == "Who are you?\n\nReply MORE to read on." and ten[0].later[0].plain == "Reply 1-2."


LETTERS = st.text(alphabet=st.characters(), max_size=60)
PROSE = st.lists(
    st.sampled_from([*SENTENCE.split(), "“so”", "€5", "[1]", "ŵy", "0808 2000 247", "\n\n", "\n- ", "Yes?", "x" * 70])
)
BODY = LETTERS | PROSE.map(" ".join) | st.integers(0, 90).map(lambda times: SENTENCE * times)
LABEL = st.text(alphabet="abc XYZ €{’é", min_size=1, max_size=60).filter(str.strip)
CHOICES = st.lists(LABEL, max_size=16).map(
    lambda labels: [{"id": f"f={place}", "label": label} for place, label in enumerate(labels)]
)
SAID = st.builds(
    Said,
    seq=st.just(0),
    text=BODY,
    choices=CHOICES,
    author=st.sampled_from(["assistant", "system", "system", "assistant", "adviser"]),
    danger=st.sampled_from([False, False, False, True]),
)
CHANGES = st.lists(SAID, min_size=1, max_size=3).map(
    lambda said: [
        Said(
            seq,
            each.text,
            [{**choice, "id": f"{seq}{choice['id']}"} for choice in each.choices],
            each.author,
            each.danger,
        )
        for seq, each in enumerate(said, 1)
    ]
)
CHANNELS = st.sampled_from(["sms", "whatsapp"])


def pages(made: list[Composed]):
    return [page for each in made for page in [*each.now, *each.later]]


@given(CHANGES, CHANNELS)
def test_no_text_is_too_long(said, channel):
    for page in pages(compose(said, channel, WORDS)):
        if channel == "sms":
            assert page.text == gsm.fold(page.text)
            assert gsm.septets(page.text) <= CEILING and gsm.segments(page.text) <= 2
        assert len(page.text) <= WHATSAPP_CEILING and len(page.plain) <= len(page.text)


@given(CHANGES, CHANNELS)
def test_every_word_that_was_said_stands_in_a_text_in_order(said, channel):
    made = compose(said, channel, WORDS)
    # A long word may be torn: letters are compared, and of the text only what is around the words is passed over.
    letters = iter("".join("".join(texts(made)).split()))
    ordered = [each for each in said if each.danger] + [each for each in said if not each.danger]
    for each in ordered:
        spoken = gsm.fold(each.text) if channel == "sms" else each.text
        assert all(letter in letters for letter in "".join(spoken.split()) if not _has_no_width(letter))


def _has_no_width(letter: str) -> bool:
    return not letter.strip() or letter in "\x1c\x1d\x1e\x1f\x85"


@given(CHANGES, CHANNELS)
def test_every_choice_is_numbered_once_and_the_person_is_last(said, channel):
    made = compose(said, channel, WORDS)
    asked = [choice["id"] for each in said if not each.danger for choice in each.choices]
    shown = []
    for each in (each for each in made if any(page.menu for page in [*each.now, *each.later])):
        earlier = []
        for page in (page for page in [*each.now, *each.later] if page.menu):
            lines = re.sub(r"^\(\d+/\d+\) ", "", page.text).splitlines()
            new = page.menu[len(earlier) :] if channel == "sms" else page.menu
            if channel == "sms":
                assert page.menu[: len(earlier)] == earlier  # no number changes what it means
                earlier = page.menu
            first = len(page.menu) - len(new) + 1
            assert lines[-1 - len(new) : -1] == [f"{n} {entry['label']}" for n, entry in enumerate(new, first)]
            assert page.menu[-1]["id"] == PERSON
            assert len(new) <= MOST_TO_TAP or channel == "sms"
            shown += [entry["id"] for entry in new[:-1]]
    assert shown == asked


@given(CHANGES, CHANNELS)
def test_what_waits_for_more_is_announced_and_an_adviser_or_danger_never_waits(said, channel):
    danger = {each.seq for each in said if each.danger}
    by_adviser = any(each.author == "adviser" for each in said if not each.danger)
    for each in compose(said, channel, WORDS):
        if each.seq in danger or by_adviser:
            assert each.now and not each.later
        else:
            assert len(each.now) == 1
            for page in [*each.now, *each.later][:-1]:
                assert page.text.endswith(WORDS.more) and page.plain.endswith(WORDS.more)


@given(CHANGES)
def test_each_message_is_carried_once(said):
    made = compose(said, "sms", WORDS)
    assert all(each.from_seq <= each.seq for each in made)
    assert len({each.seq for each in made}) == len(made)
    carried = {one.seq for one in said for each in made if each.from_seq <= one.seq <= each.seq}
    assert {one.seq for one in said if gsm.fold(one.text) or (one.choices and not one.danger)} <= carried
