"""Going away: leaving deletes and never waits; finishing asks whether it helped; deleting stays."""

import threading
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from hub.conversations import erasure, feedback, transcript
from hub.conversations.models import Conversation, Feedback, Message
from hub.web_chat import leaving

EXIT = "https://www.bbc.co.uk/weather"


@pytest.fixture
def chat(browser, replies):
    browser.say("hello")
    return browser


def test_the_button_deletes_and_goes(chat):
    chat.submit("leave")
    assert (chat.response.status_code, chat.response.headers["Location"]) == (303, EXIT)
    assert chat.response.headers["Clear-Site-Data"]
    assert Conversation.objects.get().erased_at and not Message.objects.exclude(body="").exists()


@pytest.mark.parametrize("how", [{"headers": {"X-Fragment": "1"}}, {"quiet": "1"}])
def test_the_script_is_only_told_that_it_is_done(chat, how):
    chat.submit("leave", **how)
    assert chat.response.status_code == 204 and Conversation.objects.get().erased_at


@pytest.mark.parametrize("token", ["", "nonsense", "start"])
def test_leaving_works_whatever_the_token_is(browser, token):
    token = browser.page.field("token") if token == "start" else token
    browser.post("/chat/leave", {"token": token})
    assert (browser.response.status_code, browser.response.headers["Location"]) == (303, EXIT)


def test_the_address_the_script_leads_to(client):
    response = client.get("/chat/left")
    assert (response.status_code, response.headers["Location"]) == (302, EXIT)


def test_a_deletion_that_fails_does_not_hold_anybody_up_and_is_tried_again(chat, monkeypatch):
    later, token = [], chat.page.field("token")
    monkeypatch.setattr(leaving, "erase_later", later.append)
    with monkeypatch.context() as down:
        down.setattr(erasure, "erase", locked)
        chat.submit("leave")
    assert chat.response.status_code == 303 and not Conversation.objects.get().erased_at
    assert later[0].token == token


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


@pytest.mark.django_db(transaction=True)
def test_it_is_deleted_as_soon_as_the_database_answers(chat, monkeypatch):
    monkeypatch.setattr(leaving, "ERASE_AGAIN_AFTER", (0, 0, 0))
    real, tries = erasure.erase, []

    def at_first_locked(conversation_id):
        tries.append(threading.current_thread())
        return locked() if len(tries) < 3 else real(conversation_id)

    monkeypatch.setattr(erasure, "erase", at_first_locked)
    begun = []
    monkeypatch.setattr(leaving, "erase_later", lambda posted, start=leaving.erase_later: begun.append(start(posted)))
    chat.submit("leave")
    begun[0].join(10)
    assert chat.response.status_code == 303 and len(tries) == 3 and Conversation.objects.get().erased_at


def test_finishing_asks_one_question(chat):
    page = chat.press("I have finished")
    assert page.all("html")[0]["data-state"] == "" and Conversation.objects.get().state == "closed"
    assert [each["label"] for each in page.buttons if each.get("name") == "answer"] == ["Yes", "Partly", "No"]
    page = chat.press("Partly", words="more about money")
    assert "Thank you" in page.text and not [each for each in page.buttons if each.get("name") == "answer"]
    given = Feedback.objects.get()
    assert (given.answer, given.words) == ("partly", "more about money")


def test_feedback_leads_nowhere(chat):
    chat.press("I have finished")
    chat.press("Yes")
    fields = {field.name for field in Feedback._meta.get_fields()}
    assert fields == {"id", "month", "council", "answer", "words"} and Feedback.objects.get().month.day == 1


def test_danger_in_feedback_is_heard(chat):
    chat.press("I have finished")
    page = chat.press("No", words="i want to kill myself")
    assert page.all("a", href="tel:999") or page.all("a", href="tel:116123")


def test_an_answer_that_is_none_is_not_kept(chat, monkeypatch):
    chat.press("I have finished")
    page = chat.submit("feedback", answer="; drop")
    assert not Feedback.objects.exists() and [each for each in page.buttons if each.get("name") == "answer"]
    assert feedback.give("; drop") is False


def test_a_finished_chat_goes_on_when_its_carer_writes(chat):
    form = dict(chat.page.forms["ask"]["fields"], text="one more thing")
    chat.press("I have finished")
    page = chat.post("/chat/say", form)
    assert chat.response.status_code == 200 and Conversation.objects.get().state == "assistant"
    assert len(page.messages) == 4


def test_deleting_stays_and_says_so(chat):
    chat.press("I have finished")
    page = chat.press("Delete this chat now")
    assert chat.response.status_code == 200 and "deleted" in page.text and page.all("a", href="/chat/")
    assert transcript.shown(Conversation.objects.get().pk) == []


def test_before_a_chat_there_is_nothing_to_finish(browser):
    browser.post("/chat/finish", browser.page.forms["ask"]["fields"])
    assert browser.response.headers["Location"] == "/chat/"


def test_leaving_while_the_first_message_is_under_way_deletes_it_too(browser, replies):
    """The page has no conversation in its form yet: what it was sending names the one to delete."""
    sent = {name: browser.page.field(name) for name in ("token", "key")} | {"text": "canary"}
    browser.say("canary")
    browser.post("/chat/leave", sent, headers={"X-Fragment": "1"})
    assert Conversation.objects.get().erased_at and not Message.objects.exclude(body="").exists()


def test_words_that_arrive_after_their_carer_left_are_deleted_when_they_come(browser, replies, monkeypatch):
    later = []
    monkeypatch.setattr(leaving, "erase_later", later.append)
    sent = {name: browser.page.field(name) for name in ("token", "key")} | {"text": "canary"}
    browser.post("/chat/leave", sent, headers={"X-Fragment": "1"})
    browser.post("/chat/say", sent)
    (posted,) = later
    leaving._erase(posted)
    assert Conversation.objects.get().erased_at


@pytest.mark.parametrize("address", ["leave", "delete"])
def test_nobody_is_held_up_by_how_much_they_wrote(browser, replies, address):
    """More in the box than a form may be: who wants to be gone is gone, and so is the chat."""
    browser.say("hello")
    fields = {**browser.page.forms["ask"]["fields"], "text": "x" * 70_000}
    browser.client.generic(
        "POST", f"/chat/{address}", urlencode(fields).encode(), content_type="application/x-www-form-urlencoded"
    )
    assert Conversation.objects.get().erased_at
