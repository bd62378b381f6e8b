"""A message is stored once, answered once, in order; danger is answered at the door; a late reply is never said."""

import pytest
from django.db import DatabaseError, connection, transaction

from hub.conversations import callbacks, erasure, feed, saving, tokens, transcript, transitions, turns
from hub.conversations.models import BrainTurn, Callback, Conversation, Handover, Message, Unanswered
from hub.conversations.transitions import Inbound

pytestmark = pytest.mark.django_db


def begin(text="my nan has my boy", key="k1"):
    return transitions.begin("web", Inbound(key=key, text=text), "exampleshire").conversation_id


def said(conversation_id):
    return [(each.author, each.text) for each in transcript.shown(conversation_id)]


@pytest.fixture
def adviser(django_user_model):
    return django_user_model.objects.create_user("sam", first_name="Sam")


def test_a_message_is_answered_and_the_story_kept(answer):
    chat = begin()
    (ran,) = answer("Thank you.", story={"talk": {"opened": True}})
    assert (ran.text, ran.choice, ran.number, ran.council) == ("my nan has my boy", None, 1, "exampleshire")
    assert ran.story == {"talk": {"opened": "shown"}}
    assert said(chat) == [("contact", "my nan has my boy"), ("assistant", "Thank you.")]
    transitions.receive(chat, Inbound(key="k2", text="he is 6"))
    (ran,) = answer()
    assert ran.story == {"talk": {"opened": True}} and ran.sender == f"{chat}.1000" and ran.number == 2


def test_the_same_message_sent_twice_is_one_message(answer):
    chat = begin(key="k1")
    again = transitions.begin("web", Inbound(key="k1", text="my nan has my boy"), "exampleshire")
    assert again.duplicate and again.conversation_id == chat
    first = transitions.receive(chat, Inbound(key="k2", text="more"))
    second = transitions.receive(chat, Inbound(key="k2", text="more"))
    assert (second.seq, second.duplicate) == (first.seq, True)
    answer()
    assert [author for author, _ in said(chat)].count("contact") == 2


def test_messages_written_meanwhile_are_answered_together():
    chat = begin("one")
    running = turns.claim_next("w", 30)
    for key, text in (("k2", "two"), ("k3", "three")):
        transitions.receive(chat, Inbound(key=key, text=text))
    assert turns.claim_next("w", 30) is None  # one turn at a time
    assert turns.commit_reply(running, {"messages": [{"text": "to one"}], "story": {}})
    joined = turns.claim_next("w", 30)
    assert joined.text == "two\nthree"


def test_a_tap_is_a_turn_of_its_own():
    chat = begin("one")
    transitions.receive(chat, Inbound(key="k2", choice="ask_education", label="School"))
    transitions.receive(chat, Inbound(key="k3", text="three"))
    ran = []
    while claimed := turns.claim_next("w", 30):
        ran.append((claimed.text, claimed.choice))
        turns.commit_reply(claimed, {"messages": [{"text": "x"}], "story": {}})
    assert ran == [("one", None), ("", "ask_education"), ("three", None)]


def test_danger_is_answered_at_the_door_and_not_twice(answer):
    chat = begin("my partner is hitting me right now")
    (_, first), (author, words) = said(chat)
    assert author == "system" and "999" in words
    answer("Call 999 now.", custom={"concern": {"kind": "domestic_abuse", "urgency": "emergency"}})
    assert len(said(chat)) == 2
    assert Handover.objects.get().urgent and Conversation.objects.get().priority == 0


def test_danger_is_answered_while_the_assistant_is_down_without_a_menu_on_top(answer):
    chat = begin("i want to kill myself")
    answer(error="down", reached=False)
    assert [author for author, _ in said(chat)] == ["contact", "system"]


@pytest.mark.parametrize("state", ["waiting", "with_adviser", "callback", "closed"])
def test_danger_is_answered_in_every_state(answer, adviser, state):
    chat = begin()
    answer()
    match state:
        case "waiting":
            transitions.request_adviser(chat)
        case "with_adviser":
            transitions.take(chat, adviser)
        case "callback":
            callbacks.book(chat, callbacks.CallbackAsked(phone="01632 960555"))
        case "closed":
            transitions.close(chat, "finished")
    assert Conversation.objects.get().state == state
    assert transitions.receive(chat, Inbound(key="k9", text="i am going to kill myself tonight")).danger
    assert "116 123" in said(chat)[-1][1]


