"""Sending: focus, the status line, keys, double clicks, refreshing, two tabs, and messages that are too long."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assertions
from tests.browser.states import NEARLY_TOO_LONG, TOO_LONG
from tests.browser.talk import JS, OFF, PLAIN

pytestmark = pytest.mark.timeout(300)
PRESS_AND_LOOK = """() => {
    document.querySelector("#ask button.send").click();
    return [document.querySelector("#status").textContent, document.querySelector("#text").readOnly];
}"""  # in the page itself, because Playwright would wait for the next one
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
    top = chat.answers.last.locator("#new")  # the first answer is a page of its own: its fragment leads there
    expect(top).to_be_focused()
    expect(top).to_be_in_viewport()
    assert top.bounding_box()["y"] >= -1, "its top is in view"
    chat.say("And number 2 please")
    answer = chat.answers.last
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("Answer 2.")
    assert answer.bounding_box()["y"] >= -1, "its top is in view"


def test_5_nor_is_what_is_written_lost_while_the_page_of_the_first_answer_comes(chat, held):
    chat.open()
    chat.box.fill("a slow question")
    status, waits = chat.page.evaluate(PRESS_AND_LOOK)
    assert status and waits, "it says that it sends, and takes no more words"
    expect(chat.page.locator("#messages")).to_contain_text("a slow question")
    expect(chat.box).to_be_editable()


def test_5_not_when_the_carer_types_again(chat, held):
    chat.open()
    chat.say("hello")
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


@pytest.mark.parametrize("said", [0, 1], ids=["the first message", "a later message"])
def test_4_the_status_line_speaks_while_it_waits_and_then_is_silent(chat, held, said):
    chat.open()
    for _ in range(said):
        chat.say("hello")
    assert assertions.status_line(chat.page) == []
    chat.box.fill("a slow question")
    assert chat.page.evaluate(PRESS_AND_LOOK)[0], "at once"
    expect(chat.page.locator("#messages")).to_contain_text("a slow question")
    expect(chat.status).not_to_have_text("")
    assert assertions.status_line(chat.page, words=True) == []
    held.release()
    expect(chat.answers).to_have_count(said + 1)
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
    # Without script the second click ends the first one's page before it has come: we wait for words, not for a page.
    chat.page.locator("button.send").dblclick(no_wait_after=True)
    expect(chat.messages.filter(has_text="What help is there?")).to_have_count(1)
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


@pytest.mark.parametrize("messages", [1, 3])
@pytest.mark.parametrize("how", ["reloaded", "left and come back to"])
def test_a_tab_that_the_phone_let_go_shows_the_whole_talk_again(chat, site, messages, how):
    """The page is the answer to the first message: the browser sends that again, and its key makes it harmless."""
    chat.open()
    for number in range(1, messages + 1):
        chat.say(f"number {number}")
    words, written, talks = chat.words(), site.messages_written(), site.conversations()
    assert len(words) == 2 * messages
    if how == "reloaded":
        chat.page.reload()
    else:
        chat.page.goto(f"{site.url}/demo/")
        chat.page.go_back()
    assert chat.words() == words
    assert site.messages_written() == written and site.conversations() == talks
    chat.say("number 9")
    expect(chat.answers.last).to_contain_text("Answer 9.")
    assert chat.words()[:-2] == words and site.conversations() == talks


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
