"""A brain that answers by script, over the turn contract (design section 8). A thread of the test, so a test can hold it.

What a message contains decides: "slow" waits until `release()`, "broken" is refused, "menu" brings choices, "arabic" an answer
in that language, and the rest is answered. (tests/hub/fake_brain.py is a process that fails on command; a browser test needs words.)
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = (
    "There is help with money in your area.\n\n"
    "- Ask for a single payment for beds and clothes.\n"
    "- Ask what weekly help there is.\n\n"
    "Call 01632 960110. Monday to Friday, 9am to 5pm. Or read exampleshire.example/kinship"
)
QUESTION = "How old is the child who lives with you?"
CHOICES = [
    {"id": "child_age=0-4", "label": "Under 5"},
    {"id": "child_age=5-15", "label": "5 to 15"},
    {"id": "child_age=16-17", "label": "16 or 17"},
]
ARABIC = "مترجم مجاني: اتصل على 01632 960100."
HELD_AT_MOST = 30  # seconds: a test that forgets to release must not hang the run


class ScriptedBrain(ThreadingHTTPServer):
    """Listens on a free port of loopback. `asked` is every turn that came, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.asked: list[dict[str, Any]] = []
        self._replies: dict[tuple[str, int], dict[str, Any]] = {}
        self._held = threading.Event()
        self._held.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def hold(self) -> None:
        """From now on a message with "slow" in it waits."""
        self._held.clear()

    def release(self) -> None:
        self._held.set()

    def reply(self, turn: dict[str, Any]) -> dict[str, Any] | None:
        """The reply; None refuses. A repeated turn number gets the reply it had."""
        self.asked.append(turn)
        known = (str(turn["conversation"]), int(turn["turn"]))
        if known not in self._replies:
            text = str(turn.get("text") or "").lower()
            if "slow" in text:
                self._held.wait(HELD_AT_MOST)
            if "broken" in text:
                return None
            messages, story = self.says(text, turn)
            self._replies[known] = {"ok": True, "turn": turn["turn"], "messages": messages, "story": story}
        return self._replies[known]

    def says(self, text: str, turn: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """What is said to a message, and the story after it."""
        return _messages(text), {"talk": {"turns": turn["turn"]}}


def _messages(text: str) -> list[dict[str, Any]]:
    if "menu" in text:
        return [{"text": QUESTION, "choices": CHOICES, "custom": {}}]
    if "arabic" in text:
        return [{"text": ARABIC, "choices": [], "custom": {"lang": "ar"}}]
    numbered = next((word for word in text.split() if word.isdigit()), "")
    return [{"text": f"Answer {numbered}.\n\n{ANSWER}" if numbered else ANSWER, "choices": [], "custom": {}}]


class _Door(BaseHTTPRequestHandler):
    server: ScriptedBrain
    protocol_version = "HTTP/1.1"  # connections stay open, as Rasa's do

    def do_GET(self) -> None:
        self._send(200, {"status": "ok"})

    def do_POST(self) -> None:
        reply = self.server.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._send(500, {"ok": False, "error": "the turn failed"}) if reply is None else self._send(200, reply)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the hub did not wait: its business

    def log_message(self, format: str, *args: Any) -> None:  # the name is the base class's
        pass


@contextmanager
def running(kind: type[ScriptedBrain] = ScriptedBrain) -> Iterator[ScriptedBrain]:
    with kind() as brain:
        threading.Thread(target=brain.serve_forever, daemon=True).start()
        try:
            yield brain
        finally:
            brain.release()
            brain.shutdown()
