"""A person is asked for: who waits, who does not, what they are told, and the way back to the assistant."""

import pytest

from hub.conversations import callbacks, desk_queue, pick_ups, transcript, transitions, turns, waiting_told
from hub.conversations.models import Conversation, Danger, Handover, Team
from hub.conversations.transitions import AlreadyTaken, Inbound
from hub.conversations.words import words

pytestmark = pytest.mark.django_db
BUSY, EVENING, ENDING = "2026-11-23 11:00", "2026-11-23 18:00", "2026-11-23 16:50"  # a Monday
ASKED = {"handover": {"reason": "asked_for_person", "urgent": False}}
GO_ON = {"id": "ask_what_help", "label": "See what help there is"}
CALL, ADVISER, BACK = "hub:callback", "hub:adviser", "hub:back_to_assistant"
HIT = "my partner is hitting me right now"


def shown(chat):
    return transcript.shown(chat)


def told(chat):
    """What was said of waiting, the newest last."""
    return [each.text for each in shown(chat) if each.kind in ("waiting", "nobody_there")]


def ids(each):
    return [choice["id"] for choice in each.choices]


def may_tap(chat):
    return [one for each in shown(chat) if each.open for one in ids(each)]


@pytest.fixture
def tap(carer_writes):
    count = iter(range(1000))

    def tap(chat, choice):
        transitions.receive(chat, Inbound(key=f"tap {next(count)}", choice=choice, label=choice))

    return tap


@pytest.mark.parametrize(
    ("when", "somebody", "state", "said", "choices"),
    [
        (BUSY, True, "waiting", ["I have asked an adviser", "You are next."], [CALL, BACK]),
        (
            ENDING,
            True,
            "waiting",
            ["I have asked an adviser", "You are next.", "The advisers stop soon."],
            [CALL, BACK],
        ),
        (BUSY, False, "assistant", ["call 999", "01632 960100", "No adviser is free"], ["ask_what_help", CALL]),
        (
            EVENING,
            True,
            "assistant",
            ["call 999", "01632 960101", "back on Tuesday 24 November at 9am"],
            ["ask_what_help", CALL],
        ),
        (
            "2026-11-28 11:00",
            True,
            "assistant",
            ["call 999", "Monday 30 November"],
            ["ask_what_help", CALL],
        ),  # Saturday
        ("2026-12-28 11:00", True, "assistant", ["call 999", "Tuesday 29 December"], ["ask_what_help", CALL]),
    ],
    ids=["in hours", "soon closing", "nobody there", "evening", "weekend", "bank holiday"],
)
def test_only_where_somebody_can_come_does_anybody_wait(
    begin, answer, clock, sam, there, now, when, somebody, state, said, choices
):
    clock(when)
    if somebody:
        there(sam)
    chat = begin("can i talk to someone", waiting=False)
    answer("You can call us.", choices=[GO_ON], custom=ASKED)
    assert now(chat).state == state
    last = told(chat)[-1]
    places = [last.index(part) for part in said]
    assert places == sorted(places), last
    assert set(choices) <= set(may_tap(chat)) and Handover.objects.get().reason == "asked_for_person"
    assert (desk_queue.place(chat) == 1) is (state == "waiting")


def test_where_no_desk_was_set_up_a_call_is_offered_as_ever(begin, answer, clock, now):
    Team.objects.all().delete()
    clock(BUSY)
    chat = begin("can i talk to someone", waiting=False)
    answer("Call us.", choices=[GO_ON], custom=ASKED)
    assert now(chat).state == "assistant" and ids(shown(chat)[-1]) == ["ask_what_help", CALL] and not told(chat)


