"""Saying something and being answered, without script: words, taps, drafts, refreshes and two tabs."""

import pytest

from hub.conversations import transcript, transitions
from hub.conversations.models import Conversation, Message
from hub.web_chat.posted import LONGEST

CHOICES = [{"id": "order_in_force=none", "label": "No papers"}, {"id": "order_in_force=not_sure", "label": "Not sure"}]


def said(author="contact"):
    return [each.body for each in Message.objects.filter(author=author).order_by("conversation__opened_at", "seq")]


def test_the_first_view_makes_nothing(browser):
    assert browser.page.all("html")[0]["data-state"] == "start"
    assert Conversation.objects.count() == 0 and browser.page.messages == []
    assert [each["label"] for each in browser.page.choices()]


def test_words_are_echoed_and_answered(browser, replies):
    replies["texts"] = ["This is what I have:\n- one child", "Is it right?"]
    page = browser.say("my nan has <b>my</b> boy")
    assert [has["class"] for has in page.messages] == ["message contact", "message assistant", "message assistant"]
    assert "my nan has <b>my</b> boy" in page.text and "<b>" not in page.html
    assert page.title.startswith("New answer – ") and page.all("a", class_="skip", href="#m2")
    assert page.all("p", id="new") and page.field("text") == "" and page.field("after") == "3"
    assert len([each for each in page.buttons if each.get("class") == "leave"]) == 2  # at the top and after the answer


def test_a_tap_of_the_first_view_begins_the_chat_and_keeps_the_draft(browser, replies):
    label = browser.page.choices()[0]["label"]
    page = browser.tap(label, text="and also I wanted to")
    assert said() == [label] and page.field("text") == "and also I wanted to"
    assert replies["ran"][0].choice == "child_lives_with_carer=yes"


def test_only_the_newest_menu_can_be_tapped(browser, replies):
    replies["choices"] = CHOICES
    browser.say("hello")
    first = browser.page.choices()
    assert [each["label"] for each in first] == ["No papers", "Not sure"]
    replies["choices"] = []
    page = browser.tap("Not sure")
    assert page.choices() == [] and said() == ["hello", "Not sure"]
    assert replies["ran"][1].choice == "order_in_force=not_sure" and replies["ran"][1].text == ""


def test_a_refresh_changes_nothing(browser, replies):
    token, key = browser.page.field("token"), browser.page.field("key")
    for _ in range(2):
        page = browser.post("/chat/say", {"token": token, "key": key, "text": "hello", "after": "0"})
    assert said() == ["hello"] and len(page.messages) == 2 and Conversation.objects.count() == 1
    form = dict(page.forms["ask"]["fields"], text="again")
    for _ in range(2):
        page = browser.post("/chat/say", form)
    assert said() == ["hello", "again"] and len(page.messages) == 4


def test_other_words_from_an_old_page_are_not_lost(browser, replies):
    browser.say("hello")
    form = browser.page.forms["ask"]["fields"]
    browser.post("/chat/say", {**form, "text": "one"})
    browser.post("/chat/say", {**form, "text": "another"})  # Back, then changed
    assert said() == ["hello", "one", "another"]


def test_two_tabs_of_one_chat(browser, replies):
    browser.say("hello")
    form = browser.page.forms["ask"]["fields"]
    browser.say("from the first tab")
    page = browser.post("/chat/say", {**form, "text": "from the second tab"})
    assert said() == ["hello", "from the first tab", "from the second tab"] and len(page.messages) == 6


@pytest.mark.parametrize("change", ["signature", "place", "nonsense", "another chat", "first view"])
def test_only_our_choices_of_this_chat_are_taken(browser, another, replies, change):
    replies["choices"] = CHOICES
    start = browser.page.choices()[0]["value"]
    browser.say("hello")
    value = browser.page.choices()[0]["value"]
    seq, index, signature = value.split(".")
    other = another()
    other.say("another")
    values = {
        "signature": f"{seq}.{index}.{'A' * len(signature)}",
        "place": f"{seq}.1.{signature}",
        "nonsense": "/restart",
        "another chat": other.page.choices()[0]["value"],
        "first view": start,
    }
    page = browser.submit(choice=values[change], text="my draft")
    assert browser.response.status_code == 400 and sorted(said()) == ["another", "hello"]
    assert page.field("text") == "my draft" and page.title.startswith("Error – ")


def test_a_leading_slash_is_text(browser, replies):
    browser.say("/restart")
    assert (replies["ran"][0].text, replies["ran"][0].choice) == ("/restart", None)


