"""What every door of the chat refuses, what every answer carries, and that refused words are kept and heard."""

import gzip
import re

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from hub.channels.addresses import address_block
from hub.conversations import limits, tokens, transcript, transitions
from hub.conversations.models import Conversation, Danger, Message
from hub.web_chat import guards

POSTS = ["say", "check", "back", "feed", "leave", "finish", "delete", "feedback", "save", "resume", "callback", "print"]
GETS = ["", "left"]
KNIFE = "he has a knife and he is going to kill us"


@pytest.fixture
def chat(browser, replies):
    browser.say("hello")
    return browser


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", POSTS)
def test_every_post_address_leads_who_reloads_it_to_the_start(client, address, method):
    response = getattr(client, method)(f"/chat/{address}")
    assert (response.status_code, response.headers["Location"]) == (303, "/chat/")


def test_no_post_address_does_anything_by_another_method(client):
    for address in POSTS:
        for method in ("put", "delete", "options", "patch", "trace"):
            response = getattr(client, method)(f"/chat/{address}")
            assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST"), (address, method)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
@pytest.mark.parametrize("address", POSTS)
def test_every_door_refuses_other_sites(chat, address, headers):
    client = Client(headers=headers)
    before = Message.objects.count()
    fields = {
        **chat.page.forms["ask"]["fields"],
        "text": "hello again",
        "answer": "yes",
        "book": "1",
        "phone": "01632 960001",
    }
    response = client.post(f"/chat/{address}", fields)
    assert response.status_code == 403 and Message.objects.count() == before
    assert "hello again" in response.content.decode() and fields["token"] not in response.content.decode()
    assert Conversation.objects.get().erased_at is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://testserver"},
        {},
    ],
    ids=str,
)
def test_our_own_page_is_let_in(headers, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    request = RequestFactory(headers=headers).post("/chat/say")
    assert guards.from_our_page(request)


@pytest.mark.parametrize("address", [*POSTS, *GETS, "nothing-here"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_every_answer_carries(chat, address, method):
    fields = {**chat.page.forms["ask"]["fields"], "text": "hi", "answer": "yes"}
    response = chat.client.get(f"/chat/{address}") if method == "get" else chat.client.post(f"/chat/{address}", fields)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "base-uri 'none'" in policy
    assert "unsafe" not in policy and "form-action 'self' https://www.bbc.co.uk" in policy
    assert "Set-Cookie" not in response.headers and not response.cookies
    assert "X-Frame-Options" not in response.headers
    for address in (response.headers.get("Location") or "",):
        assert "?" not in address and fields["token"] not in address


def test_frames_are_allowed_where_the_settings_say(client, settings):
    settings.KINSHIP_FRAME_ANCESTORS = ["'self'", "https://www.exampleshire.example"]
    policy = client.get("/chat/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.exampleshire.example;" in policy


def test_no_page_has_anything_inline(chat):
    for page in (chat.page, chat.press("Ask us to call you back"), chat.open()):
        assert not page.all("style") and not [has for _, has in page.elements if "style" in has]
        assert all(has.get("src") for has in page.all("script"))
        assert not [name for _, has in page.elements for name in has if name.startswith("on")]


@pytest.mark.parametrize("reason", ["expired", "unknown", "erased", "moved"])
def test_a_token_that_opens_nothing_is_met_kindly(chat, monkeypatch, reason):
    def refuse(token):
        raise tokens.Refused(reason)

    monkeypatch.setattr(tokens, "open_token", refuse)
    page = chat.say("my words")
    assert chat.response.status_code == (403 if reason == "unknown" else 410)
    assert page.field("text") == "my words" and page.all("a", href="tel:01632960100")
    assert page.all("html")[0]["data-state"] == "start" and tokens.open_start(page.field("token"))
    assert not Danger.objects.exists()
    chat.say("my words", headers={"X-Fragment": "1"})  # the script shows the whole page instead


def test_an_erased_chat_says_so_and_can_be_begun_anew(chat, replies):
    form = dict(chat.page.forms["ask"]["fields"], text="still there?")
    chat.press("I have finished")
    chat.press("Delete this chat now")
    assert "deleted" in chat.page.text.lower()
    page = chat.post("/chat/say", form)
    assert chat.response.status_code == 410 and page.field("text") == "still there?"
    page = chat.submit()
    assert chat.response.status_code == 200 and len(page.messages) == 2 and Conversation.objects.count() == 2


def test_back_after_leaving_shows_nothing_of_the_chat(browser, replies):
    """Without script the browser offers to send the last forms again."""
    first = dict(browser.page.forms["ask"]["fields"], text="hello")
    browser.post("/chat/say", first)
    later = dict(browser.page.forms["ask"]["fields"], text=KNIFE)
    browser.post("/chat/say", later)
    looked = dict(browser.page.forms["ask"]["fields"], text="a secret draft")
    browser.submit("leave")
    for address, form in (("say", first), ("say", later), ("check", looked), ("callback", looked), ("print", looked)):
        page = browser.post(f"/chat/{address}", form)
        assert browser.response.status_code == 410 and page.field("text") == "" and page.messages == []
        assert not any(words in page.html for words in ("An answer.", "secret", "knife", "hello"))
    assert Conversation.objects.count() == 1
    page = browser.post("/chat/say", {**looked, "text": KNIFE + " again"})  # new words are kept and heard
    assert page.field("text") == KNIFE + " again" and page.all("a", href="tel:999")


def test_an_old_first_page_does_not_open_a_chat_that_moved(browser, another, replies):
    first = dict(browser.page.forms["ask"]["fields"], text="hello")
    browser.post("/chat/say", first)
    code = re.search(r'class="code">(\S+)<', browser.press("Carry on later").html)[1]
    another().submit("resume", code=code)
    page = browser.post("/chat/say", first)
    assert browser.response.status_code == 410 and page.messages == [] and page.field("text") == ""


def test_a_far_too_big_form_is_read_far_enough(browser):
    words = KNIFE + " x" * 40_000
    body = {**browser.page.forms["ask"]["fields"], "text": words}
    response = browser.client.post(
        "/chat/say",
        "&".join(f"{name}={value}".replace(" ", "+") for name, value in body.items()),
        content_type="application/x-www-form-urlencoded",
    )
    html = response.content.decode()
    assert response.status_code == 413 and KNIFE in html and "tel:999" in html
    assert Danger.objects.count() == 1 and not Message.objects.filter(author="contact").exists()


@pytest.mark.parametrize("kind", ["message", "address", "new"])
def test_too_often_is_said_kindly_and_danger_is_heard(browser, monkeypatch, kind):
    monkeypatch.setattr(limits, "allow", lambda asked, key: asked != kind)
    page = browser.say(KNIFE)
    assert browser.response.status_code == 429 and not Message.objects.filter(author="contact").exists()
    assert Danger.objects.count() == 1
    assert page.field("text") == KNIFE and page.all("a", href="tel:999")
    assert page.title.startswith("Error – ")


def test_a_chat_can_send_only_so_many(chat, monkeypatch):
    monkeypatch.setitem(limits.ALLOWED, "message", (most := limits.ALLOWED["message"][0], 0.0001))  # none comes back
    for _ in range(most + 1):
        chat.say("again")
    assert chat.response.status_code == 429 and chat.page.field("text") == "again" and len(chat.page.messages) > 10


def test_too_long_with_danger_is_heard(browser):
    page = browser.say(KNIFE + " and" * 700)
    assert browser.response.status_code == 400 and page.all("a", href="tel:999")


def test_danger_in_words_that_were_not_sent_is_heard(chat):
    page = chat.press("Ask us to call you back", text=KNIFE)
    assert page.all("a", href="tel:999") and not Message.objects.filter(kind="danger").exists()


def locked(*args, **kwargs):
    raise OperationalError("database is locked")


@pytest.mark.parametrize("fragment", [False, True])
def test_a_locked_database_keeps_the_words_and_the_key(chat, monkeypatch, fragment):
    headers = {"X-Fragment": "1"} if fragment else None
    before = dict(chat.page.forms["ask"]["fields"])
    with monkeypatch.context() as down:
        down.setattr(transitions, "receive", locked)
        chat.say(KNIFE, headers=headers)
    assert chat.response.status_code == 503
    if fragment:
        reply = chat.response.json()
        assert reply["error"] and "tel:999" in reply["html"]
        assert (reply["token"], reply["key"]) == (before["token"], before["key"])
        return
    page = chat.page
    assert {**before, "text": KNIFE} == page.forms["ask"]["fields"] and page.all("a", href="tel:999")
    page = chat.submit()
    assert chat.response.status_code == 200 and Message.objects.filter(author="contact").count() == 2


def test_without_a_database_no_page_asks_it(client):
    from hub.web_chat import refusals
    from hub.web_chat.posted import read

    posted = read(RequestFactory().post("/chat/say", {"text": KNIFE, "token": "x", "after": "3", "choice": "1.0.a"}))
    response = refusals.trouble(posted)  # no database mark: a query would raise
    assert response.status_code == 503 and 'value="1.0.a"' in response.content.decode()
    assert client.get("/chat/").status_code == 200


def test_a_fault_of_ours_keeps_the_words(chat, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(transcript, "wait_for_reply", broken)
    page = chat.say("my words")
    assert chat.response.status_code == 500 and page.field("text") == "my words"
    monkeypatch.undo()
    monkeypatch.setattr(transcript, "wait_for_reply", lambda conversation_id, seconds: False)
    chat.submit()
    assert Message.objects.filter(author="contact").count() == 2  # it had been stored: sending again is safe


@pytest.mark.parametrize(
    "heard, proxies, block",
    [
        ("", 0, "192.0.2.0/24"),
        ("203.0.113.9", 0, "192.0.2.0/24"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.0/24"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", 1, "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.9", 1, "203.0.113.0/24"),
        ("nonsense", 1, "unknown"),
        ("", 3, "192.0.2.0/24"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_heard(settings, heard, proxies, block):
    settings.KINSHIP_TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": heard} if heard else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR="192.0.2.7").get("/chat/")
    assert address_block(request) == block


def test_pages_and_fragments_are_small(chat):
    first = chat.client.get("/chat/", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip" and len(first.content) <= 6 * 1024
    assert "Has a child" in gzip.decompress(first.content).decode()
    fields = {**chat.page.forms["ask"]["fields"], "text": "more"}
    turn = chat.client.post("/chat/say", fields, headers={"X-Fragment": "1", "Accept-Encoding": "gzip"})
    assert len(turn.content) <= 3 * 1024
