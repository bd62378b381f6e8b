"""What is broken, in turn: each fault with the point at which it strikes. A layout that has no such process leaves it out."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.chaos import processes
from benchmarks.chaos.layout import Layout, Running
from hub.phones.switches import CALM
from hub.supervisor.plan import ROOT

ANY, TAKING, ASKING, HANDING, ANSWERING = (
    "at any moment",
    "while a message is being taken",
    "while the assistant is asked",
    "while a text is handed over",
    "while an adviser's answer is sent",
)
HELD = 8.0  # seconds for which something is held still, cut off or full
SLOW = 10.0
STARTS_WITHIN = 60.0  # seconds, for a worker of our own


@dataclass(frozen=True)
class Fault:
    """`do` strikes and returns when the harm is over (what was killed may still be coming back)."""

    name: str
    point: str
    do: Callable[[], None]


class Harm:
    """All that can be done to a layout."""

    def __init__(self, layout: Layout, phones: str, dice: random.Random, disk: Path | None) -> None:
        self.layout, self.phones, self.dice, self.disk = layout, phones, dice, disk

    def all(self) -> list[Fault]:
        kinds = sorted({each.kind for each in self.layout.processes()})
        found: list[Fault] = []
        for kind, (killed, stopped) in PROCESSES.items():
            if kind in kinds:
                found += self._struck(kind, killed, stopped)
                found.append(
                    Fault(
                        f"{kind} at a fifth of its speed {SLOW:g} s",
                        ANY,
                        lambda kind=kind: processes.slow_down(self._one(kind).pid, SLOW),
                    )
                )
        if "worker" in kinds:
            found.append(Fault("kill -9 worker", HANDING, lambda: processes.kill(self._one("worker").pid)))
        for kind in ("postgres", "redis"):
            if kind in kinds:
                found += self._struck(kind, TAKING, ASKING)
        if "postgres" not in kinds:
            found.append(Fault(f"database (SQLite) locked {HELD:g} s", TAKING, self._lock_sqlite))
        if self.disk is not None:
            found.append(Fault(f"disk full {HELD:g} s", TAKING, self._fill_disk))
        found += [
            Fault("a worker beside, its clock 10 min ahead", ASKING, lambda: self._skewed("600")),
            Fault("a worker beside, its clock 10 min behind", ASKING, lambda: self._skewed("-600")),
        ]
        return found + [
            Fault("provider drops its calls 8 s", ANY, lambda: self._provider(8, calls_down_for=8)),
            Fault("provider's API away 8 s", HANDING, lambda: self._provider(8, api_down_for=8)),
            Fault("provider sends everything twice 10 s", ANY, lambda: self._provider(10, twice=True, doubled=True)),
            Fault(
                "provider 3 s late, out of order, statuses shuffled 10 s",
                ANY,
                lambda: self._provider(10, late=3, out_of_order=True, shuffled=True),
            ),
            Fault(
                "provider: 429, 500, and accepted without an answer",
                HANDING,
                lambda: self._provider(4, next_sends=["429", "500", "timeout", "500", "timeout"]),
            ),
        ]

    def _struck(self, kind: str, killed: str, stopped: str) -> list[Fault]:
        """Killed at one point, held still at another."""
        return [
            Fault(f"kill -9 {kind}", killed, lambda: processes.kill(self._one(kind).pid)),
            Fault(f"{kind} held still {HELD:g} s", stopped, lambda: processes.hold_still(self._one(kind).pid, HELD)),
        ]

    def calm(self) -> None:
        """The provider as on a calm day."""
        self._control(**CALM, next_sends=[], calls_down_for=0, api_down_for=0)

    def _one(self, kind: str) -> Running:
        """Any of this kind; of workers one that has a turn or a text in hand just now, if there is one."""
        of_kind = [each for each in self.layout.processes() if each.kind == kind]
        busy = [each for each in of_kind if each.name in workers_at_work()] if kind == "worker" else []
        return self.dice.choice(busy or of_kind)

    def _provider(self, seconds: float, **told: Any) -> None:
        self._control(**told)
        time.sleep(seconds)
        self._control(**CALM)

    def _control(self, **told: Any) -> None:
        httpx.post(f"{self.phones}/control", json=told, timeout=30, trust_env=False).raise_for_status()

    def _lock_sqlite(self) -> None:
        other = sqlite3.connect(self.layout.home / "hub.sqlite3", timeout=30, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(HELD)
            other.execute("ROLLBACK")
        finally:
            other.close()

    def _fill_disk(self) -> None:
        ballast = self.disk / "ballast"
        try:
            with open(ballast, "wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(b"\0" * 65536)
            end = time.monotonic() + HELD
            with open(ballast, "ab", buffering=0) as file:
                while time.monotonic() < end:  # what others free is taken too
                    with suppress(OSError):
                        file.write(b"\0" * 4096)
                        continue
                    time.sleep(0.05)
        finally:
            ballast.unlink(missing_ok=True)

    def _skewed(self, by: str) -> None:
        """A worker on a host whose clock is wrong: it works beside the others for 15 s from when it has begun, then ends as asked."""
        log = self.layout.home.parent / f"worker_skewed_by_{by}.log"
        with open(log, "a", encoding="utf-8") as out:
            worker = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.chaos.skewed_worker", by, "run_worker", "--name", f"skewed{by}"],
                cwd=ROOT,
                env={**os.environ, **self.layout.settings, "DJANGO_SETTINGS_MODULE": "hub.settings"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            give_up = time.monotonic() + STARTS_WITHIN
            while "worker.started" not in log.read_text("utf-8") and time.monotonic() < give_up:
                time.sleep(0.2)
            time.sleep(15)
            worker.send_signal(signal.SIGTERM)
            worker.wait(90)
        finally:
            if worker.poll() is None:
                worker.kill()
                worker.wait()


def workers_at_work() -> set[str]:
    from hub.conversations.models import BrainTurn, Outbox

    rows = (BrainTurn.objects.filter(state=BrainTurn.RUNNING), Outbox.objects.filter(state=Outbox.SENDING))
    return {name for each in rows for name in each.values_list("worker", flat=True)}


# kind: (when it is killed, when it is held still)
PROCESSES = {
    "web": (TAKING, ANSWERING),
    "worker": (ASKING, ASKING),
    "stream": (ANY, ANY),
    "rasa": (ASKING, ASKING),
    "actions": (ASKING, ASKING),
    "nginx": (TAKING, ANSWERING),
}
