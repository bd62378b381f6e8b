"""People in danger write where they can: every field is heard, and somebody is told, without keeping what was written there."""

import pytest

from hub.conversations import feedback, invariants, limits
from hub.conversations.models import Alert, Conversation, Danger, Event, Feedback, InboundReceipt, Message
from tests.hub.web_chat.conftest import Browser

pytestmark = pytest.mark.django_db
KNIFE = "my partner is hitting me right now"


def is_heard(browser):
    """The words are on the page once, and in the ledger; what was written is in none of our messages."""
    assert len([each for each in browser.page.messages if "danger" in each["class"]]) == 1
    assert browser.page.all("a", href="tel:999")
    (row,) = Danger.objects.all()
    assert row.urgency == "emergency" and row.next_alert_at and row.conversation.state != "closed"
    assert not any(KNIFE in each.body for each in Message.objects.all())
    assert [str(each) for each in invariants.faults()] == []
    return row


@pytest.fixture
def chat(browser, replies):
    browser.say("hello")
    return browser


def test_in_the_field_for_a_code(browser, replies):
    page = browser.submit("resume", code=KNIFE)
    assert browser.response.status_code == 200 and page.field("text") == KNIFE  # ready to be sent
    row = is_heard(browser)
    browser.submit()  # the page now belongs to the conversation it was raised in
    assert Conversation.objects.get() == row.conversation
    assert Message.objects.get(author="contact").body == KNIFE and Danger.objects.get().times == 2


@pytest.mark.parametrize("field", ["name", "interpreter"])
@pytest.mark.parametrize("started", [True, False])
def test_in_a_field_of_the_form_for_a_call(browser, replies, field, started):
    if started:
        browser.say("hello")
    browser.press("Ask us to call you back")
    browser.submit("book", phone="01632 960001", book="1", **{field: KNIFE})
    assert browser.response.status_code == 200 and browser.page.all("html")[0]["data-state"] == "callback"
    is_heard(browser)


def test_begun_in_one_field_and_ended_in_the_next(browser, replies):
    browser.say("hello")
    browser.press("Ask us to call you back")
    browser.submit("book", phone="01632 960001", book="1", name="my partner is", interpreter="hitting me right now")
    is_heard(browser)


@pytest.mark.parametrize("started", [True, False])
def test_in_the_field_for_the_phone(browser, replies, started):
    if started:
        browser.say("hello")
    browser.press("Ask us to call you back")
    browser.submit("book", phone=KNIFE, book="1")
    assert browser.response.status_code == 400 and browser.page.field("phone", "book") == KNIFE[:40]
    is_heard(browser)
    browser.submit("book", phone="01632 960001", book="1")
    assert Conversation.objects.get().state == "callback" and Danger.objects.count() == 1


@pytest.mark.parametrize("state", ["assistant", "waiting", "with_adviser", "callback", "closed"])
@pytest.mark.parametrize("address, field", [("resume", "code"), ("callback", "name")])
def test_in_every_state_of_the_chat(chat, bring_to, state, address, field):
    if state != "assistant":
        bring_to(Conversation.objects.get().pk, state)
    page = chat.post(
        f"/chat/{address}", {**chat.page.forms["ask"]["fields"], "phone": "01632 960001", "book": "1", field: KNIFE}
    )
    assert page.messages and not page.choices()
    row = is_heard(chat)
    assert row.conversation == Conversation.objects.get()  # the chat that is open, not another
    assert Event.objects.filter(conversation=row.conversation, kind="danger.raised").count() == 1
    assert (row.conversation.state == "with_adviser") is (state == "with_adviser")


@pytest.mark.parametrize("field", ["name", "code"])
def test_what_is_not_urgent_is_heard_there_too(chat, field):
    address = {"name": "callback", "code": "resume"}[field]
    chat.post(f"/chat/{address}", {**chat.page.forms["ask"]["fields"], field: "i cannot cope any more"})
    assert Danger.objects.get().urgency == "soon" and Message.objects.get(kind="danger")


def test_in_the_words_about_the_service(chat):
    chat.press("I have finished")
    assert Conversation.objects.get().state == "closed"
    chat.press("No", words=KNIFE)
    row = is_heard(chat)
    assert row.conversation.state == "assistant"  # it is open again: a person may write to them
    assert Feedback.objects.get().words == KNIFE and feedback.give("no")


def test_a_field_nobody_knows(chat):
    chat.submit(action="/chat/check", whatever=KNIFE)
    is_heard(chat)


def test_in_words_that_are_too_long(chat):
    browser = chat
    page = browser.say(KNIFE + " and" * 700)
    assert browser.response.status_code == 400 and page.field("text").startswith(KNIFE)
    is_heard(browser)
    browser.say(KNIFE + " and" * 701)  # the same danger again, still too long: nothing new to write down
    assert Message.objects.filter(kind="danger").count() == 1 and browser.page.all("a", href="tel:999")


@pytest.mark.parametrize("address", ["leave", "delete"])
def test_who_leaves_is_not_written_about(chat, address):
    chat.post(f"/chat/{address}", {"token": chat.page.field("token"), "whatever": KNIFE, "text": KNIFE})
    assert not Danger.objects.exists() and Conversation.objects.get().erased_at


def test_what_was_not_sent_is_answered_and_told_to_nobody(chat):
    page = chat.press("Ask us to call you back", text=KNIFE)
    assert page.all("a", href="tel:999") and not Danger.objects.exists()


def test_from_another_site_nothing_is_told(chat):
    chat.post(
        "/chat/say", {**chat.page.forms["ask"]["fields"], "text": KNIFE}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert chat.page.all("a", href="tel:999") and not Danger.objects.exists()


def test_the_same_form_twice_tells_once(browser, no_worker):
    form = {**browser.page.forms["resume"]["fields"], "code": KNIFE}
    for _ in range(2):
        browser.post("/chat/resume", form)
    assert Conversation.objects.count() == Danger.objects.count() == 1
    assert InboundReceipt.objects.get().status == "told"


def test_deleted_then_sent_again_by_the_browser_tells_nobody(browser, no_worker):
    form = {**browser.page.forms["resume"]["fields"], "code": KNIFE}
    browser.post("/chat/resume", form)
    browser.submit("leave")
    assert Conversation.objects.get().erased_at
    browser.post("/chat/resume", form)
    assert Conversation.objects.count() == 1


def test_a_flood_from_one_address_ends(db, monkeypatch):
    monkeypatch.setitem(limits.ALLOWED, "danger", (2, 1))
    for _ in range(4):
        browser = Browser()
        browser.open()
        browser.submit("resume", code=KNIFE)
        assert browser.page.all("a", href="tel:999")
    assert Danger.objects.count() == 2 and not Alert.objects.exists()
