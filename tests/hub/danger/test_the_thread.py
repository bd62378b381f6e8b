"""After the words of danger the carer's own question is not lost, and no menu stands in between."""

import pytest

from hub.conversations import invariants, transitions
from hub.conversations.models import Conversation, Message
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db
HIT, TIRED = "my partner is hitting me right now", "i cannot cope any more"
ASKED = "what help with money is there?"
MENU = [{"id": "greet", "label": "A menu"}]


def receive(chat, text, key="k2"):
    return transitions.receive(chat, Inbound(key=key, text=text))


def asked(ran):
    return [each.text for each in ran]


@pytest.fixture
def as_it_does(answer):
    """Answer as the assistant does: where danger stands in the words, with the words of danger and nothing else."""

    def run():
        from hub.conversations import turns

        ran = []
        while claimed := turns.claim_next("test", 30):
            ran.append(claimed)
            concern = {"concern": {"kind": "domestic_abuse", "urgency": "emergency"}} if HIT in claimed.text else {}
            said = {"text": "Call 999." if concern else "An answer.", "choices": MENU, "custom": concern}
            turns.commit_reply(claimed, {"ok": True, "messages": [said], "story": {}})
        return ran

    return run


def said_after(seq):
    return list(Message.objects.filter(seq__gt=seq).order_by("seq").values_list("author", "kind"))


def test_what_is_asked_after_danger_is_answered_although_the_assistant_was_away(begin, answer, as_it_does):
    chat = begin(HIT)
    answer(error="down", reached=False)
    seq = receive(chat, ASKED).seq
    assert asked(as_it_does()) == [HIT, ASKED]
    assert said_after(seq) == [("assistant", "")] and not list(invariants.faults())


def test_what_is_asked_after_danger_is_answered_although_the_assistant_is_slow(begin, as_it_does):
    """The turn for the words of danger has not begun when more is written: it is not joined to them."""
    chat = begin(HIT)
    seq = receive(chat, ASKED).seq
    assert asked(as_it_does()) == [HIT, ASKED]
    assert said_after(seq) == [("assistant", "")] and not list(invariants.faults())


@pytest.mark.parametrize("state", ["waiting", "with_adviser"])
def test_what_no_adviser_answered_is_answered(begin, bring_to, answer, as_it_does, state):
    chat = begin("hello")
    answer()
    bring_to(chat, state)
    receive(chat, HIT)
    receive(chat, ASKED, "k3")
    {"waiting": transitions.back_to_assistant, "with_adviser": transitions.hand_back}[state](chat)
    assert asked(as_it_does()) == [HIT, ASKED]
    assert Message.objects.order_by("seq").last().author == "assistant" and not list(invariants.faults())


def test_words_before_the_danger_are_still_read_with_it(begin, as_it_does):
    chat = begin("hello")
    receive(chat, HIT)
    assert asked(as_it_does()) == [f"hello\n{HIT}"]


@pytest.mark.parametrize("text", [HIT, TIRED])
def test_an_assistant_that_did_not_hear_it_shows_no_menu(begin, answer, text):
    begin(text)
    answer("How old is the child?", choices=MENU, custom={"handover": {"reason": "asked"}})
    assert said_after(1) == [("system", "danger"), ("assistant", "")]
    assert not any(each.choices for each in Message.objects.all())


def test_an_answer_that_comes_after_it_shows_no_menu(begin, answer):
    from hub.conversations import turns

    chat = begin(ASKED)
    under_way = turns.claim_next("test", 30)
    receive(chat, HIT)
    turns.commit_reply(under_way, {"ok": True, "messages": [{"text": "An answer.", "choices": MENU}], "story": {}})
    assert not any(each.choices for each in Message.objects.all())


def test_later_there_are_menus_again(begin, answer):
    chat = begin(TIRED)
    answer()
    receive(chat, ASKED)
    answer(choices=MENU)
    assert Message.objects.order_by("seq").last().choices == MENU
    assert Conversation.objects.get().state == "assistant"
