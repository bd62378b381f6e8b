"""Asking for a call, from a chat or from the first view: booked once, and nothing is safe unless it was ticked."""

import pytest

from hub.conversations.models import Callback, Conversation, Message

NUMBER = "01632 960001"


@pytest.fixture
def chat(browser, replies):
    browser.say("hello")
    return browser


def test_a_call_is_booked_and_the_draft_kept(chat):
    page = chat.press("Ask us to call you back", text="a draft")
    assert page.all("label", **{"for": "phone"}) and "ask" not in page.forms
    fields = {
        "phone": NUMBER,
        "name": "Jo",
        "when": "morning",
        "safe_text": "yes",
        "interpreter": "Polish",
        "book": "1",
    }
    page = chat.submit("book", **fields)
    booked = Callback.objects.get()
    assert (booked.name_to_ask_for, booked.when, booked.interpreter) == ("Jo", "morning", "Polish")
    assert (booked.safe_voicemail, booked.safe_text) == (False, True) and booked.phone.endswith("1632960001")
    assert page.all("html")[0]["data-state"] == "callback" and page.field("text") == "a draft"
    assert Message.objects.get(kind="callback_booked") and page.title.startswith("New answer")


def test_sent_again_it_is_still_one_call(chat):
    chat.press("Ask us to call you back")
    form = {**chat.page.forms["book"]["fields"], "phone": NUMBER, "book": "1"}
    for _ in range(2):
        page = chat.post("/chat/callback", form)
    assert Callback.objects.count() == 1 and Message.objects.filter(kind="callback_booked").count() == 1
    assert len(page.messages) == 4  # theirs, the answer, the call, and what is passed on


def test_another_number_may_be_given_later(chat):
    for number in (NUMBER, "01632 960002"):
        chat.press("Ask us to call you back")
        chat.submit("book", phone=number, book="1")
    assert sorted(Callback.objects.values_list("state", flat=True)) == ["cancelled", "requested"]
    assert Callback.objects.get(state="requested").phone.endswith("2")


@pytest.mark.parametrize("number", ["", "12", "my number", "+++"])
def test_a_number_that_cannot_be_rung_is_said_kindly(chat, number):
    chat.press("Ask us to call you back", text="a draft")
    page = chat.submit("book", phone=number, name="Jo", safe_voicemail="yes", book="1")
    assert chat.response.status_code == 400 and not Callback.objects.exists()
    assert page.all("a", href="#phone") and page.field("phone", "book") == number and page.field("name", "book") == "Jo"
    assert [has for has in page.all("input", name="safe_voicemail") if "checked" in has]
    chat.submit("book", phone=NUMBER, book="1")
    assert Callback.objects.count() == 1 and Message.objects.filter(author="contact").count() == 1


def test_a_call_can_be_asked_for_before_a_word_is_written(browser, replies):
    browser.press("Ask us to call you back")
    assert Conversation.objects.count() == 0
    page = browser.submit("book", phone=NUMBER, book="1")
    assert Callback.objects.count() == 1 and Conversation.objects.get().state == "callback" and len(page.messages) == 3
    page = browser.say("and I have a question")
    assert "An answer." in page.text  # the assistant goes on meanwhile


def test_an_adviser_who_is_there_is_asked_instead(chat, django_user_model):
    from hub.conversations import transitions

    transitions.take(Conversation.objects.get().pk, django_user_model.objects.create_user("sam", first_name="Sam"))
    chat.press("Ask us to call you back")
    page = chat.submit("book", phone=NUMBER, book="1")
    assert chat.response.status_code == 409 and not Callback.objects.exists() and page.title.startswith("Error")
