"""A brain that speaks the turn contract and fails on command: a real process, for fault tests.

`python tests/hub/fake_brain.py --port 5005`. What it does next is told over HTTP:

    POST /control {"mode": "empty"}              from now on
    POST /control {"next": ["error", "normal"]}  only the next runs, in order, before the mode holds again
    POST /control {"release": true}              those that are held answer now
    GET  /control                                {"runs": {"<conversation>#<turn>": times}, "asked": …, "held": n, "turns": […]}

Modes: normal, empty (200 and []), no_words, no_story, not_json, error (500), hang (for ever), held (until released), die (the
process ends in the middle of the turn), handover, callback, concern, unanswered, and `choices`.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHOICES = [{"id": "who_arranged=parent_or_family", "label": "The family"}, {"id": "not_sure", "label": "I am not sure"}]
CUSTOM = {
    "handover": {"handover": {"reason": "asked", "urgent": False, "summary": {"asked_for": "a person"}}},
    "concern": {"concern": {"kind": "child_hurt", "urgency": "emergency"}},
    "unanswered": {"unanswered": {"why": "not_understood", "topic": "education", "arrangement": None}},
}


class FakeBrain:
    """What it was told to do, what it did, and the replies it keeps."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mode = "normal"
        self.next: list[str] = []
        self.released = threading.Event()
        self.runs: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.turns: list[dict[str, Any]] = []
        self.held = 0
        self._replies: dict[str, dict[str, Any]] = {}
        self._under_way: dict[str, threading.Event] = {}

    def control(self, told: dict[str, Any]) -> None:
        with self.lock:
            self.mode = told.get("mode", self.mode)
            self.next += told.get("next", [])
            if told.get("forget"):
                self._replies.clear()
            released, self.released = self.released, threading.Event() if told.get("release") else self.released
        if told.get("release"):
            released.set()

    def state(self) -> dict[str, Any]:
        with self.lock:
            return {
                "runs": dict(self.runs),
                "asked": dict(self.asked),
                "held": self.held,
                "turns": self.turns,
                "mode": self.mode,
            }

    def answer(self, turn: dict[str, Any]) -> tuple[int, Any]:
        """Status and body. A repeated number gets the stored reply, or waits for the run that is under way."""
        key = f"{turn['conversation']}#{turn['turn']}"
        while True:
            with self.lock:
                self.asked[key] += 1
                if key in self._replies:
                    return 200, self._replies[key]
                running = self._under_way.get(key)
                if running is None:
                    ended = self._under_way[key] = threading.Event()
                    mode = self.next.pop(0) if self.next else self.mode
                    self.runs[key] += 1
                    self.turns.append({name: turn.get(name) for name in ("conversation", "turn", "text", "choice")})
                    break
            running.wait()
        try:
            status, body = self._run(turn, mode)
            if isinstance(body, dict) and body.get("ok"):
                with self.lock:
                    self._replies[key] = body
            return status, body
        finally:
            with self.lock:
                del self._under_way[key]
            ended.set()

    def _run(self, turn: dict[str, Any], mode: str) -> tuple[int, Any]:
        if mode == "die":
            os._exit(9)
        if mode in ("held", "hang"):
            with self.lock:
                self.held += 1
                released = self.released if mode == "held" else threading.Event()
            released.wait()
            with self.lock:
                self.held -= 1
        simple = {
            "empty": (200, []),
            "not_json": (200, "<html>oops"),
            "error": (500, {"ok": False, "turn": turn["turn"], "error": "the turn failed"}),
            "no_words": (200, {"ok": True, "turn": turn["turn"], "messages": [{"text": " "}], "story": {}}),
            "no_story": (200, {"ok": True, "turn": turn["turn"], "messages": [{"text": "Hello."}]}),
        }
        return simple.get(mode) or (200, reply(turn, mode))


def reply(turn: dict[str, Any], mode: str) -> dict[str, Any]:
    """An echo of what was asked, choices, and a story that counts the turns."""
    said = turn.get("text") or turn.get("choice") or ""
    story = dict(turn.get("story") or {})
    story["heard"] = [*story.get("heard", []), said]
    message = {"text": f"You said: {said}", "choices": CHOICES, "custom": CUSTOM.get(mode, {})}
    return {"ok": True, "turn": turn["turn"], "messages": [message], "story": story}


def handler(brain: FakeBrain) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections stay open, as Rasa's do

        def do_GET(self) -> None:
            self._send(200, brain.state() if self.path == "/control" else {"status": "ok"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/control":
                brain.control(body)
                self._send(200, {})
            elif self.path == "/webhooks/hub/turn":
                self._send(*brain.answer(body))
            else:
                self._send(404, {})

        def _send(self, status: int, body: Any) -> None:
            sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the caller gave up

        def log_message(self, *_: Any) -> None:
            pass

    return Door


def server(port: int = 0) -> ThreadingHTTPServer:
    """A server of a fresh brain on a port (0: a free one), ready to `serve_forever()`."""
    brain = FakeBrain()
    made = ThreadingHTTPServer(("127.0.0.1", port), handler(brain))
    made.daemon_threads, made.block_on_close, made.brain = True, False, brain
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=5005)
    server(parser.parse_args().port).serve_forever()
