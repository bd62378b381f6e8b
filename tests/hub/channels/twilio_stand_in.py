"""Twilio in a box: the few addresses that the hub uses, with a memory, and faults when told to."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

ACCOUNT, TOKEN = "AC" + "a" * 32, "a token of the tests"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
DAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class Box:
    """What it was asked, the messages it keeps, and what it does next."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.contents: list[dict[str, Any]] = []
        # For the next calls: (status, code), "break" (it goes away in the middle), "keeps_and_breaks" (it goes away after it has
        # taken the message), "silent" (no answer), "garbled" (200, no JSON).
        self.next: list[Any] = []
        self.done = threading.Event()

    def keep(self, **told: Any) -> str:
        """A message in its list; returns the id. `at`: when it was made and sent."""
        at = format_datetime(told.pop("at", DAY))
        sid = told.pop("sid", f"SM{len(self.messages):032x}")
        usual = {
            "direction": "outbound-api",
            "status": "sent",
            "num_media": "0",
            "error_code": None,
            "date_created": at,
        }
        self.messages.append({**usual, "date_sent": at, "sid": sid, "account_sid": ACCOUNT, **told})
        return sid

    @property
    def last(self) -> dict[str, Any]:
        return self.asked[-1][1]

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        url = urlsplit(target)
        told = json.loads(body) if "json" in (headers["Content-Type"] or "") else dict(parse_qsl(body.decode()))
        self.asked.append((f"{method} {url.path}", told or dict(parse_qsl(url.query))))
        allowed = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if headers["Authorization"] != allowed:
            return 401, error(401, 20003)
        if (method, url.path) == ("POST", MESSAGES):
            sid = self.keep(to=told["To"], body=told.get("Body", ""), status="queued", **{"from": told.get("From")})
            return 201, self.messages[-1] | {"sid": sid}
        if (method, url.path) == ("GET", MESSAGES):
            return 200, self._page({name: value[0] for name, value in parse_qs(url.query).items()})
        if (method, url.path) == ("POST", "/v1/Content"):
            self.contents.append(told)
            return 201, {"sid": f"HX{len(self.contents):032x}", **told}
        if method == "POST" and url.path.startswith("/v1/Content/") and url.path.endswith("/ApprovalRequests/whatsapp"):
            return 201, {"name": told["name"], "category": told["category"], "status": "received"}
        return 404, error(404, 20404)

    def _page(self, asked: dict[str, str]) -> dict[str, Any]:
        found = [
            each
            for each in reversed(self.messages)
            if asked.get("To") in (None, each["to"]) and asked.get("From") in (None, each["from"])
        ]
        size, page = int(asked.get("PageSize", 50)), int(asked.get("Page", 0))
        rest = found[size * (page + 1) :]
        following = f"{MESSAGES}?{urlencode({**asked, 'Page': page + 1})}" if rest else None
        return {
            "messages": found[size * page : size * (page + 1)],
            "page": page,
            "page_size": size,
            "next_page_uri": following,
        }


def error(status: int, code: int) -> dict[str, Any]:
    return {"status": status, "code": code, "message": "words with +447700900123 in them", "more_info": "https://…"}


@contextmanager
def serving() -> Iterator[tuple[Box, str]]:
    """The box and its address."""
    box = Box()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._meet(b"")

        def do_POST(self) -> None:
            self._meet(self.rfile.read(int(self.headers["Content-Length"])))

        def _meet(self, body: bytes) -> None:
            told = box.next.pop(0) if box.next else None
            if told == "silent":
                box.done.wait(10)
            status, answer = 0, {}
            if not isinstance(told, tuple) and told not in ("break", "silent"):
                status, answer = box.answer(self.command, self.path, self.headers, body)
            if told in ("break", "silent", "keeps_and_breaks"):
                self.close_connection = True
                return
            if told == "garbled":
                self._says(200, b"<html>a proxy says hello")
                return
            if isinstance(told, tuple):
                box.answer(self.command, self.path, self.headers, body)
                box.messages = box.messages[:-1] if self.command == "POST" else box.messages
                status, answer = told[0], error(*told)
            self._says(status, json.dumps(answer).encode())

        def _says(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield box, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        box.done.set()
        server.shutdown()
        server.server_close()
