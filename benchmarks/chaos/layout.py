"""What is broken: a running service, and where each of its processes is. One machine under its supervisor, or the cluster's layout.

Both are started with a data folder of their own and a simulated provider (hub/phones) in the place of Twilio and GOV.UK Notify.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hub.conversations.keys import NAMES
from hub.supervisor.plan import ROOT, Plan, plan_of
from hub.supervisor.supervisord import Supervisord

UP_WITHIN = 900  # seconds, of which training the model may take most


@dataclass(frozen=True)
class Running:
    """One process of the service, with all below it."""

    name: str
    kind: str
    pid: int


class Layout:
    """A service that was started here. `settings`: the environment with which its ledger can be opened from outside."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.home, self.asked = home, dict(settings)
        self.settings: dict[str, str] = {}
        self.front = ""
        self.started: subprocess.Popen | None = None

    def begin(self, log: Path) -> None:
        """Start everything and wait until the assistant answers."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("KINSHIP_")}
        given = {name: value for name, value in given.items() if name not in ("PORT", "DATABASE_URL")}
        with open(log, "a", encoding="utf-8") as out:
            self.started = subprocess.Popen(
                self.command(),
                cwd=ROOT,
                env={**given, **self.asked, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up = time.monotonic() + UP_WITHIN
        while not self.is_up():
            if self.started.poll() is not None or time.monotonic() > give_up:
                raise SystemExit(f"The service did not come up:\n{log.read_text('utf-8')[-3000:]}")
            time.sleep(1)

    def is_up(self) -> bool:
        try:
            self.learn()
            answer = httpx.get(f"{self.front}/health/ready", timeout=5, trust_env=False)
            return answer.status_code == 200 and answer.json().get("brain") == "up"
        except (httpx.HTTPError, OSError, ValueError, KeyError):
            return False

    def end(self) -> None:
        """As Ctrl-C would; what does not end by itself is ended."""
        if self.started is None or self.started.poll() is not None:
            return
        self.started.send_signal(signal.SIGTERM)
        try:
            self.started.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.started.pid, signal.SIGKILL)
            self.started.wait()

    def command(self) -> list[str]:
        raise NotImplementedError

    def learn(self) -> None:
        """Find `front` and `settings`; raises while they are not known."""
        raise NotImplementedError

    def processes(self) -> list[Running]:
        raise NotImplementedError

    def describe(self) -> str:
        raise NotImplementedError


class OneMachine(Layout):
    """`make run`: one of each, SQLite (or DATABASE_URL's engine)."""

    @property
    def plan(self) -> Plan:
        return plan_of(self.asked)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "hub.supervisor", "--with-parent"]

    def learn(self) -> None:
        keys = {}
        for name, variable in NAMES.items():
            keys[variable] = self.asked.get(variable) or (self.home / "keys" / name).read_text("utf-8").strip()
        self.front = f"http://127.0.0.1:{self.plan.port}"
        self.settings = {**self.asked, **keys}

    def processes(self) -> list[Running]:
        states = Supervisord(self.plan).states()
        return [Running(name, name, state["pid"]) for name, state in states.items() if state["pid"]]

    def describe(self) -> str:
        return "one machine (hub.supervisor): one gunicorn, one worker, the stream, one Rasa, one action server, SQLite"


class Cluster(Layout):
    """`make cluster`: several of each behind nginx, on PostgreSQL and Redis. It says in a file what runs where."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "hub.cluster", "--home", str(self.home)]

    def learn(self) -> None:
        told = self._told()
        self.front = told["front"].rstrip("/")
        self.settings = {**self.asked, **told["settings"], "DATABASE_URL": told["database_url"]}

    def processes(self) -> list[Running]:
        told = self._told()["processes"]
        return [Running(name, each["kind"], each["pid"]) for name, each in told.items() if each.get("pid")]

    def describe(self) -> str:
        counted: dict[str, int] = {}
        for each in self.processes():
            counted[each.kind] = counted.get(each.kind, 0) + 1
        return "cluster (hub.cluster): " + ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items()))

    def _told(self) -> dict[str, Any]:
        return json.loads((self.home / "processes.json").read_text("utf-8"))


LAYOUTS = {"one": OneMachine, "cluster": Cluster}


def free_ports() -> int:
    """The first of a stretch of ports that are free."""
    for first in range(18000, 60000, 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", first))
                return first
            except OSError:
                continue
    raise SystemExit("No port is free.")


def new_home(path: Path) -> Path:
    """An empty data folder. Never one that something else made."""
    mark = path / "made_by_chaos"
    if path.exists() and any(path.iterdir()) and not mark.exists():
        raise SystemExit(f"{path} holds something that chaos did not make. Name another folder with --home.")
    for each in path.iterdir() if path.exists() else ():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o711)  # PostgreSQL runs as somebody else and must come through to its own folder
    mark.touch()
    return path
