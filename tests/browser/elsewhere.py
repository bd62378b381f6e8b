"""Pages of other people: those made to be bad, and a council's own page, at an origin that is not the hub's."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).with_name("pages")


class Elsewhere(http.server.ThreadingHTTPServer):
    """Serves the files of pages/, and pages given to it, on a free port of loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self._pages = {f"/{file.name}": (file.read_text("utf-8"), "") for file in FOLDER.glob("*.html")}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def serve(self, path: str, page: str, policy: str = "") -> None:
        """From now on this page, with this Content-Security-Policy."""
        self._pages[path] = page, policy

    def page(self, path: str) -> tuple[str, str] | None:
        return self._pages.get(path)


class _Door(http.server.BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        page, policy = self.server.page(self.path) or ("", "")
        body = page.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