@pytest.mark.parametrize(("when", "choices"), [(BUSY, [ADVISER, CALL]), (EVENING, [CALL])])
def test_who_did_not_ask_is_offered_a_person_and_keeps_the_assistant(
    begin, answer, clock, sam, there, now, tap, when, choices
):
    clock(when)
    there(sam)
    chat = begin("hello", waiting=False)
    answer("This is what I found.", choices=[GO_ON], custom={"handover": {"reason": "uncertain_result"}})
    assert now(chat).state == "assistant" and may_tap(chat) == ["ask_what_help", *choices]
    tap(chat, ADVISER)  # an old page may still have it
    assert now(chat).state == ("waiting" if when == BUSY else "assistant")
    assert told(chat)[-1].startswith("I have asked an adviser" if when == BUSY else "If anyone is in danger")
    assert turns.claim_next("w", 30) is None


def test_while_they_wait_nobody_tells_them_that_they_can_carry_on_here(begin, clock, sam, there):
    clock(BUSY)
    there(sam)
    chat = begin("a person please", waiting=False)
    turns.commit_reply(
        turns.claim_next("w", 30),
        {
            "messages": [
                {"text": "You can call.", "custom": ASKED},
                {"text": "You can also carry on here with me.", "choices": [GO_ON], "custom": {"meanwhile": True}},
            ],
            "story": {},
        },
    )
    assert "carry on here" not in str(shown(chat))
    assert transcript.state(chat) == "waiting"


@pytest.mark.parametrize(
    ("waiting", "said"),
    [(0, "You are next."), (1, "1 person is in front"), (4, "4 people are in front"), (5, "At least 5 people")],
)
def test_the_place_they_are_told_is_the_one_they_have(begin, answer, clock, sam, there, waiting, said):
    clock(BUSY)
    there(sam)
    for _ in range(waiting):
        begin()
    chat = begin("a person please", waiting=False)
    answer("Yes.", custom=ASKED)
    assert desk_queue.place(chat) == waiting + 1 and said in told(chat)[-1]


class TestDanger:
    @pytest.mark.parametrize(("when", "state"), [(BUSY, "waiting"), (EVENING, "assistant")])
    def test_a_person_is_fetched_at_once_where_one_can_come(self, begin, clock, sam, there, now, when, state):
        """Under the words that answer danger there is no menu, and no sentence about who is not there."""
        clock(when)
        there(sam)
        earlier = begin()
        chat = begin(HIT, waiting=False)
        assert (now(chat).state, now(chat).priority) == (state, 0)
        assert Handover.objects.get(conversation=chat).urgent and not may_tap(chat)
        said = [each for each in shown(chat) if each.author == "system"]
        assert said[0].kind == "danger" and "999" in said[0].text
        assert len(told(chat)) == (state == "waiting")
        if state == "waiting":
            assert [each.id for each in desk_queue.in_order()] == [chat, earlier]
            assert told(chat)[0].endswith("You are next.")

    def test_what_only_the_assistant_heard(self, begin, answer, clock, sam, there, now):
        clock(BUSY)
        there(sam)
        chat = begin("it is all too much", waiting=False)
        concern = {"kind": "suicide_adult", "urgency": "emergency"}
        answer("Call 999.", custom={"concern": concern, "handover": {"reason": "suicide_adult", "urgent": True}})
        assert (now(chat).state, now(chat).priority) == ("waiting", 0) and not may_tap(chat)
        assert Danger.objects.get().kind == "suicide_adult"

    def test_while_somebody_waits_it_goes_to_the_front(self, begin, carer_writes, clock, sam, there, now):
        clock(BUSY)
        there(sam)
        first, chat = begin(), begin()
        carer_writes(chat, HIT)
        assert now(chat).state == "waiting" and [each.id for each in desk_queue.in_order()] == [chat, first]


