"""An adviser who uses no mouse: from signing in to handing back with Tab, Enter and what they type."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.adviser import PASSWORD
from tests.browser.desk_door import code
from tests.browser.desk_site import employ, newest_ref, somebody_waits
from tests.browser.keyboard import enter, tab_to
from tests.browser.talk import JS, PLAIN

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("mode", [JS, PLAIN])
def test_from_the_door_to_handing_back(desk_site, carer_of, adviser_of, mode):
    sam = employ(desk_site, "Sam")
    page = adviser_of(sam, mode).page
    page.goto(f"{desk_site.url}/desk/")
    tab_to(page, page.locator("#username"))
    page.keyboard.type(sam.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)
    tab_to(page, page.locator("#code"))
    page.keyboard.type(code())
    enter(page)
    expect(page.locator("h1")).to_have_text("Queue")

    carer = carer_of(mode)
    carer.open()
    carer.say("I would like a real person")
    ref = newest_ref(desk_site)
    if mode == PLAIN:
        tab_to(page, page.get_by_role("link", name="Look again", exact=True))
        enter(page)
    case = page.locator("#waiting li.case", has_text=ref)
    expect(case).to_be_visible()
    tab_to(page, case.get_by_role("button"))
    enter(page)
    expect(page.locator("#state")).to_contain_text("With you")

    tab_to(page, page.get_by_role("link", name="Answer the carer"))
    page.keyboard.press("Enter")
    page.keyboard.type("Hello from the keyboard")
    page.keyboard.press("Tab")
    enter(page)
    carer.hears("Hello from the keyboard")

    tab_to(page, page.locator("#change summary", has_text="Hand it back to the assistant"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    enter(page)
    expect(page.locator("main")).to_contain_text(f"{ref} is the assistant's again.")
    carer.hears("Sam has left this chat.")


def test_the_queue_moves_around_whoever_stands_in_it(desk_site, adviser_of):
    adviser, colleague = (adviser_of(employ(desk_site, name)) for name in ("Sam", "Alex"))
    adviser.walk_in()
    before, stands = somebody_waits(desk_site), somebody_waits(desk_site)
    take = adviser.case(stands).get_by_role("button")
    expect(take).to_be_visible()
    take.focus()
    after = somebody_waits(desk_site)
    expect(adviser.case(after)).to_be_visible()
    expect(take).to_be_focused()
    colleague.walk_in()
    colleague.take(before)
    expect(adviser.case(before)).to_have_count(0)
    expect(take).to_be_focused()
    shown = adviser.page.locator("#waiting li.case h3").all_inner_texts()
    assert shown.index(stands) < shown.index(after)