def test_when_the_assistant_is_down_the_carer_is_told_and_nothing_needs_saying_twice(answer):
    chat = begin("one")
    answer(error="down", reached=False)
    assert said(chat)[-1][0] == "system" and "01632 960100" in said(chat)[-1][1]
    assert [each["id"] for each in transcript.shown(chat)[-1].choices] == ["hub:ask_again", "hub:callback"]
    transitions.receive(chat, Inbound(key="k2", text="two"))
    (ran,) = answer()
    assert ran.text == "one\ntwo"


def test_words_that_broke_the_assistant_are_not_sent_to_it_again(answer):
    chat = begin("poison")
    answer(error="empty", reached=True)
    transitions.receive(chat, Inbound(key="k2", text="two"))
    (ran,) = answer()
    assert ran.text == "two"


def test_who_asks_for_a_person_can_ask_to_be_called(answer):
    chat = begin("can i talk to someone")
    answer("Call us.", choices=[{"id": "go_on", "label": "Go on"}], custom={"handover": {"reason": "asked_for_person"}})
    assert [each["id"] for each in transcript.shown(chat)[-1].choices] == ["go_on", "hub:callback"]
    assert Handover.objects.get().reason == "asked_for_person"


def test_ask_again_sends_the_same_words_again(answer):
    chat = begin("one")
    answer(error="timeout")
    transitions.receive(chat, Inbound(key="k2", choice="hub:ask_again", label="Ask again"))
    (ran,) = answer("Here.")
    assert ran.text == "one" and said(chat)[-1] == ("assistant", "Here.")


def test_a_reply_that_comes_after_the_conversation_moved_on_is_discarded_and_recorded(adviser):
    chat = begin()
    claimed = turns.claim_next("w", 30)
    transitions.take(chat, adviser)
    assert not turns.commit_reply(claimed, {"messages": [{"text": "late"}], "story": {}})
    assert "late" not in str(said(chat))
    turn = BrainTurn.objects.get()
    assert turn.state == "discarded"
    transitions.hand_back(chat)
    assert turns.claim_next("w", 30).text == "my nan has my boy"  # nobody answered it meanwhile


def test_only_the_newest_claim_of_a_turn_may_answer():
    begin()
    lost = turns.claim_next("w1", 30)
    assert turns.release_all("w1") == 1
    again = turns.claim_next("w1", 30)
    assert again.number == lost.number and again.sender == lost.sender
    assert not turns.commit_reply(lost, {"messages": [{"text": "a"}], "story": {}})
    assert turns.commit_reply(again, {"messages": [{"text": "a"}], "story": {}})


def test_a_turn_that_takes_its_worker_down_each_time_is_given_up_and_told():
    chat = begin()
    for _ in range(turns.MOST_ATTEMPTS):
        assert turns.claim_next("w", 30)
        turns.release_all("w")
    assert turns.claim_next("w", 30) is None
    assert said(chat)[-1][0] == "system"


def test_an_adviser_takes_it_and_only_one_can(adviser, django_user_model):
    chat = begin()
    transitions.request_adviser(chat)
    transitions.take(chat, adviser)
    with pytest.raises(transitions.AlreadyTaken):
        transitions.take(chat, django_user_model.objects.create_user("alex"))
    transitions.receive(chat, Inbound(key="k2", text="hello?"))
    assert turns.claim_next("w", 30) is None  # the assistant stays silent


def test_a_booked_call_does_not_silence_the_assistant(answer):
    chat = begin()
    answer()
    callbacks.book(chat, callbacks.CallbackAsked(phone="01632 960555", when="morning"))
    assert Conversation.objects.get().state == "callback"
    transitions.receive(chat, Inbound(key="k2", text="and money?"))
    answer("Money.")
    assert said(chat)[-1] == ("assistant", "Money.")
    transitions.close(chat, "finished")
    assert Conversation.objects.get().state == "callback"  # the promise stands
    callbacks.end(chat, Callback.DONE, "user:1")
    assert Conversation.objects.get().state == "assistant"


@pytest.mark.parametrize("phone", ["", "no", "12", "999999999999999999"])
def test_a_number_that_cannot_be_rung_is_refused(phone):
    chat = begin()
    with pytest.raises(callbacks.BadPhone):
        callbacks.book(chat, callbacks.CallbackAsked(phone=phone))


