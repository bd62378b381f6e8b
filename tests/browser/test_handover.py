"""A carer and an adviser, each in a browser of their own, from the carer's story to the assistant again; with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk_site import employ, newest_ref
from tests.browser.talk import JS, OFF

pytestmark = pytest.mark.timeout(300)
STORY = "My grandson has lived with me since June."
NOTE = "CANARY: call the school before Friday."


@pytest.mark.parametrize("mode", [JS, OFF])
def test_a_carer_is_handed_over_and_back(desk_site, carer_of, adviser_of, mode):
    carer = carer_of(mode)
    adviser = adviser_of(employ(desk_site, "Sam"), mode)
    adviser.sign_in()
    expect(adviser.page.locator("#waiting")).to_contain_text("Nobody is waiting.")

    carer.open()
    carer.say(STORY)
    carer.say("I would like a real person")
    told = carer.words()
    assert "You are next." in told[-2] and "The child is 7" in told[-1], told
    carer.tap("Something is wrong")
    carer.tap("The child's age")
    carer.say("9")
    assert "The child is 9" in carer.words()[-1]

    ref = newest_ref(desk_site)
    adviser.sees(lambda: adviser.case(ref), again="Look again")
    expect(adviser.case(ref)).to_contain_text("The carer asked for a person")
    adviser.take(ref)
    summary = adviser.page.locator("#summary-lines")
    expect(summary).to_contain_text("The carer changed something")
    expect(summary.locator("li", has_text="9").first).to_be_visible()
    carer.hears("Sam has joined. Sam is a person and can read this chat.")

    adviser.send("Hello, I have read what you told us.")
    carer.hears("Hello, I have read what you told us.")
    carer.send("Thank you Sam")
    adviser.sees(lambda: adviser.log.filter(has_text="Thank you Sam"))

    adviser.page.locator("#note-text").fill(NOTE)
    adviser.press("Save the note")
    expect(adviser.page.locator("#notes-list")).to_contain_text(NOTE)

    adviser.reply.fill("Here is what may help.")
    adviser.press("Search the offer")
    adviser.page.locator("#q").fill("allowance")
    adviser.press("Search")
    title = adviser.page.locator("#found li h3").first.inner_text()
    adviser.press(adviser.page.locator("#found li button").first)
    assert adviser.box.startswith("Here is what may help.\n\n") and title in adviser.box
    adviser.press("Send to the carer")
    carer.hears(title)

    adviser.unfold("Hand it back to the assistant")
    adviser.press("Hand it back")
    expect(adviser.page.locator("main")).to_contain_text(f"{ref} is the assistant's again.")
    carer.hears("Sam has left this chat.")
    carer.say("what do you know")
    assert "child_age 9" in carer.words()[-1] and "carer_relationship grandparent" in carer.words()[-1]

    assert "CANARY" not in carer.page.content()
    carer.page.reload()
    assert "CANARY" not in carer.page.content()
    assert carer.complaints + adviser.complaints + carer.strangers + adviser.strangers == []
