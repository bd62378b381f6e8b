"""Carrying on later with a code, on another device; and the history of a long talk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assertions, engines
from tests.browser.states import code_shown, resume, wrong_code
from tests.browser.talk import JS, OFF, PLAIN, look_back

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("mode", [JS, OFF])
def test_a_code_carries_the_talk_to_another_device(chat_of, mode):
    first, second = chat_of(mode), chat_of(mode)
    first.open()
    first.say("number 1")
    first.go("save")
    code = code_shown(first)
    second.open()
    resume(second, f" {code.lower().replace('-', ' ')} ")
    assert "number 1" in second.words()
    second.say("number 2")
    assert "Answer 2." in second.words()[-1]


def test_the_first_device_is_told_that_the_talk_moved(chat_of):
    first, second = chat_of(PLAIN), chat_of(PLAIN)
    first.open()
    first.say("number 1")
    first.go("save")
    code = code_shown(first)
    second.open()
    resume(second, code)
    first.send("number 3")
    expect(first.page.locator("body")).to_contain_text("opened again with its code")
    expect(first.box).to_have_value("number 3")


@pytest.mark.parametrize("mode", [PLAIN, OFF])
def test_back_on_the_first_device_does_not_open_the_talk_again(chat_of, mode):
    first, second = chat_of(mode), chat_of(mode)
    first.open()
    first.say("number 1")
    first.go("save")
    code = code_shown(first)
    second.open()
    resume(second, code)
    second.say("number 2")
    look_back(first.page)
    assert "Answer 2." not in first.page.content()
    assert "Answer 2." in second.page.content()


def test_a_wrong_code_is_met_kindly_and_kept(chat_of):
    chat = chat_of(PLAIN)
    wrong_code(chat)
    expect(chat.page.locator(".error-summary")).to_contain_text("We do not know that code")
    expect(chat.page.locator("input[name=code]")).to_have_value("BCDF-BCDF")


@pytest.mark.parametrize("mode", [JS, PLAIN])
def test_guessing_codes_is_stopped(chat_of, mode):
    chat = chat_of(mode)
    chat.open()
    for _ in range(11):
        resume(chat, "BCDF-BCDF")
    expect(chat.page.locator(".error-summary")).to_contain_text("too many tries")


@pytest.fixture(scope="module")
def long_code(site):
    """The code of a talk with 30 questions and 30 answers."""
    return site.run(LONG_TALK).split()[-1]


LONG_TALK = """
import uuid
from hub.conversations import saving, transcript, transitions
from hub.conversations.transitions import Inbound
first = transitions.begin("web", Inbound(uuid.uuid4().hex, "number 1"), "exampleshire")
for number in range(2, 31):
    assert transcript.wait_for_reply(first.conversation_id, 20)
    transitions.receive(first.conversation_id, Inbound(uuid.uuid4().hex, f"number {number}"))
assert transcript.wait_for_reply(first.conversation_id, 20)
print(saving.save(first.conversation_id))
"""


@pytest.mark.parametrize("mode", [JS, PLAIN])
def test_a_long_history(chat_of, long_code, mode):
    """60 messages: whole, in order, and as fit to use as a short one."""
    chat = chat_of(mode)
    chat.open()
    resume(chat, long_code)
    page = chat.page
    asked = [words for words in chat.words() if words.startswith("number ")]
    assert asked[:30] == [f"number {number}" for number in range(1, 31)]
    assert assertions.targets(page) == []
    assert assertions.reflow(page) + assertions.clipping(page) == []
    assert assertions.tab_walk(page, assertions.SMALL) == []
    assert assertions.status_line(page) + assertions.headings(page) == []
    assert engines.axe(page) + engines.htmlcs(page) == []
    chat.say("number 31")
    assert "Answer 31." in chat.words()[-1]
    if mode == JS:
        expect(chat.answers.last).to_be_focused()
        assert -1 <= chat.answers.last.bounding_box()["y"] < assertions.WIDE["height"]
