"""What is passed on, on the page without script: the carer waits, reads it, and puts it right by forms alone."""

import pytest
from django.test import Client

from hub.conversations import transitions
from hub.conversations.models import Conversation
from kinship.story import Answer, Story
from tests.hub.web_chat.conftest import OURS

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(browser, replies):
    """A carer who told the age of the child and waits for a person."""
    browser.say("he is 9")
    story = Story()
    story.add("child_age", Answer("9", 1, "he is 9"))
    Conversation.objects.update(story=story.as_json())
    transitions.request_adviser(Conversation.objects.get().pk)
    browser.submit(action="/chat/check")
    return browser


def labels(page):
    return [each["label"] for each in page.choices()]


def test_the_summary_stands_below_where_they_stand_and_both_can_be_tapped(waiting):
    page = waiting.page
    assert [has["class"] for has in page.messages][-2:] == ["message system waiting", "message system summary"]
    assert (
        "Here is what I will pass on to a person. Is anything wrong?" in page.text
        and "<li>The child is 9</li>" in page.html
    )
    assert labels(page) == ["Ask for a call back", "Go back to the assistant", "It is all right", "Something is wrong"]


def test_a_fact_is_put_right_and_the_summary_shown_again(waiting):
    assert labels(waiting.tap("Something is wrong"))[-2:] == ["The child's age", "Something else"]
    page = waiting.tap("The child's age")
    assert "How old is the child?" in page.text and "Not born yet" in labels(page)
    page = waiting.say("7")
    assert "Here is what I will pass on now. Is anything wrong?" in page.text and "<li>The child is 7</li>" in page.html
    page = waiting.tap("It is all right")
    assert "The person will see it like this." in page.text and labels(page)[-1] == "Something is wrong"
    assert Conversation.objects.get().state == "waiting"


def test_words_while_they_wait_close_nothing(waiting):
    assert labels(waiting.say("and one more thing"))[-2:] == ["It is all right", "Something is wrong"]


def test_the_same_tap_sent_twice_is_answered_once(waiting):
    form = waiting.page.forms["ask"]["fields"]
    (button,) = [each for each in waiting.page.choices() if each["label"] == "It is all right"]
    for _ in range(2):
        page = waiting.post("/chat/say", {**form, "choice": button["value"]})
    assert page.text.count("The person will see it like this.") == 1


def test_a_tap_of_another_chat_is_refused(waiting, another, replies):
    (button,) = [each for each in waiting.page.choices() if each["label"] == "Something is wrong"]
    other = another()
    other.say("hello")
    other.post("/chat/say", {**other.page.forms["ask"]["fields"], "choice": button["value"]})
    assert other.response.status_code == 400


def test_an_adviser_has_it_and_nothing_is_open(waiting, django_user_model):
    transitions.take(Conversation.objects.get().pk, django_user_model.objects.create_user("sam", first_name="Sam"))
    assert labels(waiting.submit(action="/chat/check")) == []


def test_the_script_is_told_which_menus_are_open(waiting):
    fields = waiting.page.forms["ask"]["fields"]
    reply = Client(headers={"origin": OURS}).post(
        "/chat/say", {**fields, "text": "one more thing"}, headers={"X-Fragment": "1"}
    )
    shown = [int(has["data-seq"]) for has in waiting.page.messages]
    assert reply.json()["open"] == shown[-2:] and "choices" not in reply.json()["html"]


def test_where_the_conversation_cannot_be_asked_the_script_is_told_nothing_of_menus(browser):
    fields = {**browser.page.forms["ask"]["fields"], "text": ""}
    reply = Client(headers={"origin": OURS}).post("/chat/say", fields, headers={"X-Fragment": "1"})
    assert reply.status_code == 400 and reply.json()["open"] is None
