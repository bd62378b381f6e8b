"""From a bare data folder to pages that answer: everything real except the assistant, which is the fake one."""

import json
import os
import re
import signal
import sys
from pathlib import Path

FAKE_BRAIN = Path(__file__).parents[1] / "fake_brain.py"
REAL = ("make_keys", "migrate", "collectstatic", "web", "worker", "stream")


def test_everything_comes_up_and_comes_back(starter, wait_until, fetch, is_taken):
    started = starter(start=False)
    for name in REAL:
        del started.table[name]
    started.table["rasa"] = [sys.executable, str(FAKE_BRAIN), "--port", str(started.rasa)]
    site = f"http://127.0.0.1:{started.port}"
    started.start().wait_for("Ctrl-C stops everything.")
    assert "Everything is up." in started.said()

    assert {file.name: file.stat().st_mode & 0o777 for file in (started.home / "keys").iterdir()} == {
        "secret": 0o600,
        "field": 0o600,
        "lookup": 0o600,
    }
    assert (started.home / "hub.sqlite3").stat().st_mode & 0o077 == 0
    assert json.loads(fetch(f"{site}/health/live")[1]) == {"live": True}
    # What is shown of the assistant is the worker's last sign of life, a few seconds old.
    wait_until(lambda: json.loads(fetch(f"{site}/health/ready")[1])["brain"] == "up", "the assistant shown as up")
    status, body = fetch(f"{site}/health/ready")
    state = {"ready": True, "database": "up", "migrations": "applied", "worker": "up", "brain": "up"}
    state |= {"understanding": "unknown"}  # the brain of these tests says nothing of itself
    state |= {"dangers_unowned": 0, "danger_oldest_minutes": None, "alerts": "nobody"}
    assert (status, json.loads(body)) == (200, state)
    status, page = fetch(f"{site}/chat/")
    assert status == 200 and b"<form" in page
    for link in page.decode().split('"'):
        if link.startswith("/static/"):
            assert fetch(site + link)[0] == 200, link
    assert fetch(f"{site}/demo/")[0] == 200
    assert is_taken(started.stream)

    log = (started.home / "logs" / "web.log").read_text()
    assert "/chat/" not in log and "127.0.0.1 " not in log, "visitors are logged"
    os.kill(int(re.search(r"\[(\d+)\] \[INFO\] Starting gunicorn", log)[1]), signal.SIGKILL)
    started.wait_for("web (the web pages) ended and was started again.")
    wait_until(lambda: (fetch(f"{site}/health/ready") or [0])[0] == 200, "the pages again")

    assert started.stop() == 0
    assert not any(is_taken(port) for port in (started.port, started.stream, started.rasa))
