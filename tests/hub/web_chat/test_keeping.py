"""A code to carry on later, on any device; the answers on paper."""

import re

import pytest

from hub.conversations import limits, tokens
from hub.conversations.models import Conversation


@pytest.fixture
def chat(browser, replies):
    browser.say("my nan has my boy")
    return browser


def code_of(page):
    return re.search(r'<p class="code">(\S+)</p>', page.html)[1]


def test_a_code_is_shown_once_and_the_draft_stays(chat):
    page = chat.press("Carry on later", text="a draft")
    code = code_of(page)
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", code) and page.field("text") == "a draft"
    assert code not in chat.submit(action="/chat/check").html


def test_a_chat_is_carried_on_elsewhere_and_closed_here(chat, another):
    code = code_of(chat.press("Carry on later"))
    phone = another()
    page = phone.submit("resume", code=f" {code.lower().replace('-', ' ')} ")
    assert phone.response.status_code == 200 and len(page.messages) == 2 and "my nan has my boy" in page.text
    assert not page.title.startswith("New answer")
    page = phone.say("I am back")
    assert len(page.messages) == 4
    page = chat.say("and here?")
    assert chat.response.status_code == 410 and page.field("text") == "and here?"
    assert "my nan has my boy" not in page.text and Conversation.objects.count() == 1


def test_a_code_we_do_not_know_is_kept_in_its_field(browser):
    page = browser.submit("resume", code="BBBB-BBBB")
    assert browser.response.status_code == 404 and page.field("code", "resume") == "BBBB-BBBB"
    assert page.all("a", href="#code") and [has for has in page.all("details") if "open" in has]
    assert page.choices()  # and a new chat can be begun


def test_guessing_is_throttled_by_address(browser, another):
    for _ in range(limits.ALLOWED["resume"][0]):
        another().submit("resume", code="BBBB-BBBB")
    page = browser.submit("resume", code="CCCC-CCCC")
    assert browser.response.status_code == 429 and page.title.startswith("Error – ")


def test_before_a_chat_there_is_nothing_to_save(browser):
    page = browser.post("/chat/save", browser.page.forms["ask"]["fields"])
    assert browser.response.status_code == 403 and 'class="code"' not in page.html


def test_the_print_view_has_answers_date_and_phone(chat, settings):
    settings.KINSHIP_AS_OF = "2026-11-21"
    page = chat.press("Print the answers", text="a draft")
    assert "An answer." in page.text and "my nan has my boy" not in page.text
    assert "21 November 2026" in page.text and "01632 960100" in page.text
    assert "ask" not in page.forms and page.choices() == []
    page = chat.submit("back")
    assert page.field("text") == "a draft" and "my nan has my boy" in page.text


def test_printing_nothing_says_so(browser):
    page = browser.post("/chat/print", {"token": tokens.start_token()})
    assert browser.response.status_code == 200 and "no answers" in page.text


def test_each_page_carries_a_fresh_token(chat, settings, monkeypatch):
    before = chat.page.field("token")
    import time

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 23 * 3600)
    page = chat.submit(action="/chat/check")
    assert chat.response.status_code == 200 and page.field("token") != before
    monkeypatch.setattr(time, "time", lambda: now + 46 * 3600)
    chat.submit(action="/chat/check")
    assert chat.response.status_code == 200  # it slides
    monkeypatch.setattr(time, "time", lambda: now + 72 * 3600)
    page = chat.say("too late")
    assert chat.response.status_code == 410 and page.field("text") == "too late"
