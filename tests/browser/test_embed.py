"""The launcher on a council's page with a strict policy: nothing before the click, a working talk after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assertions, engines
from tests.browser.talk import EXIT, Chat, keep_at_home, new_context, wait_until
from tests.browser.wire import Wire

pytestmark = pytest.mark.timeout(300)
HOST_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A council's page</title>
<link rel="icon" href="data:,"></head>
<body><main><h1>Looking after a child in your family</h1>
<p>Words of the council.</p>
<p><a data-kinship-help href="{hub}/chat/">Ask about help with a child in your family</a></p>
</main>
<script type="module" src="{hub}/embed.js"></script>
</body></html>"""
MOST_BEFORE_THE_CLICK = 1536  # bytes of script, compressed (web.md 2.3)


@pytest.fixture(scope="module")
def council(site, pages):
    """A page of the council at an origin of its own, with the two lines of policy it needs."""
    policy = f"default-src 'none'; img-src data:; script-src {site.url}; frame-src {site.url}"
    pages.serve("/council", HOST_PAGE.format(hub=site.url), policy)
    return f"{pages.address}/council"


@pytest.fixture
def visit(chromium, site, council):
    """`visit(mode)`: the council's page in a fresh tab, with what it asked for."""
    contexts = []

    def make(mode: str = "js", **wishes) -> tuple[Chat, Wire]:
        # A header of our own would make the browser ask first (CORS), which it does for no carer.
        contexts.append(new_context(chromium, mode, extra_http_headers={}, **wishes))
        chat = Chat(contexts[-1].new_page(), site, mode)
        wire = Wire(chat.page)
        chat.page.goto(council)
        chat.page.wait_for_load_state("networkidle")
        return chat, wire

    yield make
    for context in contexts:
        context.close()


def test_8_before_the_click_there_is_one_small_script_and_nothing_else(visit, note):
    chat, wire = visit()
    asked = [each for each in wire.take() if each.path != "/council"]
    note(
        f"{'council page before the click':<34} {len(asked):>2} requests {asked[0].size:>7,} bytes   at most 1, 1.5 KB and headers"
    )
    assert [each.kind for each in asked] == ["Script"]
    assert asked[0].size <= MOST_BEFORE_THE_CLICK + 1024  # its headers are counted too
    assert assertions.stored(chat.page) == [] and chat.complaints == []
    assert chat.page.locator("iframe").count() == 0
    assert engines.axe(chat.page) == []


def test_the_click_opens_the_talk_in_a_frame_and_stores_nothing(visit):
    chat, _ = visit()
    link = chat.page.locator("[data-kinship-help]")
    link.click()
    frame = chat.page.frame_locator("iframe")
    expect(frame.locator("#text")).to_be_visible()
    frame.locator("#text").fill("What help is there?")
    frame.locator("#ask button.send").click()
    expect(frame.locator("#messages > li.assistant").last).to_contain_text("There is help with money")
    assert chat.page.context.cookies() == [] and assertions.stored(chat.page) == []
    assert chat.page.locator("iframe").get_attribute("title")
    assert chat.complaints == []


def test_escape_closes_the_panel_and_gives_the_focus_back(visit):
    chat, _ = visit()
    link = chat.page.locator("[data-kinship-help]")
    link.focus()
    chat.page.keyboard.press("Enter")
    frame = chat.page.frame_locator("iframe")
    expect(frame.locator("#text")).to_be_visible()
    frame.locator("#text").focus()
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("iframe:visible")).to_have_count(0)
    expect(link).to_be_focused()


def test_9_leaving_in_the_frame_leaves_the_councils_page_too(visit, site):
    chat, _ = visit()
    keep_at_home(chat.page.context, site)
    kept = site.messages_kept()
    chat.page.locator("[data-kinship-help]").click()
    frame = chat.page.frame_locator("iframe")
    frame.locator("#text").fill("A secret of the family")
    frame.locator("#ask button.send").click()
    expect(frame.locator("#messages > li.assistant").last).to_contain_text("There is help with money")
    frame.locator("button.leave").first.click()
    expect(chat.page).to_have_url(EXIT)
    wait_until(lambda: site.messages_kept() == kept)


@pytest.mark.parametrize(
    "mode, size", [("off", assertions.WIDE), ("js", assertions.SMALL)], ids=["no script", "small screen"]
)
def test_where_a_frame_does_not_fit_the_link_is_a_link(visit, site, mode, size):
    chat, _ = visit(mode)
    chat.page.set_viewport_size(size)
    chat.page.locator("[data-kinship-help]").click()
    expect(chat.page).to_have_url(f"{site.url}/chat/")
    expect(chat.page.locator("#text")).to_be_visible()
