"""What every address of the hub carries and refuses: the controls of docs/security/controls.yml that hold for all of them at once."""

import io
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.test import Client

from hub.conversations import limits
from hub.conversations.models import Conversation, Danger, Message
from tests.hub.adviser_desk.conftest import begin, kinship_team, later, works
from tests.hub.adviser_desk.door import PASSWORD, signed_in
from tests.hub.scan import rules
from tests.hub.scan.crawl import addresses, filled
from tests.hub.web_chat.conftest import Browser, Page, browser, no_worker, plain_static_files, replies

__all__ = ["begin", "browser", "kinship_team", "later", "no_worker", "plain_static_files", "replies", "works"]
pytestmark = pytest.mark.django_db

OPEN_DATA = {
    f"/open-data/v3/{name}"
    for name in (
        "",
        "openapi.json",
        "services",
        "organizations",
        "service_at_locations",
        "taxonomies",
        "taxonomy_terms",
    )
}
KEPT = {"/chat/theme.css", "/embed.js", *OPEN_DATA}  # the same for everybody: a browser may keep them
UNUSED_METHODS = ("put", "patch", "delete", "options", "trace")
MARKUP = "<script>alert(1)</script>"


# Every address the hub answers, with made-up parts in it: a number where one is wanted.
ADDRESSES = sorted({filled(each, "1" if "<int:" in each else "ZZZZZZZZ") for each in addresses()})
NOWHERE = (
    "/nothing",
    "/desk/nothing",
    "/chat/nothing",
    "/webhooks/nothing",
    "/admin/",
    "/.git/config",
    "/.env",
    "/docs/",
)


@pytest.fixture
def anybody():
    """A browser that shows the pages for faults, as the real server does."""
    return Client(raise_request_exception=False)


@pytest.fixture
def with_tls(settings):
    settings.SESSION_COOKIE_SECURE = True


@pytest.fixture
def supervisor(works):
    return works("Sue", "supervisor")


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Conversation, Message, Danger, get_user_model()))


def test_the_headers_of_every_answer(anybody, with_tls):
    wrong = []
    for address in [*ADDRESSES, *NOWHERE]:
        for method in ("get", "post"):
            response = getattr(anybody, method)(address)
            told, cookies = response.content.decode(), response.cookies
            found = [
                each for _, each in rules.faults(address, response.status_code, dict(response.headers), told, cookies)
            ]
            if response.headers.get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains":
                found.append("no Strict-Transport-Security")
            wrong += [f"{method.upper()} {address}: {each}" for each in found]
    assert not wrong, "\n".join(wrong)


def test_what_a_browser_may_keep_is_the_same_for_everybody(anybody, supervisor):
    for address in rules.KEPT:
        assert anybody.get(address).content == signed_in(supervisor).get(address).content


def test_only_get_and_post_do_anything(anybody):
    before, wrong = written(), []
    for address in ADDRESSES:
        for method in UNUSED_METHODS:
            response = getattr(anybody, method)(address, headers={"x-echo": "canary-in-a-header"})
            if response.status_code not in (303, 403, 404, 405) or b"canary-in-a-header" in response.content:
                wrong.append(f"{method.upper()} {address}: {response.status_code}")
    assert not wrong and written() == before


def test_nor_for_who_is_signed_in(supervisor):
    client, before, wrong = signed_in(supervisor), written(), []
    for address in (each for each in ADDRESSES if each.startswith("/desk/")):
        for method in UNUSED_METHODS:
            response = getattr(client, method)(address)
            if response.status_code not in (302, 403, 404, 405):
                wrong.append(f"{method.upper()} {address}: {response.status_code}")
    assert not wrong and written() == before


def test_no_answer_is_made_from_the_host_that_was_asked_for(anybody):
    told, wrong = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}, []
    for address in [*ADDRESSES, *NOWHERE]:
        response = anybody.get(address, headers=told)
        whole = response.content.decode() + str(dict(response.headers)) + str(response.cookies)
        if "evil.example" in whole or response.status_code >= 500 and address != "/health/ready":
            wrong.append(f"{address}: {response.status_code}")
    assert not wrong


