"""Secrets as people write them, planted through every door of a hub that really runs, and where they may be looked for.

Each is said once, in one place, so that a finding tells by which path it got out.
"""

from __future__ import annotations

import html
import json
import re
import socket
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import httpx
from django.utils import timezone
from twilio.request_validator import RequestValidator

from hub.conversations import legal_holds
from hub.conversations.models import Alert, BrainTurn, Conversation, Membership, Outbox
from tests.hub.faults.adviser import Adviser
from tests.hub.faults.carer import Carer
from tests.hub.faults.stack import Stack, until

ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token-of-twilio"
SMS_NUMBER, WHATSAPP_NUMBER = "+447700900500", "+447700900600"

SECRETS = {
    # A carer writes on the web, with a browser without script.
    "name": "Wilhelmina Quarrington",
    "child": "Barnaby Featherstonehaugh",
    "address": "14 Larkspur Mews",
    "postcode": "ZX9 4QT",
    "birthday": "29/02/2017",
    "ni_number": "QQ 12 34 56 C",
    "school": "St Osyth Lantern Primary",
    "e_mail": "w.quarrington@zizzlemail.example",
    "health": "hydranencephaly",
    "disclosure": "my partner Ambrose Tinkerbury is hitting me right now",
    # With a script.
    "script": "the locum was Tobermory Plunkett",
    "while_busy": "Cosima Rattlebridge has the keys",
    "brain_error": "Leopold Snetterton took her",
    "too_long": "Theodora Wrenfield-Okafor",
    # A call, a saved chat, an opinion.
    "call_number": "01632 960461",
    "call_name": "Philippa Umbridge-Vale",
    "interpreter": "Tok Pisin of Bougainville",
    "access_needs": "a stammer since the Gresford fire",
    "correction": "no, it is Clementine Dashwood-Ruiz who is with me",
    "opinion": "Mr Abernathy-Flint was no help",
    "wrong_code": "QZXW-9911",
    # By text.
    "sms_number": "+447700900461",
    "sms": "Ignatius Pomfret is on Mulberry Parade",
    "whatsapp_number": "+447700900462",
    "whatsapp": "her social worker is Drusilla Kettlewick",
    "profile_name": "Marmaduke Winterbottom",
    "media": "ME5ecre7ca4a2y00000000000000000000",
    "place": "51.48215",
    "stray_sender": "+33612345461",
    "stray": "colis de Anatole Brissac",
    # At the desk.
    "reply": "I rang Mrs Elderflower-Nash",
    "note": "risk: uncle Cuthbert Vaux is on bail",
    "draft": "Rosamund Haythornthwaite said so",
    "passed_on_because": "Horatio-Pennyfeather asked for it",
    "passed_on_to": "team:Isadora-Blenkinsop",
    "searched": "Quillfeather",
    "searched_number": "01632 960477",
    "hold_reason": "proceedings of Octavia Bellweather",
    # What is asked of us wrongly.
    "path": "Cressida-Vanbrugh",
    "desk_path": "PEREGRIN",
    "query": "Lysander-Crumb",
    "referrer": "Lucasta-Merriweather",
    "cookie": "Ottoline-Frobisher",
    "agent": "Zuleika-Farthingale",
    "host": "hyacinth-bouquet.example",
    "origin": "ptolemy-brackett.example",
    "request_line": "Ermintrude-Gadsby",
    "header_name": "Evadne-Hinge",
    "form": "Thaddeus-Ormerod",
    "unsigned": "Bartholomew-Quince",
    "unreadable": "Sapphira-Molesworth",
    "user_name": "gwendolen.fairfax-pyke",
    "password": "hunter2-Algernon-Moncrieff",
}


def spellings(secret: str) -> set[str]:
    """As it may be written somewhere: plain, in an address, on a page, in JSON; a number also as it is dialled."""
    told = {
        secret,
        quote(secret),
        quote_plus(secret),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
    }
    digits = re.sub(r"\D", "", secret)
    if re.fullmatch(r"\+?[\d ]+", secret) and len(digits) >= 10:
        told.add(digits[-9:])
    return {each.casefold() for each in told}


