"""Sending: focus, the status line, keys, double clicks, refreshing, two tabs, and messages that are too long."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assertions
from tests.browser.states import NEARLY_TOO_LONG, TOO_LONG
from tests.browser.talk import JS, OFF, PLAIN

pytestmark = pytest.mark.timeout(90)
EVERY_WAY = pytest.mark.parametrize("mode", [JS, PLAIN, OFF])


@EVERY_WAY
def test_a_conversation_by_words_and_taps(chat_of, site, mode):
    chat = chat_of(mode)
    chat.open()
    written = site.messages_written()
    chat.say("menu")
    chat.tap("5 to 15")
    chat.say("number 3")
    words = chat.words()
    assert [each for each in words if each in ("menu", "number 3")] == ["menu", "number 3"]
    assert "Answer 3." in words[-1] and "5 to 15" in " ".join(words)
    assert site.messages_written() == written + 3


def test_5_the_focus_goes_to_the_top_of_the_new_answer(chat):
    chat.open()
    chat.say("What help is there?")
    answer = chat.answers.last
    expect(answer).to_be_focused()
    assert answer.bounding_box()["y"] >= -1, "its top is in view"
    chat.say("And number 2 please")
    expect(chat.answers.last).to_be_focused()
    expect(chat.answers.last).to_contain_text("Answer 2.")


def test_5_not_when_the_carer_types_again(chat, held):
    chat.open()
    chat.send("a slow question")
    expect(chat.status).not_to_have_text("")
    chat.box.focus()
    chat.page.keyboard.type("And one more")
    held.release()
    expect(chat.answers.last).to_contain_text("There is help with money")
    expect(chat.box).to_be_focused()
    expect(chat.box).to_have_value(re.compile("And one more$"))


@pytest.mark.parametrize("mode", [PLAIN, OFF])
def test_5_without_script_the_page_comes_to_the_answer(chat_of, mode):
    chat = chat_of(mode)
    chat.open()
    chat.say("What help is there?")
    expect(chat.page.locator("a", has_text=re.compile("."))).not_to_have_count(0)
    assert "New answer" in chat.page.title()


def test_4_the_status_line_speaks_while_it_waits_and_then_is_silent(chat, held):
    chat.open()
    assert assertions.status_line(chat.page) == []
    chat.send("a slow question")
    expect(chat.status).not_to_have_text("")
    assert assertions.status_line(chat.page, words=True) == []
    held.release()
    expect(chat.answers.last).to_contain_text("There is help with money")
    expect(chat.status).to_have_text("")
    assert assertions.status_line(chat.page) == []


@pytest.mark.parametrize("mode", [PLAIN, OFF])
def test_without_script_a_slow_answer_is_fetched_with_a_button(chat_of, held, mode):
    chat = chat_of(mode)
    chat.open()
    title = chat.page.title()
    chat.send("a slow question")
    expect(chat.page.locator(".pending")).to_be_visible()
    assert chat.page.title() != title
    chat.press(chat.page.locator('button[formaction$="/chat/check"]').first)
    expect(chat.page.locator(".pending")).to_be_visible()
    held.release()
    chat.wait_for_answer(0)
    expect(chat.answers.last).to_contain_text("There is help with money")


def test_10_the_title_says_what_happened(chat):
    chat.open()
    at_first = chat.page.title()
    chat.say("What help is there?")
    expect(chat.page).to_have_title(re.compile("^New answer"))
    chat.send(TOO_LONG)
    expect(chat.page).to_have_title(re.compile("^Error"))
    assert at_first and "grandson" not in chat.page.title()


def test_enter_makes_a_new_line_and_sends_nothing(chat, site):
    chat.open()
    before = site.messages_written()
    chat.box.focus()
    chat.page.keyboard.type("one")
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.type("two")
    expect(chat.box).to_have_value("one\ntwo")
    expect(chat.messages.filter(has_text="two")).to_have_count(0)
    chat.page.keyboard.press("Tab")
    while chat.page.evaluate("!document.activeElement.matches('button.send')"):
        chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    chat.wait_for_answer(0)
    assert site.messages_written() == before + 1


@EVERY_WAY
def test_a_double_click_sends_once(chat_of, site, mode):
    chat = chat_of(mode)
    chat.open()
    before = site.messages_written()
    chat.box.fill("What help is there?")
    if mode == JS:
        chat.page.locator("button.send").dblclick()
    else:
        with chat.page.expect_navigation():
            chat.page.locator("button.send").dblclick(no_wait_after=True)
    chat.wait_for_answer(0)
    expect(chat.messages.filter(has_text="What help is there?")).to_have_count(1)
    assert site.messages_written() == before + 1


@pytest.mark.parametrize("mode", [PLAIN, OFF])
def test_refreshing_sends_nothing_twice(chat_of, site, mode):
    chat = chat_of(mode)
    chat.open()
    chat.say("What help is there?")
    words, written = chat.words(), site.messages_written()
    chat.page.reload()
    assert chat.words() == words and site.messages_written() == written


def test_refreshing_with_script_keeps_nothing_and_says_so_honestly(chat, site):
    """The page was a GET: the talk is not in its address, so the carer is back at the start (the code is for carrying on)."""
    chat.open()
    chat.say("What help is there?")
    written = site.messages_written()
    chat.page.reload()
    expect(chat.box).to_be_visible()
    assert site.messages_written() == written


@pytest.mark.parametrize("mode", [JS, PLAIN])
def test_two_tabs_keep_one_order_and_both_see_all(chat_of, mode):
    first = chat_of(mode)
    first.open()
    first.say("number 1")
    second = type(first)(first.page.context.new_page(), first.site, mode)
    second.open()
    carry_over(first, second)
    second.say("number 2")
    first.say("number 3")
    if mode == JS:
        second.page.evaluate("dispatchEvent(new Event('focus'))")  # the carer comes back to the second tab
    else:
        second.page.evaluate("document.querySelector('#ask').action = '/chat/check'")
        second.press(second.page.locator("button.send"))
    expect(second.answers.last).to_contain_text("Answer 3.")
    asked = [[words for words in tab.words() if re.fullmatch(r"number \d", words)] for tab in (first, second)]
    assert asked[0] == ["number 1", "number 2", "number 3"] and asked[1] in (asked[0], asked[0][1:])


def carry_over(first, second):
    """Make the second tab one of the same talk, as duplicating a tab does."""
    second.page.evaluate(
        "token => document.querySelectorAll('input[name=token]').forEach((field) => { field.value = token; })",
        first.hidden("token"),
    )


def test_the_counter_speaks_only_near_the_limit(chat):
    chat.open()
    counter = chat.page.locator("#count")
    chat.box.fill("Hello")
    expect(counter).to_have_text("")
    chat.box.fill(NEARLY_TOO_LONG)
    expect(counter).to_contain_text("50")
    chat.box.fill(TOO_LONG)
    expect(counter).to_contain_text("80")


@EVERY_WAY
def test_too_long_is_refused_kindly_and_kept(chat_of, site, mode):
    chat = chat_of(mode)
    chat.open()
    before = site.messages_written()
    chat.send(TOO_LONG)
    expect(chat.page.locator(".error-summary")).to_contain_text("80 letters too long")
    if mode != OFF:
        expect(chat.page.locator(".error-summary")).to_be_focused()
    expect(chat.box).to_have_value(TOO_LONG)
    assert site.messages_written() == before


@EVERY_WAY
def test_danger_is_answered_even_when_the_message_is_refused(chat_of, mode):
    chat = chat_of(mode)
    chat.open()
    chat.send("Her dad has hit her again tonight. " + TOO_LONG)
    expect(chat.page.locator(".error-summary")).to_be_visible()
    expect(chat.page.locator("main")).to_contain_text("999")
    expect(chat.page.locator("#messages")).to_contain_text("999")
