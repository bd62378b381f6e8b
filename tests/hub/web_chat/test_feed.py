"""What the script asks for: 204 when nothing is new, the new messages when there are, 410 when the page is too old."""

import pytest

from hub.conversations import erasure
from hub.conversations.models import Conversation, FeedCounter


@pytest.fixture
def chat(browser, no_worker):
    browser.say("hello")
    return browser


def ask(browser, cursor=None, after=None):
    cursor = browser.page.all("html")[0]["data-cursor"] if cursor is None else cursor
    fields = {"token": browser.page.field("token"), "after": after or browser.page.field("after")}
    return browser.client.post(f"/chat/feed?after={cursor}", fields)


def test_nothing_new_is_nothing(chat):
    response = ask(chat)
    assert response.status_code == 204 and response.content == b""


def test_before_a_chat_there_is_nothing(browser):
    assert ask(browser).status_code == 204


def test_an_answer_comes_once(chat, answer):
    answer("Here it is.")
    reply = ask(chat).json()
    assert set(reply) == {"cursor", "state", "html", "open", "pending", "status", "error", "title"}
    assert 'id="m2"' in reply["html"] and 'id="m1"' not in reply["html"] and reply["pending"] is False
    assert ask(chat, cursor=reply["cursor"]).status_code == 204


@pytest.mark.parametrize("cursor", ["", "x", "-1", "999999999", "1" * 40, "²"])
def test_a_cursor_we_never_gave_means_a_fresh_page(chat, cursor):
    assert ask(chat, cursor=cursor).status_code == 410


def test_a_page_that_is_too_old_is_told(chat):
    FeedCounter.objects.update(pruned_up_to=10_000, n=10_001)
    assert ask(chat).status_code == 410


def test_a_chat_deleted_in_another_tab_is_told(chat):
    erasure.erase(Conversation.objects.get().pk)
    assert ask(chat).status_code == 410


def test_a_stale_page_and_the_feed_make_the_fresh_page(chat, answer, replies):
    """Fold what the feed gives over a stale page, and it is the page as it is now."""
    stale = {**chat.page.forms["ask"]["fields"]}
    messages = [has["id"] for has in chat.page.messages]
    cursor = chat.page.all("html")[0]["data-cursor"]
    answer("One.")
    chat.say("more")  # in another tab
    reply = chat.client.post(f"/chat/feed?after={cursor}", {"token": stale["token"], "after": stale["after"]}).json()
    import re

    folded = messages + re.findall(r'<li id="(m\d+)"', reply["html"])
    fresh = chat.submit(action="/chat/check")
    assert folded == [has["id"] for has in fresh.messages] and len(folded) == 4