def test_a_form_for_another_host_is_refused(works):
    user = works("Sam")
    client = signed_in(user, enforce_csrf_checks=True, raise_request_exception=False)
    page = Page(client.get("/desk/"))
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    told = {"origin": "https://evil.example", "host": "evil.example"}
    response = client.post("/desk/logout/", {"csrfmiddlewaretoken": token}, headers=told)
    assert response.status_code in (400, 403)
    assert client.get("/desk/").status_code == 200


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "/\\evil.example", "/desk/\\..\\..\\evil", "javascript:alert(1)",
    "/desk//evil.example/%2e%2e", "https:evil.example", "/desk/../chat/", "\t//evil.example", "%2f%2fevil.example",
    "/desk/%0d%0aSet-Cookie:x=1", "/desk/\r\nSet-Cookie: x=1", "http://localhost/evil", "http://127.0.0.1:9/evil",
)  # fmt: skip


def test_nowhere_leads_to_a_place_that_the_visitor_named(works, monkeypatch):
    monkeypatch.setattr(limits, "allow", lambda kind, key: True)
    sam = works("Sam")
    for wanted in ELSEWHERE:
        client, inside = Client(), signed_in(sam)
        named = dict.fromkeys(("next", "back", "url", "return", "redirect"), wanted)
        tries = [
            client.get("/desk/login/", named),
            client.get("/desk/second-factor/code/", named),
            client.post("/desk/login/", {"username": "sam", "password": PASSWORD, **named}),
            inside.get("/desk/login/", named),
            inside.post("/desk/available", {"available": "1", **named}),
            inside.post("/desk/take", named),
            client.get("/chat/left", named),
            client.post("/chat/leave", named),
            inside.post("/desk/logout/", named),
        ]
        assert tries[2].status_code == 303, "the right password leads on"
        for response in tries:
            place = response.headers.get("Location", "").replace("\\", "/")  # as browsers read it
            leads = urlsplit(urljoin("https://ours.example/desk/", place))
            assert (leads.scheme, leads.netloc) in (("https", "ours.example"), ("https", "www.bbc.co.uk")), place
            assert "x" not in response.cookies


def test_what_is_not_there_tells_nothing(anybody):
    for address in NOWHERE:
        for method in ("get", "post"):
            response = getattr(anybody, method)(address, {"q": MARKUP})
            assert response.status_code == 404 and MARKUP not in response.content.decode(), address
            tells_nothing(response)


@pytest.mark.parametrize("address", ["/chat/", "/desk/login/", "/embed.js", "/chat/say"])
def test_a_fault_of_ours_tells_nothing(anybody, address, monkeypatch, browser):
    """Whatever breaks, in whichever layer: no trace, no name of a file, no query, no setting."""
    from hub.adviser_desk import signing_in
    from hub.web_chat import answering, embedding, pages

    def broken(*_, **__):
        raise RuntimeError("canary: SELECT secret FROM keys WHERE path = '/work/keys/field'")

    for module, name in ((signing_in, "_page"), (embedding, "render_to_string"), (answering, "show"), (pages, "show")):
        monkeypatch.setattr(module, name, broken, raising=False)
    fields = {**browser.page.forms["ask"]["fields"], "text": "hello"}
    response = anybody.post(address, fields) if address == "/chat/say" else anybody.get(address)
    assert "canary" not in response.content.decode()
    tells_nothing(response)


def tells_nothing(response):
    said = response.content.decode()
    inside = (
        "Traceback",
        "django",
        "Django",
        "site-packages",
        ".py",
        "DEBUG",
        "urlpatterns",
        "SECRET",
        str(live.BASE_DIR),
    )
    assert not [each for each in inside if each in said]


def test_debugging_is_off_unless_somebody_turns_it_on(monkeypatch):
    import importlib

    import hub.settings as said

    monkeypatch.delenv("KINSHIP_DEBUG", raising=False)
    try:
        assert importlib.reload(said).DEBUG is False
    finally:
        importlib.reload(said)


