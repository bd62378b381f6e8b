"""Do the pages and the assistant answer? Asked over HTTP, as anyone would."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

from hub.supervisor.plan import Plan

EVERY_ADDRESS = ("0.0.0.0", "::")
NO_ANSWER = (OSError, http.client.HTTPException, ValueError)


def health(plan: Plan, which: str) -> dict[str, Any] | None:
    """What the pages say of themselves at /health/<which>, good or bad; None while they do not answer."""
    host = "127.0.0.1" if plan.host in EVERY_ADDRESS else plan.host
    try:
        try:
            with urllib.request.urlopen(f"http://{host}:{plan.port}/health/{which}", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)
    except NO_ANSWER:
        return None


def a_turn(plan: Plan) -> bool:
    """Whether the assistant answers a real turn. An open port says nothing: Rasa greets also with no model loaded."""
    turn = {"conversation": "start", "turn": int(time.time() * 1000), "channel": "web", "choice": "greet"}
    url = plan.environment["KINSHIP_BRAIN_URL"].rstrip("/") + "/webhooks/hub/turn"
    asked = urllib.request.Request(url, json.dumps(turn).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status == 200
    except NO_ANSWER:
        return False