def test_erasing_leaves_no_words_anywhere_and_no_way_in(answer):
    chat = begin("canary one")
    token, code = tokens.issue(chat), saving.save(chat)
    answer("canary two", custom={"handover": {"reason": "asked_for_person", "last_messages": ["canary"]}})
    callbacks.book(chat, callbacks.CallbackAsked(phone="01632 960555", name="canary"))
    transitions.receive(chat, Inbound(key="k2", text="canary three"))
    late = turns.claim_next("w", 30)
    assert erasure.erase(chat) and not erasure.erase(chat)
    assert not turns.commit_reply(late, {"messages": [{"text": "canary"}], "story": {"canary": 1}})
    assert transcript.shown(chat) == []
    conversation = Conversation.objects.get()
    assert conversation.story is None and conversation.state == "closed"
    assert not Message.objects.exclude(body="", choice="").exists()
    assert [each.summary for each in Handover.objects.all()] == [None]
    assert Callback.objects.get().phone == "" and Callback.objects.get().state == "cancelled"
    with pytest.raises(tokens.Refused) as refused:
        tokens.open_token(token)
    assert refused.value.reason == "erased"
    with pytest.raises(saving.Unknown):
        saving.resume(code)


def test_forget_me_blanks_what_was_said_before_and_goes_on(answer):
    chat = begin("canary")
    answer("It is all gone.", custom={"forget": True})
    assert said(chat) == [("assistant", "It is all gone.")]


def test_a_saved_chat_is_carried_on_elsewhere_and_only_there():
    chat = begin()
    here, code = tokens.issue(chat), saving.save(chat)
    assert saving.resume(code.lower().replace("-", " ")) == chat
    with pytest.raises(tokens.Refused) as refused:
        tokens.open_token(here)
    assert refused.value.reason == "moved"
    assert tokens.open_token(tokens.issue(chat)) == chat
    with pytest.raises(saving.Unknown):
        saving.resume("BCDF-2345")


def test_a_choice_opens_only_as_we_signed_it():
    chat, other = begin(), begin(key="other")
    value = tokens.sign_choice(chat, 2, 0)
    assert tokens.open_choice(chat, value) == (2, 0)
    for wrong in (value.replace("2.0", "2.1"), value[:-1], "2.0.", "x", "", "1.2.3.4", "/restart", '2.0.{"a":1}'):
        assert tokens.open_choice(chat, wrong) is None
    assert tokens.open_choice(other, value) is None


def test_the_feed_gives_what_came_later_in_order_and_only_ones_own():
    chat = begin()
    start = feed.cursor()
    begin("another carer", key="other")
    transitions.receive(chat, Inbound(key="k2", text="more"))
    found = feed.after(chat, start)
    assert [event["kind"] for event in found.events] == ["message.added"]  # it joined the turn that waits
    assert [event["n"] for event in found.events] == sorted(event["n"] for event in found.events)
    assert feed.after(chat, found.cursor).events == []
    with pytest.raises(feed.TooOld):
        feed.after(chat, found.cursor + 1)


def test_what_was_not_answered_is_counted_by_month_without_words(answer):
    begin("canary")
    answer(custom={"unanswered": {"why": "not_understood", "topic": None, "arrangement": "private_fostering"}})
    begin("canary", key="k2")
    answer(custom={"unanswered": {"why": "not_understood", "topic": None, "arrangement": "private_fostering"}})
    row = Unanswered.objects.get()
    assert (row.why, row.topic, row.arrangement, row.times, row.month.day) == (
        "not_understood",
        "",
        "private_fostering",
        2,
        1,
    )


@pytest.mark.parametrize(
    "change",
    ["body = 'other'", "author = 'adviser'", "seq = 99", "choice = 'x'"],
)
def test_the_database_itself_refuses_to_rewrite_what_was_said(change):
    begin()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE conversations_message SET {change}")


def test_words_are_not_readable_in_the_database():
    begin("canary words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM conversations_message")
        assert "canary" not in str(cursor.fetchall())


def test_danger_split_over_two_messages_is_heard():
    chat = begin("i want to kill")
    assert transitions.receive(chat, Inbound(key="k2", text="myself")).danger
