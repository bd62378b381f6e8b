"""The simulator on one port of this machine: both APIs, the page with two handsets, and the switches."""

from __future__ import annotations

import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from hub.phones import handset_api, notify_api, twilio_api, twilio_content_api
from hub.phones.exchange import Answer, Request
from hub.phones.lines import Lines
from hub.phones.simulator import Simulator

log = logging.getLogger(__name__)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MOST_BYTES = 256 * 1024
OURS = ("/control", "/handsets/", "/state")
PAGES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'"
APIS = (handset_api.answer, twilio_api.answer, twilio_content_api.answer, notify_api.answer)


class Server(ThreadingHTTPServer):
    """`simulator` is what it serves. Close it when done."""

    daemon_threads, block_on_close, request_queue_size = True, False, 64

    def __init__(self, lines: Lines, port: int = 0):
        self.simulator, self.ending = Simulator(lines), threading.Event()
        super().__init__(("127.0.0.1", port), Door)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        self.ending.set()
        self.simulator.close()
        super().server_close()


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_GET

    def _serve(self) -> None:
        answer = self._answer()
        if answer.hang:
            self.server.ending.wait(answer.hang)  # accepted, and never answered: the line is cut at last
            self.close_connection = True
            return
        raw = answer.raw()
        try:
            self.send_response(answer.status)
            headers = {
                "Content-Type": answer.content_type,
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            }
            for name, value in {**headers, **answer.headers, "Content-Length": str(len(raw))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self) -> Answer:
        where = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        if size > MOST_BYTES:
            self.close_connection = True
            return Answer(413, {"error": "Too long."})
        body = self.rfile.read(size)
        if self.headers.get("Host", "").rpartition(":")[0] not in LOOPBACK:
            return Answer(403, {"error": "This page is for this machine only."})
        if where.path in PAGES:
            name, kind = PAGES[where.path]
            page = Path(__file__).with_name(name).read_bytes()
            return Answer(200, page, kind, {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"})
        headers = {name.lower(): value for name, value in self.headers.items()}
        ours = where.path.startswith(OURS)
        if ours and self.command == "POST" and not headers.get("content-type", "").startswith("application/json"):
            return Answer(415, {"error": "Send JSON."})  # no page of elsewhere may turn our switches
        request = Request(self.command, where.path, dict(parse_qsl(where.query, True)), headers, body)
        try:
            return next((answer for api in APIS if (answer := api(self.server.simulator, request))), Answer(404, {}))
        except Exception:
            log.exception("The simulator stumbled over %s %s.", self.command, where.path)
            return Answer(500, {"code": 20500, "message": "The simulator stumbled: see its log", "status": 500})

    def log_message(self, *_: object) -> None:
        """Nothing: numbers and words stay out of the log."""