def found(text: str | bytes, *, but: tuple[str, ...] = ()) -> list[str]:
    """The names of the secrets that stand in it."""
    where = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).casefold()
    return [
        name for name, secret in SECRETS.items() if name not in but and any(each in where for each in spellings(secret))
    ]


class _Twilio(BaseHTTPRequestHandler):
    """Refuses each text, with the number in what it says; lists nothing."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(
            400, {"code": 21211, "status": 400, "message": f"The 'To' number is not valid: {sent}", "more_info": sent}
        )

    def do_GET(self) -> None:
        self._answer(200, {"messages": [], "next_page_uri": None, "page": 0, "page_size": 50})

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def refusing_twilio() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Twilio)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Planted:
    """Everything that was planted. `heads`: the head of each answer, with what was asked for. `talks`: conversations, by channel."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.heads: list[tuple[str, httpx.Headers]] = []  # (path, head)
        self.planted: set[str] = set()
        self.code = ""
        self.refs: dict[str, str] = {}
        self.carer = Carer(stack.url)
        self._keep(self.carer.http)

    def _keep(self, client: httpx.Client) -> None:
        client.event_hooks["response"].append(
            lambda answer: self.heads.append((answer.request.url.path, answer.headers))
        )

    def _says(self, *names: str) -> str:
        self.planted.update(names)
        return ". ".join(SECRETS[name] for name in names)

    def all_of_it(self) -> None:
        self.on_the_web()
        self.by_text()
        self.at_the_desk()
        self.wrongly()
        assert self.planted == set(SECRETS), set(SECRETS) - self.planted

    # The web -------------------------------------------------------------------------------------------------------------

    def on_the_web(self) -> None:
        carer = self.carer
        first, second, third = (
            ("name", "child", "address"),
            ("postcode", "birthday", "ni_number"),
            ("school", "e_mail", "health"),
        )
        for names in (first, second, third):
            carer.say_until_taken(self._says(*names))
            carer.answered()
        self.stack.tell_brain(next=["error"])
        carer.say_until_taken(self._says("brain_error"))
        carer.answered()
        carer.http.post("/chat/say", data=carer.form(text=self._says("script")), headers={"X-Fragment": "1"})
        carer.check()
        carer.answered()
        carer.post("/chat/say", carer.form(text=self._says("too_long") + " x" * 2000))
        carer.check()
        saved = carer.http.post("/chat/save", data=carer.form()).text
        self.code = re.search(r'<p class="code">(\S+)</p>', saved)[1]
        self._busy()
        with self.stack.database():
            self.refs["web"] = Conversation.objects.get(channel="web").ref
        self._called_back()

    def _busy(self) -> None:
        """Another holds the database for longer than anybody waits."""
        place = sqlite3.connect(self.stack.home / "hub.sqlite3", isolation_level=None, timeout=10)
        place.execute("BEGIN EXCLUSIVE")
        try:
            stranger = httpx.Client(base_url=self.stack.url, timeout=60, trust_env=False)
            self._keep(stranger)
            form = self.carer.form(text=self._says("while_busy"))
            assert stranger.post("/chat/say", data=form).status_code >= 500
            assert self._texts("sms", {"Body": SECRETS["while_busy"]}).status_code == 503
        finally:
            place.execute("ROLLBACK")
            place.close()

    def _called_back(self) -> None:
        other = Carer(self.stack.url)
        self._keep(other.http)
        other.say_until_taken("hello")
        other.answered()
        token = other.page.fields
        asked = {
            **token,
            "text": "",
            "phone": self._says("call_number"),
            "name": self._says("call_name"),
            "when": "any_time",
            "interpreter": self._says("interpreter"),
            "access_needs": self._says("access_needs"),
            "book": "1",
        }
        other.post_until_taken("/chat/callback", asked)
        assert other.status == 200, other.status
        # The summary is shown, and wrong: said so, then in their own words.
        other.post("/chat/say", {**token, "text": "no"})
        other.post("/chat/say", {**token, "text": self._says("correction")})
        other.post("/chat/feedback", {**token, "answer": "no", "words": self._says("opinion")})
        other.http.post("/chat/resume", data={**token, "code": self._says("wrong_code")})
        with self.stack.database():
            self.refs["call"] = Conversation.objects.filter(channel="web").exclude(ref=self.refs["web"]).get().ref
        danger = Carer(self.stack.url)
        danger.say_until_taken(self._says("disclosure"))

    # Texts ---------------------------------------------------------------------------------------------------------------

    def by_text(self) -> None:
        self._says("sms_number", "whatsapp_number", "profile_name", "media", "place", "stray_sender")
        assert self._texts("sms", {"Body": self._says("sms")}).status_code == 200
        media = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'0' * 32}/Media/{SECRETS['media']}"
        assert self._texts("whatsapp", {"Body": self._says("whatsapp")}).status_code == 200
        picture = {"Body": "", "NumMedia": "1", "MediaUrl0": media, "MediaContentType0": "image/jpeg"}
        assert self._texts("whatsapp", picture).status_code == 200
        place = {"Body": "", "MessageType": "location", "Latitude": SECRETS["place"], "Longitude": "-0.12"}
        assert self._texts("whatsapp", place).status_code == 200
        stray = {"From": SECRETS["stray_sender"], "Body": self._says("stray")}
        assert self._texts("sms", stray).status_code == 200
        with self.stack.database():
            for channel in ("sms", "whatsapp"):
                self.refs[channel] = Conversation.objects.get(channel=channel).ref

    def _texts(self, channel: str, fields: dict[str, str]) -> httpx.Response:
        before = "whatsapp:" if channel == "whatsapp" else ""
        sid = f"SM{uuid.uuid4().hex}"
        form = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": before + SECRETS[f"{channel}_number"],
            "To": before + (WHATSAPP_NUMBER if before else SMS_NUMBER),
            "NumMedia": "0",
            **({"ProfileName": SECRETS["profile_name"], "MessageType": "text"} if before else {}),
            **fields,
        }
        address = f"{self.stack.url}/webhooks/twilio/message"
        signed = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(address, form)}
        return self.request("POST", "/webhooks/twilio/message", data=form, headers=signed)

    # The desk ------------------------------------------------------------------------------------------------------------

    def at_the_desk(self) -> None:
        self.desk = Adviser(self.stack)
        self._keep(self.desk.http)
        with self.stack.database():
            Membership.objects.update(role="supervisor")
            Conversation.objects.update(team=Membership.objects.get().team)
        ref = self.refs["web"]
        self.desk.open(f"/desk/c/{ref}/")
        self.desk.post(f"/desk/c/{ref}/take", self._desk())
        self.desk.open(f"/desk/c/{ref}/")
        self.desk.send("composer", text=self._says("reply"))
        self.desk.open(f"/desk/c/{ref}/")
        self.desk.send("note", text=self._says("note"))
        self.desk.open(f"/desk/c/{ref}/")
        self.desk.http.post(f"/desk/c/{ref}/draft", data=self._desk(text=self._says("draft"), seen="1"))
        passed_on = self._desk(to=self._says("passed_on_to"), reason=self._says("passed_on_because"))
        for way in ("transfer", "return", "close"):
            self.desk.http.post(f"/desk/c/{ref}/{way}", data=passed_on)
        self.desk.open("/desk/search/")
        self.desk.send("find", words=self._says("searched"), since="2026-01-01", until="2026-01-02")
        self.desk.open("/desk/search/")
        self.desk.send("find", phone=self._says("searched_number"))
        with self.stack.database():
            user, day = Membership.objects.get().user, timezone.localdate() + timedelta(days=30)
            legal_holds.place(self.refs["call"], self._says("hold_reason"), day, user)

    def _desk(self, **fields: str) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.desk.token, **fields}

    # What makes no sense -------------------------------------------------------------------------------------------------

    def wrongly(self) -> None:
        ask, head = (
            self.request,
            {"Referer": f"https://{self._says('referrer')}.example/", "Cookie": f"a={self._says('cookie')}"},
        )
        head["User-Agent"] = self._says("agent")
        for address in (
            f"/{self._says('path')}",
            f"/chat/{SECRETS['path']}",
            f"/desk/c/{self._says('desk_path')}/",
            "/webhooks/x",
        ):
            for method in ("GET", "POST", "PUT"):
                ask(method, address, params={"q": self._says("query")}, headers=head)
        ask("GET", "/chat/", headers={**head, "Host": self._says("host")})
        ask(
            "POST",
            "/chat/say",
            data={"text": self._says("form")},
            headers={**head, "Origin": f"https://{self._says('origin')}"},
        )
        ask("POST", "/chat/say", data={"text": SECRETS["form"], "token": SECRETS["form"], "choice": SECRETS["form"]})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        ask("POST", "/chat/resume", content=urlencode({"code": SECRETS["form"]}) * 4000, headers=form)
        ask("POST", "/webhooks/twilio/message", data={"Body": self._says("unsigned"), "From": SECRETS["sms_number"]})
        self._texts("sms", {"MessageSid": self._says("unreadable"), "To": "", "From": ""})
        ask("POST", "/webhooks/notify/received-text", content=b'{"message": "' + SECRETS["unreadable"].encode())
        login = httpx.Client(base_url=self.stack.url, timeout=30, trust_env=False)
        self._keep(login)
        page = login.get("/desk/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        told = {"csrfmiddlewaretoken": token, "login": self._says("user_name"), "password": self._says("password")}
        login.post("/desk/login/", data=told)
        login.post("/desk/login/", data={**told, "csrfmiddlewaretoken": "none"})
        self._raw(f"GEX /{self._says('request_line')} HTTP/9.9\r\n\r\n")
        self._raw(f"{SECRETS['request_line']}\r\n\r\n")
        self._raw(f"GET /chat/ HTTP/1.1\r\nHost: localhost\r\n{self._says('header_name')} : x\r\n\r\n")
        self._raw(
            f"GET /{SECRETS['path']} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {SECRETS['header_name']}\r\n\r\n"
        )

    def request(self, method: str, address: str, **told: Any) -> httpx.Response:
        with httpx.Client(base_url=self.stack.url, timeout=60, trust_env=False) as client:
            self._keep(client)
            return client.request(method, address, **told)

    def _raw(self, lines: str) -> None:
        with socket.create_connection(("127.0.0.1", self.stack.web_port), timeout=10) as line:
            line.sendall(lines.encode())
            line.settimeout(5)
            try:
                while line.recv(65536):
                    pass
            except OSError:
                pass

    # Where it may have gone ----------------------------------------------------------------------------------------------

    def logs(self) -> dict[str, str]:
        """What the processes of ours wrote. The stand-in for the assistant is not ours."""
        return {
            path.name: path.read_text("utf-8", "replace")
            for path in self.stack.home.glob("*.log")
            if path.name != "brain.log"
        }

    def files(self) -> dict[str, bytes]:
        """The database and what stands beside it, as bytes."""
        return {path.name: path.read_bytes() for path in self.stack.home.glob("hub.sqlite3*")}

    def rest(self) -> None:
        """Everything that was planted has been answered and tried."""
        with self.stack.database():
            until(lambda: not BrainTurn.objects.filter(state__in=BrainTurn.OPEN).exists(), "every turn has ended")
            until(
                lambda: not Outbox.objects.filter(state__in=(Outbox.QUEUED, Outbox.SENDING)).exists(),
                "every text was tried",
            )
            until(lambda: Alert.objects.filter(state=Alert.SENT).count() >= 2, "the alerts are out")
