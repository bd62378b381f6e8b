"""Waiting for an adviser on the page without script: told where one stands, back to the assistant, or a call instead."""

from datetime import datetime

import pytest
from django.utils import timezone

from hub.conversations import callbacks, hours, sign_of_life
from hub.conversations.models import Callback, Conversation, Membership, Message, Team
from kinship.clock import as_utc

NUMBER = "01632 960001"
ASKED = {"handover": {"reason": "asked_for_person", "urgent": False}}


@pytest.fixture
def at(monkeypatch):
    def at(written):
        now = as_utc(datetime.fromisoformat(written))
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return at


@pytest.fixture
def adviser(django_user_model, db, at):
    """It is Monday, eleven o'clock, and Sam is there."""
    team = Team.objects.create(slug="kinship", name="Kinship team", organisation="council", is_default=True)
    sam = django_user_model.objects.create_user("sam", first_name="Sam")
    Membership.objects.create(user=sam, team=team, role="adviser")
    sign_of_life.give(sam, at("2026-11-23 11:00"), available=True)
    return sam


@pytest.fixture
def waits(adviser, browser, replies):
    replies["custom"] = ASKED
    browser.say("can i talk to a person")
    replies["custom"] = None
    return browser


def labels(page):
    return [each["label"] for each in page.choices()]


def state(page):
    return page.all("html")[0]["data-state"]


def test_who_asks_is_told_where_they_stand_with_two_ways_out(waits):
    page = waits.page
    assert state(page) == "waiting" and "You are next." in page.text and not page.title.startswith("Error")
    assert {"Ask for a call back", "Go back to the assistant"} <= set(labels(page))
    assert [each for each in page.buttons if each.get("formaction") == "/chat/check"]


@pytest.mark.parametrize("how", ["choice", "button", "words"])
def test_back_to_the_assistant(waits, replies, how):
    waits.say("one more thing")
    waits.page.forms["ask"]["fields"]["text"] = "a draft" if how != "words" else ""
    if how == "choice":
        waits.tap("Go back to the assistant")
    elif how == "button":
        waits.submit(action="/chat/back")
    else:
        waits.say("back to the assistant")
    assert state(waits.page) == "assistant" and "You are not waiting any more." in waits.page.text
    assert waits.page.field("text") == ("" if how == "words" else "a draft")
    assert [each.text for each in replies["ran"]][-1] == "one more thing"


def test_the_button_of_an_old_page_does_no_harm(waits, adviser):
    old = dict(waits.page.forms["ask"]["fields"])
    waits.submit(action="/chat/back")
    waits.post("/chat/back", old)
    assert waits.response.status_code == 200 and state(waits.page) == "assistant"
    assert Message.objects.filter(kind="gone_back").count() == 1


def test_danger_in_the_box_is_heard_when_they_go_back(waits):
    page = waits.submit(action="/chat/back", text="i am going to kill myself tonight")
    assert "116 123" in page.text


def test_a_call_instead_of_waiting(waits):
    waits.tap("Ask for a call back")
    page = waits.submit("book", phone=NUMBER, book="1")
    assert state(page) == "callback" and Callback.objects.get().due_at == as_utc(datetime(2026, 11, 23, 17, 0))


@pytest.mark.parametrize("somebody", [True, False])
def test_where_nobody_can_come_the_chat_goes_on(adviser, browser, replies, at, somebody):
    at("2026-11-23 19:00")
    replies["custom"] = ASKED
    page = browser.say("can i talk to a person")
    assert state(page) == "assistant" and "They are back on Tuesday 24 November at 9am." in page.text
    replies["custom"] = None
    assert "An answer." in browser.say("and money?").text


class TestTheForm:
    def test_the_same_number_is_offered_where_one_is_known_and_never_shown_whole(self, browser, replies, db):
        browser.say("hello")
        page = browser.press("Ask us to call you back")
        assert not page.all("input", name="same_number")
        browser.submit("book", phone=NUMBER, book="1")
        page = browser.press("Ask us to call you back")
        assert "It ends in 001." in page.text and NUMBER[-6:] not in page.html and "960001" not in page.html
        assert "checked" in page.all("input", name="same_number")[0]
        browser.submit("book", same_number="yes", book="1")
        assert set(Callback.objects.values_list("state", flat=True)) == {"cancelled", "requested"}
        assert {each.phone for each in Callback.objects.all()} == {"+441632960001"}

    def test_who_writes_another_number_means_that_one(self, browser, replies, db):
        browser.say("hello")
        for number in (NUMBER, "01632 960002"):
            browser.press("Ask us to call you back")
            browser.submit("book", phone=number, same_number="yes", book="1")
        assert Callback.objects.get(state="requested").phone.endswith("2")

    def test_the_same_number_of_nobody_is_no_number(self, browser, replies, db):
        browser.press("Ask us to call you back")
        browser.submit("book", same_number="yes", book="1")
        assert browser.response.status_code == 400 and not Conversation.objects.exists()
        browser.open()
        browser.say("hello")
        browser.press("Ask us to call you back")
        browser.submit("book", same_number="yes", book="1")
        assert browser.response.status_code == 400 and not Callback.objects.exists()

    @pytest.mark.parametrize(
        ("to", "parts"), [("17:00", ["morning", "afternoon", "any_time"]), ("12:00", ["morning", "any_time"])]
    )
    def test_only_parts_of_the_day_in_which_somebody_is_there(self, browser, monkeypatch, db, to, parts):
        week = ["mon", "tue", "wed", "thu", "fri"]
        lines = [{"days": week, "from": "09:00", "to": to}]
        monkeypatch.setattr(hours, "council", lambda: {"chat": {"open": lines}})
        page = browser.press("Ask us to call you back")
        assert [each["value"] for each in page.all("input", name="when")] == parts

    def test_an_old_form_s_part_of_the_day_that_is_gone_becomes_another(self, browser, replies, monkeypatch, at):
        at("2026-11-23 10:00")
        lines = [{"days": ["tue"], "from": "09:00", "to": "12:00"}]
        monkeypatch.setattr(hours, "council", lambda: {"chat": {"open": lines}})
        browser.say("hello")
        browser.press("Ask us to call you back")
        browser.submit("book", phone=NUMBER, when="afternoon", book="1")
        assert Callback.objects.get().due_at == as_utc(datetime(2026, 11, 24, 12, 0))

    def test_what_would_make_the_call_easier(self, browser, replies, db):
        browser.say("hello")
        page = browser.press("Ask us to call you back")
        assert page.all("label", **{"for": "access_needs"})
        browser.submit("book", phone="no", access_needs="x" * 400, book="1")
        assert len(browser.page.field("access_needs", "book")) == callbacks.LONGEST_NEEDS
        browser.submit("book", phone=NUMBER, access_needs="speak slowly", book="1")
        assert Callback.objects.get().access_needs == "speak slowly"