class TestUploads:
    # Editors bring the offer as a workbook: read once, never kept as a file (tests/hub/publishing/test_spreadsheet.py).
    TAKES_ONE = {"adviser_desk/offer_editing/sheet.html"}

    def test_no_page_takes_a_file(self):
        for template in (live.BASE_DIR / "hub").rglob("templates/**/*.html"):
            text, name = template.read_text(encoding="utf-8"), template.as_posix().rpartition("templates/")[2]
            assert ("multipart" in text or 'type="file"' in text) is (name in self.TAKES_ONE), name

    def test_a_file_that_is_sent_all_the_same_is_not_kept(self, browser, no_worker, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        fields = browser.page.forms["ask"]["fields"]
        picture = io.BytesIO(b"\x89PNG canary-in-a-file")
        picture.name = "../../shell.php"
        page = browser.post("/chat/say", {**fields, "text": "hello", "file": picture, "text2": "x"})
        assert browser.response.status_code < 500 and list(tmp_path.rglob("*")) == []
        assert "canary" not in page.html and "shell.php" not in page.html
        assert not any("canary" in each.body or "shell" in each.body for each in Message.objects.all())

    def test_a_form_that_is_too_big_is_refused(self, browser):
        fields = {**browser.page.forms["ask"]["fields"], "text": "x" * 200_000}
        browser.post("/chat/say", fields)
        assert browser.response.status_code in (403, 413) and not Message.objects.exists()


class TestPagesOfTheDesk:
    PAGES = ("/desk/",) + tuple(
        f"/desk/{part}/" for part in ("search", "callbacks", "canned", "metrics", "safeguarding", "texts", "password")
    )

    def test_each_has_the_way_out(self, supervisor, begin):
        client = signed_in(supervisor)
        for address in (*self.PAGES, f"/desk/c/{begin().ref}/"):
            page = Page(client.get(address))
            assert page.all("form", action="/desk/logout/"), address

    def test_what_carers_wrote_is_kept_by_no_browser(self, supervisor, begin):
        """No field remembers what was typed, unless it is one that a password manager is to fill in."""
        client = signed_in(supervisor)
        for address in (*(each for each in self.PAGES if "canned" not in each), f"/desk/c/{begin().ref}/"):
            page = Page(client.get(address))
            whole = [has for has in page.all("form") if has.get("autocomplete") == "off"]
            for has in [*page.all("textarea"), *page.all("input", type="text"), *page.all("input", type="search")]:
                assert has.get("autocomplete") or whole, (address, has)

    def test_after_signing_out_back_shows_nothing(self, supervisor, begin):
        client, case = signed_in(supervisor), begin(text="canary words")
        assert "canary words" in client.get(f"/desk/c/{case.ref}/").content.decode()
        out = client.post("/desk/logout/")
        assert out.headers["Clear-Site-Data"] == '"storage"'
        again = client.get(f"/desk/c/{case.ref}/")
        assert again.status_code == 302 and b"canary" not in again.content

    def test_no_words_and_no_key_stand_in_an_address(self, supervisor, begin):
        client, case = signed_in(supervisor), begin(text="canary words")
        html = client.get(f"/desk/c/{case.ref}/").content.decode()
        links = re.findall(r'(?:href|action|src)="([^"]*)"', html)
        assert links and not [each for each in links if "canary" in each or "token" in each or "session" in each]


def test_the_chats_fields_remember_nothing(browser, replies):
    browser.say("hello")
    for has in [*browser.page.all("textarea"), *browser.page.all("input", type="text")]:
        assert has.get("autocomplete") == "off", has


def test_no_account_is_there_from_the_start():
    assert not get_user_model().objects.exists()


def test_no_administration_of_django_is_there():
    assert "django.contrib.admin" not in live.INSTALLED_APPS
    assert "django.contrib.messages" not in live.INSTALLED_APPS


def test_no_session_cookie_is_given_by_looking(anybody):
    for address in ADDRESSES:
        anybody.get(address)
    assert set(anybody.cookies) <= {"desk-form"}


def test_a_flood_from_one_address_ends_and_danger_in_it_is_still_heard(no_worker, monkeypatch):
    monkeypatch.setitem(limits.ALLOWED, "new", (3, 0.0001))
    codes = []
    for number in range(6):
        chat = Browser()
        chat.open()
        chat.say(f"hello {number}")
        codes.append(chat.response.status_code)
    assert codes[:3] == [200] * 3 and set(codes[3:]) == {429}
    page = chat.say("he has a knife and he is going to kill us")
    assert page.all("a", href="tel:999") and Danger.objects.exists()