def test_nothing_written_is_said_kindly(browser):
    page = browser.say("  \n ")
    assert browser.response.status_code == 400 and Conversation.objects.count() == 0
    assert page.all("div", class_="error-summary", role="alert") and page.all("a", href="#text")
    assert page.choices()  # the first view is still there


@pytest.mark.parametrize("length, taken", [(LONGEST, True), (LONGEST + 1, False)])
def test_a_message_may_have_2000_characters(browser, replies, length, taken):
    page = browser.say("é" * length)
    assert (browser.response.status_code == 200) is taken and bool(said()) is taken
    assert page.field("text") == ("" if taken else "é" * length)
    if not taken:
        assert "1 letters too long" in page.text or "1 " in page.text
        assert page.all("textarea", **{"aria-invalid": "true"})


def test_line_ends_of_a_browser_count_once(browser, replies):
    browser.say("a\r\n" * 999 + "a")
    assert said() == ["a\n" * 999 + "a"]


def test_pending_says_so_and_can_be_checked(browser, no_worker, answer):
    page = browser.say("hello")
    assert page.title.startswith("Waiting – ") and page.all("p", class_="pending")
    page = browser.submit(action="/chat/check", text="meanwhile")
    assert page.field("text") == "meanwhile" and page.title.startswith("Waiting – ")
    answer("Here it is.")
    page = browser.submit(action="/chat/check")
    assert "Here it is." in page.text and page.title.startswith("New answer – ") and not page.all("p", class_="pending")
    assert page.field("text") == "meanwhile"


def test_a_failure_offers_to_ask_again_and_a_call(browser, no_worker, answer):
    browser.say("hello")
    answer(error="timeout")
    page = browser.submit(action="/chat/check")
    assert [each["label"] for each in page.choices()] == ["Ask again", "Ask for a call back"]
    page = browser.tap("Ask for a call back", text="draft")
    assert "book" in page.forms and page.field("text", "book") == "draft" and said() == ["hello"]
    page = browser.submit("back")
    assert page.field("text") == "draft"
    browser.tap("Ask again")
    answer("Now it works.")
    assert "Now it works." in browser.submit(action="/chat/check").text


def test_an_adviser_who_holds_the_chat_is_waited_for(browser, replies, django_user_model):
    browser.say("hello")
    conversation = Conversation.objects.get()
    transitions.take(conversation.pk, django_user_model.objects.create_user("sam", first_name="Sam"))
    page = browser.say("are you there?")
    assert page.all("html")[0]["data-state"] == "with_adviser"
    assert [each for each in page.buttons if each.get("formaction") == "/chat/check"]
    assert transcript.is_pending(conversation.pk) is False


def test_danger_is_answered_at_once(browser, no_worker):
    page = browser.say("he hit me and i am bleeding, he has a knife")
    (row,) = [has for has in page.messages if "danger" in has["class"]]
    assert "system" in row["class"] and page.all("a", href="tel:999")


def test_a_message_in_another_language_is_marked(browser, replies):
    replies |= {"texts": ["يمكنك طلب مترجم."], "custom": {"lang": "ar"}}
    page = browser.say("مرحبا حفيدي يعيش معي")
    assert page.all("div", class_="words", lang="ar", dir="rtl")


def test_a_fragment_holds_what_is_new(browser, replies):
    browser.say("hello")
    replies |= {"texts": ["Next."], "choices": CHOICES}
    browser.say("more", headers={"X-Fragment": "1"})
    reply = browser.response.json()
    assert set(reply) == {"cursor", "state", "html", "open", "token", "key", "pending", "status", "error", "title"}
    assert reply["html"].startswith('<li id="m3"') and 'id="m4"' in reply["html"] and 'id="new"' not in reply["html"]
    assert reply["state"] == "assistant" and reply["pending"] is False and reply["error"] == ""
    again = {**browser.page.forms["ask"]["fields"], "token": reply["token"], "key": reply["key"], "after": "4"}
    browser.post("/chat/say", {**again, "text": ""}, headers={"X-Fragment": "1"})
    refused = browser.response.json()
    assert refused["error"] and refused["html"] == "" and refused["token"]


def test_a_fragment_that_needs_a_page_says_so(browser, no_worker, answer):
    browser.say("hello")
    answer(error="timeout")
    browser.submit(action="/chat/check")
    call = next(each for each in browser.page.choices() if each["label"] == "Ask for a call back")
    browser.submit(choice=call["value"], headers={"X-Fragment": "1"})
    assert browser.response.status_code == 409 and browser.response.json() == {}
