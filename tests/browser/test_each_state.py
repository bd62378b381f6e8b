"""Assertions 1 to 4, 6, 8, 10 and 13 of web.md 3.2 on every state of the page. Each state is reached once, then looked at."""

from __future__ import annotations

import pytest

from tests.browser import assertions, engines, snapshots
from tests.browser.states import STATES
from tests.browser.talk import JS, PLAIN, Chat, keep_at_home, new_context

pytestmark = pytest.mark.timeout(300)
PAIRS = [(state, mode) for state in STATES for mode in state.modes]
COLOURS = """() => ["body", "header", "main"].map((name) => {
  const { color, backgroundColor } = getComputedStyle(document.querySelector(name));
  return [color, backgroundColor];
})"""
FORCED_BUTTONS = """() => [...document.querySelectorAll("button")].filter((button) => button.checkVisibility())
  .filter((button) => getComputedStyle(button).borderStyle === "none" || parseFloat(getComputedStyle(button).borderTopWidth) < 1)
  .map((button) => `"${button.textContent.trim()}" has no edge in forced colours`)"""


@pytest.fixture(scope="package", params=PAIRS, ids=lambda pair: f"{pair[0].name}-{pair[1]}")
def seen(request, chromium, site, scripted):
    """A tab in this state, and the state."""
    state, mode = request.param
    with new_context(chromium, mode) as context:
        keep_at_home(context, site)
        chat = Chat(context.new_page(), site, mode)
        if state.under_way:
            scripted.hold()
        state.reach(chat)
        chat.listening = False  # the engines make noise of their own: only the way here counts
        yield chat, state
        scripted.release()


@pytest.fixture
def page(seen):
    return seen[0].page


def test_1_controls_are_big_enough_and_reachable(page):
    assert assertions.targets(page) == []


def test_2_nothing_sideways_and_nothing_fixed_at_400_percent(page):
    assert assertions.reflow(page) == []


@pytest.mark.parametrize("size", [assertions.SMALL, assertions.WIDE], ids=["small", "wide"])
def test_3_tab_reaches_every_control_uncovered(page, size):
    assert assertions.tab_walk(page, size) == []


def test_4_one_status_line_silent_unless_something_is_under_way(seen):
    chat, state = seen
    if state.talks:
        assert assertions.status_line(chat.page, words=state.under_way and chat.mode == JS) == []


def test_6_nothing_is_cut_off_with_wider_text(page):
    assert assertions.clipping(page) == []
    assert assertions.text_spacing(page) == []


def test_8_nothing_is_stored_and_no_stranger_is_asked(seen):
    chat, _ = seen
    assert assertions.stored(chat.page) + chat.strangers == []


def test_10_headings_language_and_title(page):
    assert assertions.headings(page) + assertions.right_to_left(page) == []


def test_10_a_person_to_talk_to_stands_in_the_same_place(seen):
    chat, state = seen
    if state.ours:
        person = chat.page.locator("main > h1 + section.person")
        assert "01632 960100" in person.inner_text() and "Monday to Friday" in person.inner_text()


def test_13_axe_finds_nothing(page):
    assert engines.axe(page) == []


@pytest.mark.parametrize("wish", [{"color_scheme": "dark"}, {"contrast": "more"}], ids=["dark", "contrast"])
def test_13_the_page_looks_the_same_whatever_the_device_prefers(page, wish):
    """There is one theme, chosen by the council: a dark device must not half apply its own colours."""
    before = page.evaluate(COLOURS)
    page.emulate_media(**wish)
    try:
        assert page.evaluate(COLOURS) == before
    finally:
        page.emulate_media(color_scheme="light", contrast="no-preference")


def test_13_the_sniffer_finds_nothing(page):
    assert engines.htmlcs(page) == []


def test_forced_colours_keep_edges(page):
    page.emulate_media(forced_colors="active")
    try:
        assert page.evaluate(FORCED_BUTTONS) == []
    finally:
        page.emulate_media(forced_colors="none")


def test_the_console_is_silent(seen):
    chat, _ = seen
    expected = "404" if chat.mode == PLAIN or "not_found" in chat.page.url else "no complaint at all"
    assert [said for said in chat.complaints if expected not in said and "status of 4" not in said] == []


def test_the_accessibility_tree_is_as_kept(seen):
    chat, state = seen
    assert snapshots.difference(chat.page, f"{state.name}.{chat.mode}") == ""
