"""The hub as it really runs (gunicorn, the worker, a brain), each a process that can be killed, on a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connections

from hub.conversations import invariants
from hub.conversations.keys import NAMES, key_text

ROOT = Path(__file__).resolve().parents[3]
WITHIN = 120  # seconds: only how long we look before we say that something never came


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what: str, within: float = WITHIN):
    """Look until it is so. Returns what the condition gave."""
    give_up = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < give_up, f"never came: {what}"
        time.sleep(0.02)  # between two looks; nothing depends on its length
    return found


def manage(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(home: Path, **more: str) -> dict[str, str]:
    """The keys are those of the test's own process, so that it can read what they write."""
    keys = {variable: key_text(name, settings.KINSHIP_HOME) for name, variable in NAMES.items()}
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {"DJANGO_SETTINGS_MODULE": "hub.settings", "KINSHIP_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return {**kept, **keys, **ours, "PYTHONUNBUFFERED": "1", **more}


class Stack:
    """All processes of one machine. `start` what is wanted, `kill` what is to be killed."""

    def __init__(self, home: Path, template: Path, brain_url: str | None = None) -> None:
        self.home, self.template = home, template
        shutil.copytree(template, home)
        self.web_port, self.brain_port, self.stream_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web_port}"
        self.stream_url = f"http://127.0.0.1:{self.stream_port}/desk/stream"
        self.brain_url = brain_url or f"http://127.0.0.1:{self.brain_port}"
        self.running: dict[str, subprocess.Popen] = {}

    def commands(self) -> dict[str, list[str]]:
        gunicorn = ["-m", "gunicorn", "--config", "hub/gunicorn_conf.py"]
        stream = [*gunicorn, "--worker-class", "asgi", "--workers", "1", "--threads", "1"]
        return {
            "brain": ["tests/hub/fake_brain.py", "--port", str(self.brain_port)],
            "web": [*gunicorn, "hub.wsgi:application"],
            "worker": ["manage.py", "run_worker", "--name", "one"],
            "stream": [*stream, "--bind", f"127.0.0.1:{self.stream_port}", "hub.stream:application()"],
            "stopping_worker": ["tests/hub/faults/stopping_worker.py", "run_worker", "--name", "one"],
        }

    def start(self, *names: str) -> None:
        """Start them and wait until each is there."""
        for name in names:
            with open(self.home / f"{name}.log", "a", encoding="utf-8") as log:
                self.running[name] = subprocess.Popen(
                    [sys.executable, *self.commands()[name]],
                    cwd=ROOT,
                    env=environment(
                        self.home,
                        KINSHIP_BRAIN_URL=self.brain_url,
                        KINSHIP_PUBLIC_URL=self.url,
                        PORT=str(self.web_port),
                        KINSHIP_AS_OF="2026-11-21",
                    ),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
        for name in names:
            until(lambda name=name: self._is_ready(name), f"{name} is ready\n{self.log(name)[-2000:]}")

    def _is_ready(self, name: str) -> bool:
        assert self.running[name].poll() is None, f"{name} ended:\n{self.log(name)[-3000:]}"
        if "worker" in name:
            return self.log(name).count("worker.started") > self.log(name).count("worker.stopped") and (
                f"pid={self.running[name].pid}" in self.log(name)
            )
        pages = {"web": f"{self.url}/chat/", "stream": self.stream_url, "brain": f"{self.brain_url}/webhooks/hub/"}
        try:
            httpx.get(pages[name], timeout=30)
        except httpx.HTTPError:
            return False
        return True

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        """End a process and all it started, and wait until it is gone."""
        process = self.running.pop(name)
        if process.poll() is None:
            os.killpg(process.pid, how)
        process.wait(30)

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def start_afresh(self) -> None:
        """Everything stopped, and an empty ledger: what one test spoiled is not held against the next."""
        self.stop()
        shutil.rmtree(self.home)
        shutil.copytree(self.template, self.home)

    def log(self, name: str) -> str:
        path = self.home / f"{name}.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def tell_brain(self, **told: object) -> None:
        httpx.post(f"{self.brain_url}/control", json=told, timeout=5).raise_for_status()

    def brain(self) -> dict:
        return httpx.get(f"{self.brain_url}/control", timeout=5).json()

    def times_heard(self, text: str) -> int:
        """In how many turns the brain really ran with these words."""
        return sum(text in (turn["text"] or "") or turn["choice"] == text for turn in self.brain()["turns"])

    @contextmanager
    def database(self):
        """The default database of the test's own process is the stack's."""
        before = connections["default"]
        connections["default"] = file = before.copy()
        file.settings_dict["NAME"] = str(self.home / "hub.sqlite3")
        try:
            yield
        finally:
            file.close()
            connections["default"] = before

    def check(self) -> None:
        """The ledger is proved, as check_ledger does for an operator; and no log holds a carer's words."""
        with self.database():
            assert [str(each) for each in invariants.faults()] == []
        for path in self.home.glob("*.log"):
            assert "CANARY" not in path.read_text("utf-8", errors="replace"), f"a carer's words are in {path.name}"