class TestBack:
    @pytest.mark.parametrize("how", ["tap", "Go back to the assistant.", "I don't want to wait", "assistant"])
    def test_the_assistant_answers_what_nobody_answered(self, begin, carer_writes, clock, sam, there, now, tap, how):
        clock(BUSY)
        there(sam)
        chat = begin("hello")
        carer_writes(chat, "and what about money?")
        tap(chat, BACK) if how == "tap" else carer_writes(chat, how)
        assert now(chat).state == "assistant" and Handover.objects.get().outcome == "abandoned"
        assert "You are not waiting any more." in shown(chat)[-1].text
        assert turns.claim_next("w", 30).text == "hello\nand what about money?"  # and not how they said it

    def test_with_nothing_to_answer_there_is_a_way_to_go_on(self, begin, answer, clock, sam, there, tap):
        clock(BUSY)
        there(sam)
        chat = begin("a person please", waiting=False)
        answer("Yes.", custom=ASKED)
        tap(chat, BACK)
        assert turns.claim_next("w", 30) is None and may_tap(chat) == ["ask_what_help"]

    def test_only_who_waits(self, begin, sam, clock, there, now, carer_writes, tap):
        clock(BUSY)
        chat = begin("hello", waiting=False)
        carer_writes(chat, "go back to the assistant")
        assert turns.claim_next("w", 30).text == "hello\ngo back to the assistant"
        transitions.take(chat, sam)
        tap(chat, BACK)
        carer_writes(chat, "go back to the assistant")
        assert now(chat).assignee == sam
        with pytest.raises(AlreadyTaken):
            transitions.back_to_assistant(chat)

    def test_words_of_danger_are_no_way_back(self, begin, clock, sam, there, now, carer_writes):
        clock(BUSY)
        there(sam)
        chat = begin()
        carer_writes(chat, "i want to kill myself")
        assert now(chat).state == "waiting"

    def test_a_promised_call_stays_promised(self, begin, clock, sam, there, now, tap):
        clock(BUSY)
        there(sam)
        chat = begin("hello", waiting=False)
        callbacks.book(chat, callbacks.CallbackAsked(phone="01632 960555"))
        transitions.request_adviser(chat)
        tap(chat, BACK)
        assert now(chat).state == "callback"


def test_who_writes_while_nobody_is_there_hears_it_and_not_at_each_message(begin, carer_writes, clock, sam, there):
    clock(BUSY)
    there(sam)
    chat = begin()
    carer_writes(chat, "hello?")
    assert len(told(chat)) == 1  # somebody is there to read it
    clock("2026-11-23 20:00")
    for _ in range(3):
        carer_writes(chat, "hello?")
    assert len(told(chat)) == 2 and told(chat)[-1].startswith("If anyone is in danger now, call 999.")
    assert "You keep your place in the line." in told(chat)[-1]
    clock("2026-11-23 20:30")
    carer_writes(chat, "hello?")
    assert len(told(chat)) == 3


@pytest.mark.parametrize(("when", "choices"), [(BUSY, [ADVISER, CALL]), (EVENING, [CALL])])
def test_when_the_assistant_is_down_a_person_is_offered_too(begin, answer, clock, sam, there, when, choices):
    clock(when)
    there(sam)
    chat = begin("hello", waiting=False)
    answer(error="down", reached=False)
    assert ids(shown(chat)[-1]) == ["hub:ask_again", *choices]


def test_the_wait_counts_from_when_it_began(begin, answer, clock, sam, there):
    """Asked for in the evening, taken up in the morning: it was no wait of a night."""
    clock(EVENING)
    chat = begin("a person please", waiting=False)
    answer("Yes.", custom=ASKED)
    clock("2026-11-24 10:00")
    there(sam)
    transitions.request_adviser(chat)
    taken = clock("2026-11-24 10:06")
    transitions.take(chat, sam)
    assert Handover.objects.count() == 1 and pick_ups.recent(taken) == [6]


def test_what_was_told_is_remembered_in_codes(begin, clock, sam, there):
    moment = clock(BUSY)
    there(sam)
    chat = begin()
    handover = Handover.objects.get()
    assert handover.told_wait == {"there": "here", "place": "first"} and handover.told_wait_at == moment
    assert waiting_told.last_told(Conversation.objects.get(pk=chat)).stands.place == "first"


def test_every_button_has_its_words():
    assert set(words()["choices"]) >= {"adviser", "back_to_assistant", "callback", "go_on"}
