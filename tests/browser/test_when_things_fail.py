"""Assertion 7 of web.md 3.2: without script, without the file, with a failing server or no line, no word is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.talk import JS, OFF, PLAIN

pytestmark = pytest.mark.timeout(300)
WORDS = "My grandson came to live with me"


@pytest.mark.parametrize("mode", [OFF, PLAIN])
def test_without_our_script_the_whole_talk_works(chat_of, site, mode):
    chat = chat_of(mode)
    chat.open()
    before = site.messages_written()
    chat.say(WORDS)
    chat.say("menu")
    chat.tap("Under 5")
    assert site.messages_written() == before + 3
    assert WORDS in chat.words()


@pytest.mark.parametrize("status", [500, 502, 429, 404])
def test_a_failing_fetch_falls_back_to_the_form(chat, site, status):
    chat.open()
    chat.say("hello")
    before = site.messages_written()
    refuse_fragments(chat, status)
    with chat.page.expect_navigation():
        chat.send(WORDS)
    expect(chat.messages.filter(has_text=WORDS)).to_have_count(1)
    assert site.messages_written() == before + 1


def test_an_answer_that_is_lost_on_the_way_is_not_sent_twice(chat, site):
    """The server took it, the reply broke off: the carer presses Send again, and the key makes it one message."""
    chat.open()
    chat.say("hello")
    before = site.messages_written()

    def take_and_lose(route):
        route.fetch()
        route.abort("connectionreset")

    chat.page.route("**/chat/say", take_and_lose)
    chat.send(WORDS)
    expect(chat.page.locator(".error-summary")).to_be_visible()
    expect(chat.box).to_have_value(WORDS)
    chat.page.unroute("**/chat/say")
    chat.page.locator("button.send").click()
    expect(chat.answers).to_have_count(2)
    expect(chat.answers.last).to_contain_text("There is help with money")
    expect(chat.messages.filter(has_text=WORDS)).to_have_count(1)
    assert site.messages_written() == before + 1


def test_offline_at_the_start_keeps_the_words_and_the_page(chat, site):
    chat.open()
    before = site.messages_written()
    chat.page.context.set_offline(True)
    chat.send(WORDS)
    expect(chat.page.locator(".error-summary")).to_be_visible()
    expect(chat.box).to_have_value(WORDS)
    expect(chat.box).to_be_editable()
    assert site.messages_written() == before
    chat.page.context.set_offline(False)
    chat.page.locator("button.send").click()
    chat.wait_for_answer(0)
    expect(chat.messages.filter(has_text=WORDS)).to_have_count(1)
    assert site.messages_written() == before + 1


def test_offline_in_the_middle_keeps_the_words_and_the_page(chat, site):
    chat.open()
    chat.say("hello")
    before = site.messages_written()
    chat.page.context.set_offline(True)
    chat.send(WORDS)
    expect(chat.page.locator(".error-summary")).to_be_visible()
    expect(chat.page.locator(".error-summary")).to_have_attribute("role", "alert")
    expect(chat.box).to_have_value(WORDS)
    expect(chat.status).to_have_text("")
    assert site.messages_written() == before
    chat.page.context.set_offline(False)
    chat.wait_for_answer(0)
    answers = chat.answers.count()
    chat.page.locator("button.send").click()
    chat.wait_for_answer(answers)
    expect(chat.page.locator(".error-summary")).to_have_count(0)
    expect(chat.messages.filter(has_text=WORDS)).to_have_count(1)
    assert site.messages_written() == before + 1


def test_offline_while_the_answer_is_made_brings_it_later(chat, held):
    chat.open()
    chat.say("hello")
    before = chat.answers.count()
    with chat.page.expect_response(lambda response: response.url.endswith("/chat/say")):
        chat.send("a slow question")
    chat.page.context.set_offline(True)
    held.release()
    chat.page.context.set_offline(False)
    chat.wait_for_answer(before)
    expect(chat.answers.last).to_contain_text("There is help with money")


@pytest.mark.parametrize("mode", [JS, PLAIN])
def test_a_failing_assistant_says_so_with_a_phone_number_and_choices(chat_of, scripted, mode):
    chat = chat_of(mode)
    chat.open()
    chat.say("broken")
    last = chat.answers.last
    expect(last).to_contain_text("01632 960100")
    expect(last).to_contain_text(re.compile("[Mm]onday to [Ff]riday"))
    assert [words for words in last.locator("button[name=choice]").all_inner_texts() if words]
    chat.say("And now?")
    expect(chat.answers.last).to_contain_text("There is help with money")
    expect(chat.messages.filter(has_text="broken")).to_have_count(1)


def test_the_token_of_a_deleted_chat_is_met_with_words(chat_of, site):
    from tests.browser.states import closed

    chat = chat_of(JS)
    closed(chat)
    expect(chat.page.locator("h1")).to_be_visible()
    expect(chat.page.locator("body")).to_contain_text("deleted")
    expect(chat.page.locator("textarea")).to_have_value("One more question")


def refuse_fragments(chat, status: int) -> None:
    """Our script's own requests fail with this status; the browser's forms pass."""

    def answer(route):
        if route.request.headers.get("x-fragment"):
            route.fulfill(status=status, content_type="text/html", body="<h1>Sorry</h1>")
        else:
            route.continue_()

    chat.page.route("**/chat/**", answer)
