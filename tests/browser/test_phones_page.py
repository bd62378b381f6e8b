"""The page with two simulated phones: by keyboard, at phone size, with buttons and a list, and as an old phone."""

import json

import pytest
from playwright.sync_api import expect
from twilio.rest.content.v1.content import ContentList

from tests.browser import assertions
from tests.browser.engines import axe, htmlcs
from tests.hub.phones.two_phones import Phones

WHATSAPP = "07700900853"
LIST = {
    "body": "{{1}}",
    "button": "See the choices",
    "items": [{"item": "Money", "id": "m:8:1"}, {"item": "School", "id": "m:8:2"}],
}
REPLY = {"body": "{{1}}", "actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "m:7:1"}]}


@pytest.fixture
def phones():
    phones = Phones("notify")
    yield phones
    phones.close()


@pytest.fixture
def page(chromium, phones):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.goto(phones.url)
    yield page
    assert page.faults == []
    context.close()


def menu(phones, kind, content):
    phones.write(WHATSAPP, channel="whatsapp", text="hi")
    asked = ContentList.ContentCreateRequest({"friendly_name": "menu", "language": "en", "types": {kind: content}})
    sid = phones.twilio.content.v1.contents.create(asked).sid
    sent = phones.whatsapp(content_sid=sid, content_variables=json.dumps({"1": "What is it about?"}))
    phones.settle()
    return sent.sid


def test_a_text_is_written_by_keyboard_and_the_answer_comes_with_its_bill(page, phones):
    words = page.get_by_label("Text", exact=True)
    words.focus()
    page.keyboard.type("hi")
    page.keyboard.press("Enter")
    talk = page.get_by_role("log", name="Texts on the SMS phone")
    expect(talk).to_contain_text("the hub has it")
    expect(words).to_be_focused()
    phones.text("a" * 161)
    expect(talk).to_contain_text("2 segments · delivered")
    expect(page.get_by_text("The hub’s bill for this phone: 2 segments in 1 text.")).to_be_visible()
    assert phones.hub.told("message")[0] == "hi"


def test_a_button_is_tapped(page, phones):
    menu(phones, "twilio/quick-reply", REPLY)
    page.get_by_role("button", name="Yes").press("Enter")
    expect(page.get_by_role("log", name="Messages on the WhatsApp phone").get_by_text("Yes")).to_have_count(2)
    phones.settle()
    assert phones.hub.told("ButtonPayload")[-1] == "m:7:1"


def test_a_list_is_opened_and_a_line_of_it_tapped(page, phones):
    menu(phones, "twilio/list-picker", LIST)
    opener = page.get_by_role("button", name="See the choices")
    expect(page.get_by_role("button", name="School")).to_be_hidden()
    opener.press("Enter")
    page.get_by_role("button", name="School").press("Enter")
    expect(page.locator(".whatsapp .from_person", has_text="School")).to_be_visible()
    phones.settle()
    assert phones.hub.told("ListId")[-1] == "m:8:2"


def test_an_old_phone_shows_boxes(page, phones):
    phones.write(text="Thank you 👍🏽 👨‍👩‍👧 bye")
    talk = page.get_by_role("log", name="Texts on the SMS phone")
    expect(talk).to_contain_text("👍🏽")
    page.get_by_label("An old phone").check()
    expect(talk).to_contain_text("Thank you ▯ ▯ bye")


def test_a_day_passes_and_a_switch_is_turned(page, phones):
    phones.write(WHATSAPP, channel="whatsapp", text="hi")
    expect(page.get_by_text("The 24 hours are open")).to_be_visible()
    page.get_by_role("button", name="A day passes").click()
    expect(page.get_by_text("The 24 hours are closed")).to_be_visible()
    page.get_by_text("What goes wrong").click()
    page.get_by_label("is delivered twice").check()
    expect(page.get_by_label("is delivered twice")).to_be_checked()
    page.get_by_label("The next one").select_option("429")
    page.get_by_role("button", name="Do this to the next one").click()
    expect(page.get_by_text("Waiting for the next: 429.")).to_be_visible()
    switches = phones.control()["switches"]
    assert (switches["twice"], switches["next_sends"]) == (True, ["429"])


def test_words_are_never_markup(page, phones):
    phones.text("<b id=bold>bold</b>")
    expect(page.get_by_role("log", name="Texts on the SMS phone")).to_contain_text("<b id=bold>bold</b>")
    assert page.locator("#bold").count() == 0


def test_everybody_can_use_it_and_it_fits_a_small_screen(page, phones):
    menu(phones, "twilio/list-picker", LIST)
    phones.write(text="hi")
    expect(page.get_by_text("the hub has it").first).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    faults = [*assertions.targets(page), *assertions.reflow(page), *axe(page), *htmlcs(page)]
    assert faults == []
