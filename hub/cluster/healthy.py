"""Does a process do its work? Each is asked as whoever needs it would ask."""

from __future__ import annotations

import http.client
import json
import socket
import time
import urllib.error
import urllib.request

from hub.cluster.layout import ACTIONS, DATABASE, FRONT, LOCKS, RASA, STREAM, WEB, WORKER, Part
from hub.cluster.plan import Cluster

NO_ANSWER = (OSError, http.client.HTTPException, ValueError)
PAGES = {WEB: "/health/live", FRONT: "/health/live", ACTIONS: "/health"}


def is_well(cluster: Cluster, part: Part, pid: int) -> bool:
    """Whether this process, in this very life, does what it is for."""
    if part.kind in PAGES:
        return status(part.port, PAGES[part.kind]) == 200
    asked = {
        STREAM: lambda: status(part.port, "/desk/stream") == 403,  # we are nobody of the staff, and it says so
        RASA: lambda: answers_a_turn(part.port),
        WORKER: lambda: f"worker.started name={part.name} threads=4 pid={pid}" in log_of(cluster, part),
        DATABASE: cluster.database.is_up,
        LOCKS: lambda: pongs(part.port),
    }
    return asked[part.kind]()


def status(port: int | None, path: str, *, within: float = 5) -> int | None:
    """The status of an answer; None where there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=within) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except NO_ANSWER:
        return None


def answers_a_turn(port: int | None) -> bool:
    """An open port says nothing: Rasa greets also with no model loaded."""
    turn = {"conversation": f"start-{port}", "turn": int(time.time() * 1000), "channel": "web", "choice": "greet"}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/webhooks/hub/turn", json.dumps(turn).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status == 200
    except NO_ANSWER:
        return False


def pongs(port: int | None) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as talk:
            talk.sendall(b"PING\r\n")
            return talk.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def log_of(cluster: Cluster, part: Part) -> str:
    try:
        return (cluster.plan.logs / f"{part.name}.log").read_text("utf-8", errors="replace")
    except OSError:
        return ""
