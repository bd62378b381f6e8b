"""Answering a carer who texts: below the box stands what it comes to on their phone, while it is written and without our script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assertions
from tests.browser.desk_site import employ, goes_back, somebody_waits
from tests.browser.talk import JS, OFF

pytestmark = pytest.mark.timeout(300)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SENTENCE = "You can ask the kinship team about it on Monday. "
LONG = SENTENCE * 25 + "Well done \U0001f600 and see bit.ly/abc"


@pytest.fixture
def answering(desk_site, adviser_of):
    """`answering(mode, channel)`: an adviser on the page of a carer who texts."""

    waiting = []

    def make(mode=JS, channel="sms"):
        adviser = adviser_of(employ(desk_site, "Sam"), mode)
        waiting.append(somebody_waits(desk_site, channel=channel))
        adviser.walk_in(f"c/{waiting[-1]}/")
        return adviser

    yield make
    for ref in waiting:
        goes_back(desk_site, ref)


def lines(adviser):
    return adviser.page.locator("#texts li")


def test_it_is_counted_while_it_is_written(answering):
    sam = answering()
    expect(lines(sam)).to_have_text(
        ["Short is best. 160 letters are 1 text. A long answer goes as numbered texts. You cannot send pictures."]
    )
    sam.reply.fill("Hello, I can help with that.")
    expect(lines(sam)).to_have_text(["This goes as 1 text."])
    sam.reply.fill(LONG)
    expect(lines(sam)).to_have_text(
        [
            "This goes as 5 numbered texts. The council pays for 9.",
            "bit.ly is a shortened link. People are warned not to open those, so it is not sent. Write the whole address.",
            "A text cannot carry these. Each becomes a question mark: \U0001f600",
            "This is long for a phone. Say what matters most first, or offer a call.",
        ]
    )
    sam.reply.fill("")
    expect(lines(sam)).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_it_can_be_read_at_every_width(answering, size):
    sam = answering()
    sam.page.set_viewport_size(size)
    sam.reply.fill(LONG)
    expect(lines(sam)).to_have_count(4)
    assert assertions.clipping(sam.page) == [] and assertions.targets(sam.page) == []
    assert assertions.reflow(sam.page) == []


def test_without_script_it_stands_there_after_keeping_the_draft_and_after_a_refusal(answering):
    sam = answering(OFF)
    sam.reply.fill(SENTENCE * 10)
    sam.press("Keep as a draft and look again")
    expect(lines(sam)).to_have_text(["This goes as 2 numbered texts. The council pays for 4."])
    sam.reply.fill("See bit.ly/abc")
    sam.listening = False  # a browser writes every 400 to its console
    sam.press("Send to the carer")
    assert sam.box == "See bit.ly/abc"
    expect(lines(sam)).to_have_count(2)
    expect(sam.page.get_by_role("link", name="bit.ly is a shortened link")).to_be_visible()


def test_nothing_of_it_is_said_to_who_answers_on_the_web(answering):
    sam = answering(channel="web")
    sam.reply.fill(LONG)
    expect(sam.page.locator("#kept")).to_have_text("Your draft is kept.")
    expect(sam.page.locator("#texts")).to_have_count(0)
