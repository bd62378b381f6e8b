"""The simulator on a port of its own, and a door in the hub's place that checks what it is given with the official tools."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import httpx
from notifications_python_client.notifications import NotificationsAPIClient
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from hub.phones.lines import made
from hub.phones.server import Server

PATIENCE = 30  # seconds; only a broken thing ever waits so long
LOOK = 0.01  # seconds between two looks whether a server shall end


class HubDoor:
    """Takes every call, and remembers it. `answers`: statuses for the next calls; after them 200."""

    def __init__(self):
        self.calls, self.answers, self.token, self.bearer = [], deque(), "", ""
        self.called, door = threading.Condition(), self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                door.take(self.path, self.headers, body)
                self.send_response(door.answers.popleft() if door.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(LOOK,), daemon=True).start()

    def take(self, path, headers, body):
        if path.startswith("/webhooks/twilio/"):
            told = dict(parse_qsl(body, keep_blank_values=True))
            signature = headers["X-Twilio-Signature"]
            good = RequestValidator(self.token).validate(self.url + path, told, signature)
        else:
            told, good = json.loads(body), headers["Authorization"] == f"Bearer {self.bearer}"
        with self.called:
            self.calls.append((path, told, good))
            self.called.notify_all()

    def told(self, name):
        """What this field said, call by call."""
        return [told.get(name) for _, told, _ in self.calls]


class Phones:
    """The simulator as a test drives it: over HTTP only."""

    def __init__(self, sms):
        self.hub = HubDoor()
        self.lines = made(sms, self.hub.url)
        self.hub.token, self.hub.bearer = self.lines.token, self.lines.notify_token
        self.server = Server(self.lines)
        threading.Thread(target=self.server.serve_forever, args=(LOOK,), daemon=True).start()
        self.url, self.http = self.server.url, httpx.Client(timeout=PATIENCE)
        self.twilio = Client(self.lines.account, self.lines.token, http_client=Here(self.url))
        self.notify = NotificationsAPIClient(self.lines.notify_key, base_url=self.url, timeout=5)
        self.control(pace=0, retry=0, hold=PATIENCE)

    def control(self, **told):
        answer = self.http.post(f"{self.url}/control", json=told)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def settle(self):
        return self.control(settle=PATIENCE)

    def write(self, person="07700900142", **said):
        answer = self.http.post(f"{self.url}/handsets/{person}/messages", json=said)
        assert answer.status_code == 202, answer.text
        return answer.json()["ids"]

    def handset(self, person="07700900142", channel="sms"):
        return self.http.get(f"{self.url}/handsets/{person}/messages", params={"channel": channel}).json()

    def sms(self, body="Hello", to="+447700900142", **more):
        return self.twilio.messages.create(to=to, from_=self.lines.sms_number, body=body, **more)

    def whatsapp(self, to="+447700900853", **more):
        return self.twilio.messages.create(to=f"whatsapp:{to}", from_=f"whatsapp:{self.lines.whatsapp_number}", **more)

    def text(self, message="Hello", number="07700900142", **more):
        return self.notify.send_sms_notification(number, self.lines.notify_template, {"message": message}, **more)

    def wait_for_calls(self, many):
        """Until the hub was called so often: where something else is still held back."""
        with self.hub.called:
            assert self.hub.called.wait_for(lambda: len(self.hub.calls) >= many, PATIENCE)

    def close(self):
        self.http.close()
        for server in (self.server, self.hub.server):
            server.shutdown()
            server.server_close()


class Here(TwilioHttpClient):
    """Twilio's own client, led to the simulator: it has no setting for that."""

    def __init__(self, url):
        super().__init__(timeout=5)
        self.url = url

    def request(self, method, url, *rest, **more):
        for host in ("https://api.twilio.com", "https://content.twilio.com"):
            url = url.replace(host, self.url)
        return super().request(method, url, *rest, **more)
