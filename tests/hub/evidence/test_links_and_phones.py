"""Links are asked by command, politely and never by a page; numbers are read, never rung. No network: a server of this test's."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command

from hub.conversations.words import shelf
from hub.evidence import links, phones
from hub.evidence.models import LinkCheck

pytestmark = pytest.mark.django_db


class Pages(BaseHTTPRequestHandler):
    asked: list = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        path = self.path.strip("/")
        code = {"ok": 200, "gone": 404, "old": 301, "round": 302, "shy": 403, "down": 503, "whole": 405}.get(path, 200)
        if self.command == "GET" and path == "whole":
            code = 200
        self.send_response(code)
        if code in (301, 302):
            self.send_header("Location", "/ok" if code == 301 else "/round")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    Pages.asked = []
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def nobody():
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/x"


def addressed(monkeypatch, *addresses):
    monkeypatch.setattr(links, "links", lambda **_: [links.Link(each, ()) for each in addresses])


def check(*options):
    said = StringIO()
    call_command("check_links", *options, "--pause=0", stdout=said)
    return said.getvalue()


def test_what_each_answer_comes_to(server, nobody, monkeypatch):
    wanted = {
        f"{server}/ok": ("found", 200),
        f"{server}/gone": ("gone", 404),
        f"{server}/old": ("moved", 200),
        f"{server}/round": ("broken", None),
        f"{server}/shy": ("refused", 403),
        f"{server}/down": ("broken", 503),
        f"{server}/whole": ("found", 200),
        nobody: ("no_answer", None),
        "https://exampleshire.example/kinship": ("reserved", None),
    }
    addressed(monkeypatch, *wanted)
    assert "4 to mend." in check("--inside-too")
    kept = {row.address: (row.outcome, row.status) for row in LinkCheck.objects.all()}
    assert kept == wanted
    assert all(agent == links.NAME for _, _, agent in Pages.asked)
    assert not [path for _, path, _ in Pages.asked if path == "/kinship"]


def test_inside_this_network_nothing_is_asked_unless_told_to(server, monkeypatch):
    addressed(monkeypatch, f"{server}/ok")
    check()
    assert LinkCheck.objects.get().outcome == "not_public" and not Pages.asked


def test_since_when_it_fails_stays_and_what_left_the_offer_goes(server, monkeypatch):
    addressed(monkeypatch, f"{server}/gone", f"{server}/ok")
    check("--inside-too")
    since = LinkCheck.objects.get(address=f"{server}/gone").failing_since
    check("--inside-too")
    assert LinkCheck.objects.get(address=f"{server}/gone").failing_since == since
    addressed(monkeypatch, f"{server}/ok")
    assert "Nothing to mend." in check("--inside-too")
    assert list(LinkCheck.objects.values_list("outcome", flat=True)) == ["found"]


def test_every_address_of_the_offer_is_on_the_list():
    listed = {each.address for each in links.links()}
    for _, _, entry in shelf().every():
        assert links.whole(entry["source"]["href"]) in listed
    assert all(links.whole(each["web"]) in listed for each in shelf().helplines().values() if each.get("web"))
    assert "https://exampleshire.example/kinship" in listed


def test_a_page_asks_no_link(content, manager, monkeypatch):
    """The page shows what the command found; whoever opens it causes no question to anybody."""
    monkeypatch.setattr(links.httpx, "Client", None)
    assert "have not been asked yet" in manager.open("/desk/evidence/ageing/").text


@pytest.mark.parametrize(
    "number, made_up, fault",
    [
        ("01632 960100", True, ""),
        ("0808 157 0123", True, ""),
        ("01632 960100", False, "reserved"),
        ("020 7525 1762", False, ""),
        ("020 7525 1762", True, "somebodys"),
        ("0808 801 0366", False, ""),
        ("0800 555 11", False, "no_number"),
        ("07400 12345", False, "no_number"),
        ("999", False, ""),
        ("999", True, ""),
        ("116 123", False, ""),
        ("call us", False, "no_number"),
    ],
)
def test_a_number(number, made_up, fault):
    assert phones.fault(number, made_up=made_up) == fault


def test_every_number_of_our_content_can_be_rung_and_a_slip_is_shown(content, manager):
    found = list(phones.phones())
    assert len(found) > 60 and not [each for each in found if each.fault]
    content("exampleshire/council.yml", 'phone: "01632 960111"', 'phone: "020 7525 1762"')
    text = manager.open("/desk/evidence/ageing/").text
    assert "1 of " in text and "This may be somebody's number" in text
