"""Orders of events in which a message was once heard twice, or not at all."""

import pytest

from hub.conversations import invariants, transitions, turns
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db
AGAIN = {"choice": "hub:ask_again", "label": "Ask again"}


@pytest.fixture(autouse=True)
def proved():
    yield
    assert [str(fault) for fault in invariants.faults()] == []


@pytest.fixture
def chat():
    return transitions.begin("web", Inbound(key="k1", text="one"), "exampleshire").conversation_id


def write(chat, text="", **more):
    write.count += 1
    transitions.receive(chat, Inbound(key=f"w{write.count}", text=text, **more))


write.count = 0


def test_words_do_not_join_a_turn_the_assistant_may_have_run(chat, answer):
    turns.claim_next("killed", 30)
    turns.release_all("killed")
    write(chat, "two")
    assert [ran.text for ran in answer()] == ["one", "two"]


def test_asking_again_while_the_answer_is_on_its_way_asks_nothing(chat, answer):
    write(chat, **AGAIN)
    assert [ran.text for ran in answer()] == ["one"]


def test_asking_again_twice_asks_once(chat, answer):
    answer(error="timeout")
    write(chat, **AGAIN)
    write(chat, **AGAIN)
    assert [ran.text for ran in answer()] == ["one"]
    write(chat, **AGAIN)
    assert answer() == []


def test_words_and_a_tap_that_nobody_answered_are_each_heard_when_the_assistant_is_back(chat, answer):
    write(chat, choice="ask_education", label="School")
    write(chat, "three")
    transitions.request_adviser(chat)
    transitions.back_to_assistant(chat)
    assert [(ran.text, ran.choice) for ran in answer()] == [("one", None), ("", "ask_education"), ("three", None)]


def test_what_was_answered_in_between_is_not_heard_again(chat, answer):
    answer(error="timeout")
    write(chat, "two")
    answer()
    write(chat, "three")
    transitions.request_adviser(chat)
    transitions.back_to_assistant(chat)
    assert [ran.text for ran in answer()] == ["one", "three"]


def test_words_do_not_join_a_turn_over_what_was_answered_in_between(chat, answer):
    answer(error="timeout")
    write(chat, "two")
    answer()
    write(chat, **AGAIN)
    write(chat, "three")
    assert [ran.text for ran in answer()] == ["one", "three"]


def test_nor_one_that_was_taken_up_again_when_nobody_waits_any_more(chat, answer):
    transitions.close(chat, "by_carer")
    write(chat, "two")
    answer()
    transitions.request_adviser(chat)
    transitions.back_to_assistant(chat)
    write(chat, "three")
    assert [ran.text for ran in answer()] == ["one", "three"]


def test_an_old_failure_asked_again_in_vain_does_not_bring_back_what_was_answered_since(chat, answer):
    answer(error="timeout")
    write(chat, "two")
    answer()
    write(chat, **AGAIN)  # from an old page
    answer(error="down", reached=False)
    write(chat, "four")
    assert "two" not in " ".join(ran.text for ran in answer())
