"""The floors: a web server that answers and does nothing else, and Rasa with no understanding and one rule."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import yaml

from assistant import brain as brains
from assistant.model import environment

ECHO = """
import sys
from sanic import Sanic, response
app = Sanic("echo")
@app.post("/webhooks/rest/webhook")
async def echo(request):
    return response.json([{"text": request.json["message"]}])
app.run("127.0.0.1", int(sys.argv[1]), access_log=False)
"""
BARE = {
    "config.yml": {
        "recipe": "default.v1",
        "assistant_id": "bare",
        "language": "en",
        "pipeline": [{"name": "KeywordIntentClassifier"}],
        "policies": [{"name": "RulePolicy"}],
    },
    "domain.yml": {
        "version": "3.1",
        "intents": ["greet"],
        "responses": {"utter_greet": [{"text": "Hello."}]},
    },
    "data/all.yml": {
        "version": "3.1",
        "nlu": [{"intent": "greet", "examples": "- hello\n"}],
        "rules": [{"rule": "greet", "steps": [{"intent": "greet"}, {"action": "utter_greet"}]}],
    },
    "credentials.yml": {"rest": {}},
}


def write(folder: Path) -> None:
    """The smallest project that answers: one intent by one word, one rule, no action server."""
    (folder / "data").mkdir(parents=True)
    for name, told in BARE.items():
        (folder / name).write_text(yaml.safe_dump(told), encoding="utf-8")


@contextmanager
def echo() -> Iterator[tuple[str, subprocess.Popen, float]]:
    """Sanic, which Rasa's doors stand on: what HTTP alone costs here."""
    port, started = brains.free_port(), time.perf_counter()
    command = [sys.executable, "-c", ECHO, str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment(), start_new_session=True, **quiet)
    url = f"http://{brains.HOST}:{port}/webhooks/rest/webhook"
    try:
        while True:
            try:
                httpx.post(url, json={"message": "hello"}, timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.perf_counter() - started > brains.READY_WITHIN:
                    raise
            time.sleep(0.05)  # between two looks at a process that is starting
        yield url, process, time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(brains.STOP_WITHIN)
