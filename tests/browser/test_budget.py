"""Assertions 8 and 12 of web.md 3.2: bytes, requests, cookies and stores over a whole conversation, printed as a table."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assertions
from tests.browser.talk import JS, OFF, Chat, new_context
from tests.browser.wire import Asked, Wire

pytestmark = pytest.mark.timeout(300)
KB = 1024
FIRST_REQUESTS, FIRST_BYTES, SCRIPT_BYTES = 4, 20 * KB, 5 * KB
TURN_BYTES = 3 * KB
WHOLE_PAGE_BYTES = 20 * KB  # a turn without script brings the page again
WORDS = ["What help is there with money?", "number 2", "number 3", "menu"]


@pytest.fixture
def measured(chromium, site):
    """Tabs with nothing between them and the hub: Playwright's own routing would switch the cache off."""
    contexts = []

    def make(mode: str) -> tuple[Chat, Wire]:
        contexts.append(new_context(chromium, mode))
        chat = Chat(contexts[-1].new_page(), site, mode)
        return chat, Wire(chat.page)

    yield make
    for context in contexts:
        context.close()


def row(name: str, asked: list[Asked], most: str) -> str:
    return f"{name:<34} {len(asked):>2} requests {sum(each.size for each in asked):>7,} bytes   at most {most}"


def test_12_the_first_view(measured, note):
    chat, wire = measured(JS)
    chat.open()
    chat.page.wait_for_load_state("networkidle")
    asked = wire.take()
    script = [each for each in asked if each.path.endswith(".js")]
    for line in [
        row("first view", asked, f"{FIRST_REQUESTS} requests, {FIRST_BYTES:,} bytes"),
        *(row(f"  {each.path.rsplit('/', 1)[-1] or each.path}", [each], "").split("   at most")[0] for each in asked),
        row("script", script, f"{SCRIPT_BYTES:,} bytes"),
    ]:
        note(line)
    assert len(asked) <= FIRST_REQUESTS
    assert sum(each.size for each in asked) <= FIRST_BYTES and all(each.size for each in asked)
    assert script and sum(each.size for each in script) <= SCRIPT_BYTES


def test_12_and_8_a_whole_conversation_with_script(measured, note):
    chat, wire = measured(JS)
    chat.open()
    chat.page.wait_for_load_state("networkidle")
    of_the_page = {each.path for each in wire.take()} - {"/chat/"}  # the first answer is a page: the browser has these
    for words in [*WORDS, ""]:
        chat.say(words) if words else chat.tap("Under 5")
        asked = wire.take()
        note(row(f"turn: {words or 'a tap'}", asked, f"1 to send, {TURN_BYTES:,} bytes"))
        assert len([each for each in asked if each.path == "/chat/say"]) == 1
        assert {each.path for each in asked if each.size} <= {"/chat/say", "/chat/feed"}
        assert {each.path for each in asked} <= {"/chat/say", "/chat/feed"} | of_the_page
        of_the_page = set()
        assert sum(each.size for each in asked) <= TURN_BYTES
        assert assertions.stored(chat.page) == []
    assert chat.strangers == []


def test_12_a_slow_answer_costs_few_looks(measured, held, note):
    chat, wire = measured(JS)
    chat.open()
    chat.say("hello")
    wire.take()
    before = chat.answers.count()
    with chat.page.expect_response("**/chat/feed*"):
        chat.send("a slow question")
    held.release()
    chat.wait_for_answer(before)
    asked = wire.take()
    note(row("turn: a slow answer", asked, f"1 to send, polls, {TURN_BYTES:,} bytes"))
    assert len([each for each in asked if each.path == "/chat/say"]) == 1
    assert sum(each.size for each in asked) <= TURN_BYTES


def test_12_and_8_a_whole_conversation_without_script(measured, note):
    chat, wire = measured(OFF)
    chat.open()
    first = wire.take()
    note(row("first view, no script", first, f"{FIRST_REQUESTS} requests, {FIRST_BYTES:,} bytes"))
    assert len(first) <= FIRST_REQUESTS and sum(each.size for each in first) <= FIRST_BYTES
    for words in WORDS:
        chat.say(words)
        asked = wire.take()
        note(row(f"turn, no script: {words}", asked, f"{WHOLE_PAGE_BYTES:,} bytes"))
        assert sum(each.size for each in asked) <= WHOLE_PAGE_BYTES
    assert chat.page.context.cookies() == [] and chat.strangers == []


@pytest.mark.parametrize(
    "address", ["", "situation/informal_kinship_care/financial_support/"], ids=["front", "longest"]
)
def test_12_the_offer_to_read(measured, note, address):
    """The front page and the longest one: no script at all, and no heavier than the chat."""
    chat, wire = measured(OFF)
    chat.page.goto(f"{chat.site.url}/offer/{address}")
    asked = wire.take()
    note(row(f"the offer: {address or 'front'}", asked, f"{FIRST_REQUESTS} requests, {FIRST_BYTES:,} bytes"))
    assert len(asked) <= FIRST_REQUESTS and not [each for each in asked if each.path.endswith(".js")]
    assert sum(each.size for each in asked) <= FIRST_BYTES
    assert chat.page.context.cookies() == [] and chat.strangers == []


def test_8_the_whole_way_from_saving_to_the_end_stores_nothing(chat):
    from tests.browser import states

    states.resumed(chat)
    chat.say("number 5")
    for place in ("print", "save", "callback"):
        chat.go(place)
        assert assertions.stored(chat.page) == []
        chat.open()
        chat.say("hello")
    chat.go("finish")
    assert assertions.stored(chat.page) == [] and chat.strangers == []
    expect(chat.page.locator("h1")).to_be_visible()
