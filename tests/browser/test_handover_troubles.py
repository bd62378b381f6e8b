"""What goes wrong between a carer and an adviser: a browser dies, two answer at once, the stream is down, Back and reload."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import expect

from tests.browser.desk_site import employ, end_lease, newest_ref, somebody_waits
from tests.browser.talk import JS, OFF, look_back

pytestmark = pytest.mark.timeout(300)
SLOWER_WITHIN = 80_000  # milliseconds: three tries of the stream, up to 5 seconds apart, on a busy machine


@pytest.fixture
def waits(carer_of, desk_site):
    """`waits(mode)`: a carer in a browser who has asked for a person, and the conversation's reference."""

    def make(mode=JS):
        carer = carer_of(mode)
        carer.open()
        carer.say("My grandson has lived with me since June.")
        carer.say("I would like a real person")
        return carer, newest_ref(desk_site)

    return make


@pytest.fixture
def at_desk(desk_site, adviser_of):
    """`at_desk(first name, …)`: an adviser who is new, signed in, on this page of the desk."""

    def make(first, address="", mode=JS):
        adviser = adviser_of(employ(desk_site, first), mode)
        adviser.walk_in(address)
        return adviser

    return make


def test_an_adviser_whose_browser_dies_is_replaced_and_keeps_the_draft(desk_site, waits, at_desk, adviser_of):
    sam = at_desk("Sam")
    carer, ref = waits()
    sam.open()
    sam.take(ref)
    sam.reply.fill("What I would suggest is")
    expect(sam.page.locator("#kept")).to_have_text("Your draft is kept.")
    sam.page.context.close()
    carer.hears("Sam has joined.")
    carer.send("Are you still there?")
    expect(carer.messages.last).to_contain_text("Are you still there?")
    before = somebody_waits(desk_site)
    alex = at_desk("Alex")
    expect(alex.case(before)).to_be_visible()

    end_lease(desk_site, ref)
    carer.hears("We are finding another adviser. You do not need to repeat anything.")
    expect(alex.case(ref)).to_contain_text("Their adviser was lost, so they come first among these.")
    first = alex.page.locator("#waiting li.case").first
    expect(first).to_contain_text(ref)
    alex.take(ref)
    assert alex.box == ""
    alex.send("I am here now.")
    carer.hears("I am here now.")

    again = adviser_of(sam)
    again.walk_in(f"c/{ref}/")
    expect(again.page.locator(".no-reply")).to_contain_text("Alex holds this conversation")
    expect(again.page.locator("#not-sent .own-draft")).to_have_text("What I would suggest is")


def test_two_advisers_see_each_other_and_only_one_answers(waits, at_desk):
    alex = at_desk("Alex")
    carer, ref = waits()
    alex.open(f"c/{ref}/")
    sam, kim = at_desk("Sam", f"c/{ref}/"), at_desk("Kim", f"c/{ref}/")
    viewers = alex.page.locator("#viewers")
    expect(viewers).to_contain_text("Sam has this open too.")
    expect(viewers).to_contain_text("Kim has this open too.")
    sam.reply.press_sequentially("Hello")
    expect(viewers).to_contain_text("Sam is typing.")
    alex.reply.fill("The words of Alex")
    kim.reply.fill("The words of Kim")
    alex.page.route("**/desk/live", lambda route: route.abort())  # the two press Send at the same moment
    sam.send("Hello from Sam")
    carer.hears("Hello from Sam")

    alex.press("Send to the carer")
    expect(alex.page.locator(".error-summary")).to_contain_text("Sam holds this conversation now.")
    expect(alex.page.locator("#not-sent .own-draft")).to_have_text("The words of Alex")
    expect(kim.page.locator("#not-sent .own-draft")).to_have_text("The words of Kim")  # the page turned by itself
    assert "The words of" not in carer.page.content()


def test_a_reply_to_a_page_that_is_out_of_date_is_not_sent_and_its_words_are_kept(waits, at_desk):
    alex = at_desk("Alex", mode=OFF)
    carer, ref = waits(OFF)
    alex.open(f"c/{ref}/")
    carer.send("One more thing: he is ill today")
    alex.reply.fill("Hello from Alex")
    alex.press("Send to the carer")
    expect(alex.page.locator(".error-summary")).to_contain_text("Not sent: something new came while you wrote.")
    expect(alex.page.locator("#log .new")).to_contain_text(["One more thing: he is ill today"])
    assert alex.box == "Hello from Alex"
    alex.press("Send to the carer")
    carer.hears("Hello from Alex")


def test_without_the_stream_the_page_says_so_and_still_gets_what_is_new(desk_site, waits, at_desk):
    sam = at_desk("Sam")
    slower = sam.page.locator("#slower")
    expect(slower).to_be_hidden()
    desk_site.stop("stream", signal.SIGQUIT)
    try:
        expect(slower).to_be_visible(timeout=SLOWER_WITHIN)
        carer, ref = waits()
        expect(sam.case(ref)).to_be_visible()
        sam.take(ref)
        carer.send("Is anybody reading this?")
        expect(sam.log.last).to_contain_text("Is anybody reading this?")
        expect(slower).to_be_visible(timeout=SLOWER_WITHIN)
    finally:
        desk_site.start("stream")
    expect(slower).to_be_hidden(timeout=SLOWER_WITHIN)


@pytest.mark.parametrize("mode", [JS, OFF])
def test_back_and_reload_lose_nothing_and_send_nothing_twice(waits, at_desk, mode):
    sam = at_desk("Sam", mode=mode)
    carer, ref = waits(mode)
    sam.open()
    sam.take(ref)
    sam.reply.fill("Half a thought")
    if mode == OFF:
        sam.press("Keep as a draft and look again")
    sam.page.get_by_role("link", name="Back to the queue").click()
    expect(sam.page.locator("h1")).to_have_text("Queue")
    look_back(sam.page)
    expect(sam.reply).to_have_value("Half a thought")
    sam.page.reload()
    expect(sam.reply).to_have_value("Half a thought")

    sam.send("The whole thought")
    sam.page.reload()
    look_back(sam.page)
    said = sam.log.filter(has_text="The whole thought")
    expect(said).to_have_count(1)
    expect(sam.reply).to_have_value("")
    carer.hears("The whole thought")
    carer.page.reload()
    expect(carer.answers.filter(has_text="The whole thought")).to_have_count(1)
