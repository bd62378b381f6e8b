"""The whole hub as real processes: keys, database, static files, gunicorn and the worker, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.hub.empty_home import empty_home
from tests.hub.inside import Inside

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN, STOP_WITHIN = 120, 10  # seconds: only how long we look before we say that something never came


@dataclass
class Site:
    """A running hub. `url` has no slash at its end."""

    url: str
    home: Path
    environment: dict[str, str]
    programs: dict[str, list[str]] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = Inside(self.environment)

    def start(self, name: str) -> None:
        """Start one of its programs, such as "stream"; what it says goes to a file of that name."""
        with open(self.home / f"{name}.log", "a", encoding="utf-8") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *self.programs[name]], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """`how`: SIGQUIT makes gunicorn end at once, whoever it is talking to."""
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def run(self, program: str) -> str:
        """Run lines of Python inside the hub, with its database; what they print."""
        return self.inside.run(program)

    def ask_database(self, question: str) -> list[tuple]:
        """Rows straight from the file, beside the hub: what is really kept."""
        with sqlite3.connect(f"file:{self.home / 'hub.sqlite3'}?mode=ro", uri=True, timeout=10) as database:
            return database.execute(question).fetchall()

    def messages_kept(self) -> int:
        """How many messages still have their words."""
        return self.ask_database("select count(*) from conversations_message where erased_at is null and body <> ''")[
            0
        ][0]

    def messages_written(self) -> int:
        """How many messages carers sent, whether or not their words were erased since."""
        return self.ask_database("select count(*) from conversations_message where author = 'contact'")[0][0]

    def conversations(self) -> int:
        return self.ask_database("select count(*) from conversations_conversation")[0][0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    home: Path,
    brain_url: str,
    *,
    frame_ancestors: str = "'self'",
    as_of: str = "2026-11-21",
    content: Path | None = None,
    stream: bool = False,
) -> Iterator[Site]:
    """A hub that answers, or RuntimeError with what its processes said.

    `content`: the folder that holds offer_content, if not ours. `stream`: with the process that nudges open desks.
    """
    port, stream_port = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("KINSHIP_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "KINSHIP_HOME": str(home),
        "KINSHIP_COUNCIL": "exampleshire",
        "KINSHIP_BRAIN_URL": brain_url,
        "KINSHIP_PUBLIC_URL": f"http://localhost:{port}",
        "KINSHIP_FRAME_ANCESTORS": frame_ancestors,
        "KINSHIP_TRUSTED_PROXIES": "1",  # each browser context names its own address, so that limits do not mix tests
        "KINSHIP_STREAM_URL": f"http://localhost:{stream_port}/desk/stream",
        "KINSHIP_AS_OF": as_of,
        **({"KINSHIP_CONTENT": str(content)} if content else {}),
        "PYTHONUNBUFFERED": "1",
    }
    site = Site(f"http://localhost:{port}", home, environment)
    shutil.copytree(empty_home(), home, dirs_exist_ok=True)
    gunicorn = ["-m", "gunicorn", "--no-control-socket"]
    site.programs |= {
        "web": [*gunicorn, "hub.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"],
        "worker": ["manage.py", "run_worker"],
    }
    if stream:
        listens = ["--worker-class", "asgi", "--bind", f"127.0.0.1:{stream_port}", "--workers", "1", "--threads", "1"]
        site.programs["stream"] = [*gunicorn, *listens, "hub.stream:application()"]
    try:
        for name in site.programs:
            site.start(name)
        _wait_until_ready(site, stream_port if stream else None)
        yield site
    finally:
        site.inside.stop()
        for name in list(site.processes):
            site.stop(name)


def _wait_until_ready(site: Site, stream_port: int | None) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while True:
        for name, process in site.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"the {name} process ended:\n{(site.home / f'{name}.log').read_text()[-3000:]}")
        try:
            if (
                httpx.get(f"{site.url}/chat/", timeout=5).status_code == 200
                and site.ask_database("select 1 from conversations_workerpulse")
                and (stream_port is None or httpx.get(f"http://127.0.0.1:{stream_port}/desk/stream").status_code == 403)
            ):
                return
        except (httpx.HTTPError, sqlite3.OperationalError):
            pass
        if time.monotonic() > give_up:
            raise RuntimeError(f"not ready in {READY_WITHIN} s:\n{(site.home / 'web.log').read_text()[-3000:]}")
        time.sleep(0.1)
