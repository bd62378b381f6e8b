"""GOV.UK Notify in a box: the few addresses that the hub uses, with a memory, and faults when told to.

It checks the token as Notify does (signed with our key, and not over 30 seconds old) and refuses what its schema refuses.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"a_key-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
PAGE = 250


class Box:
    """What it was sent, what its number received (the newest first, as Notify lists it), and what it does next."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.body = "((message))"
        self.skew = 0.0  # seconds by which its clock is ahead of ours
        # For the next calls: (status, type), "break" (it goes away in the middle), "silent" (no answer), "garbled" (200, no JSON),
        # "keeps_and_breaks" (it goes away after it has taken the text).
        self.next: list[Any] = []
        self.done = threading.Event()

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {target}")
        url = urlsplit(target)
        try:
            token = jwt.decode(
                (headers["Authorization"] or "").removeprefix("Bearer "),
                SECRET,
                ["HS256"],
                options={"verify_iat": False},
            )
            fresh = abs(token["iat"] - time.time() - self.skew) <= 30 and token["iss"] == SERVICE
        except jwt.PyJWTError:
            fresh = False
        if not fresh:
            return 403, error(403, "AuthError")
        if (method, url.path) == ("POST", "/v2/notifications/sms"):
            return self._send(json.loads(body))
        if url.path == "/v2/notifications":
            reference = parse_qs(url.query).get("reference", [""])[0]
            return 200, {
                "notifications": [each for each in self.sent if each["reference"] == reference],
                "links": {"current": target},
            }
        if url.path == "/v2/received-text-messages":
            return 200, self._page(parse_qs(url.query).get("older_than", [None])[0], target)
        if url.path == f"/v2/template/{TEMPLATE}":
            return 200, {"id": TEMPLATE, "type": "sms", "body": self.body, "version": 1}
        return 404, error(404, "NoResultFound")

    def _send(self, asked: dict[str, Any]) -> tuple[int, Any]:
        known = {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id"}
        if set(asked) - known or not 7 <= len(asked.get("phone_number", "")) <= 15:
            return 400, error(400, "ValidationError")
        if asked["template_id"] != TEMPLATE:
            return 400, error(400, "BadRequestError")
        kept = {"id": str(uuid.uuid4()), "status": "created", **asked}
        self.sent.append(kept)
        return 201, {
            "id": kept["id"],
            "reference": asked.get("reference"),
            "content": {"body": asked["personalisation"]["message"]},
        }

    def _page(self, older_than: str | None, target: str) -> dict[str, Any]:
        ids = [each["id"] for each in self.received]
        start = ids.index(older_than) + 1 if older_than else 0
        page = self.received[start : start + PAGE]
        return {"received_text_messages": page, "links": {"current": target}}


def error(status: int, kind: str) -> dict[str, Any]:
    return {
        "status_code": status,
        "errors": [{"error": kind, "message": "words that may change, with 07700900123 in them"}],
    }


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
            if told == "keeps_and_breaks":
                box.answer(self.command, self.path, self.headers, body)
            if told in ("break", "silent", "keeps_and_breaks"):
                self.close_connection = True
                return
            if told == "garbled":
                self._says(200, b"<html>a proxy says hello")
                return
            status, answer = (
                (told[0], error(*told)) if told else box.answer(self.command, self.path, self.headers, body)
            )
            self._says(status, json.dumps(answer).encode())

        def _says(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() + box.skew)

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
