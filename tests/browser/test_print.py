"""Assertion 11 of web.md 3.2: on paper, the answers, the date and a phone number; no form, no button, nothing of the carer's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.talk import OFF, PLAIN

pytestmark = pytest.mark.timeout(300)
ON_PAPER = """selector => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility({ visibilityProperty: true })).map((element) => element.outerHTML.slice(0, 80))"""
WORDS = "My sister drinks and I have her little girl"
CONTROLS = "form, button, input:not([type=hidden]), textarea, select, [role=status]"


def on_paper(page, selector: str) -> list[str]:
    page.emulate_media(media="print")
    try:
        return page.evaluate(ON_PAPER, selector)
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("mode", [PLAIN, OFF])
def test_11_the_print_view(chat_of, mode):
    chat = chat_of(mode)
    chat.open()
    chat.say(WORDS)
    chat.go("print")
    body = chat.page.locator("body")
    expect(body).to_contain_text("There is help with money in your area.")
    expect(body).to_contain_text(re.compile(r"\d{1,2} \w+ 20\d\d"))
    expect(body).to_contain_text("01632 960100")
    assert WORDS not in chat.page.content()
    assert on_paper(chat.page, CONTROLS) == []


def test_11_the_talk_itself_on_paper_has_no_form(chat):
    """Somebody presses Ctrl and P on the chat page."""
    chat.open()
    chat.say(WORDS)
    assert on_paper(chat.page, "#ask, button, textarea, #status") == []
    assert on_paper(chat.page, ".message.assistant .words")
    assert "01632 960100" in chat.page.locator("section.person").inner_text()


def test_11_paper_is_dark_on_white_and_uncut(chat):
    chat.open()
    chat.say(WORDS)
    chat.go("print")
    chat.page.emulate_media(media="print", color_scheme="dark")
    colours = chat.page.evaluate(
        "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert lightness(colours[0]) < 80 and (lightness(colours[1]) > 200 or colours[1] == "rgba(0, 0, 0, 0)"), colours


def lightness(colour: str) -> float:
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 3
