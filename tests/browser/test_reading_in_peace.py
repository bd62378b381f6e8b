"""What comes later does not take the carer away from what they read; and a frame that cannot open is a link after all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.talk import new_context

pytestmark = pytest.mark.timeout(300)
LAUNCHER = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A council's page</title>
<link rel="icon" href="data:,"></head><body><main><p><a data-kinship-help href="{hub}/chat/">Ask about help</a></p></main>
<script type="module" src="{hub}/embed.js"></script></body></html>"""


def test_safety_words_are_not_scrolled_away_by_the_answer(chat, held):
    chat.open()
    chat.send("a slow question, and her dad has hit her again tonight")
    top = chat.page.locator("#messages > li.danger #new")  # the first message brings a page, and its fragment the focus
    expect(top).to_be_focused()
    held.release()
    expect(chat.answers).to_have_count(2)
    expect(top).to_be_focused()
    assert top.bounding_box()["y"] >= -1, "its top is still in view"


def test_safety_words_in_the_middle_are_not_scrolled_away_by_the_answer(chat, held):
    chat.open()
    chat.say("hello")
    chat.send("a slow question, and her dad has hit her again tonight")
    safety = chat.page.locator("#messages > li.danger")
    expect(safety).to_be_focused()
    held.release()
    expect(chat.answers).to_have_count(3)
    expect(safety).to_be_focused()
    assert safety.bounding_box()["y"] >= -1, "its top is still in view"


# It stands there for a few seconds only: on a busy machine it can be gone before anybody looks.
WRITE_DOWN_WHAT_IS_ANNOUNCED = """() => {
    const line = document.querySelector("#status");
    window.announced = [];
    new MutationObserver(() => window.announced.push(line.textContent)).observe(line, {childList: true});
}"""


def test_an_answer_is_announced_where_it_does_not_take_the_focus(chat, held):
    chat.open()
    chat.send("a slow question")
    expect(chat.messages).to_have_count(1)
    chat.box.focus()
    chat.page.keyboard.type("and")
    chat.page.evaluate(WRITE_DOWN_WHAT_IS_ANNOUNCED)
    held.release()
    ready = chat.page.locator("#chat").get_attribute("data-words-ready")
    chat.page.wait_for_function("ready => announced.includes(ready)", arg=ready)
    expect(chat.answers).to_have_count(1)
    expect(chat.status).to_have_text("")


def test_a_tap_keeps_the_words_in_the_box_and_never_loses_the_focus(chat):
    chat.open()
    chat.say("menu")
    chat.box.fill("words that wait")
    chat.page.locator("#messages .choices button").first.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.messages.filter(has_text="Under 5").last).to_be_visible()
    expect(chat.page.locator("#messages > li:focus")).to_have_count(1)
    expect(chat.box).to_have_value("words that wait")


def test_where_the_councils_page_forbids_the_frame_the_link_is_followed(chromium, site, pages):
    pages.serve("/forbids", LAUNCHER.format(hub=site.url), f"default-src 'none'; img-src data:; script-src {site.url}")
    with new_context(chromium, "js", extra_http_headers={}) as context:
        page = context.new_page()
        page.goto(f"{pages.address}/forbids")
        page.locator("[data-kinship-help]").click()
        expect(page).to_have_url(f"{site.url}/chat/")
        expect(page.locator("#text")).to_be_visible()
