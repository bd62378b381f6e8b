"""Our own processes one by one, for a measure that starts and weighs each: the action server, and Rasa at our door."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from assistant import brain as brains
from assistant.model import ROOT, environment

FIRST = {"conversation": "ready", "channel": "terminal", "choice": "greet"}


@contextmanager
def started(command: list[str], log: Path, ready) -> Iterator[tuple[subprocess.Popen, float]]:
    """The process, once `ready()` says so, and the seconds until then; it is stopped at the end. Raises RuntimeError where it ends before."""
    began = time.perf_counter()
    with open(log, "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        while not _says(ready):
            if process.poll() is not None or time.perf_counter() - began > brains.READY_WITHIN:
                raise RuntimeError(f"{command[2:5]} did not come up:\n{log.read_text('utf-8')[-3000:]}")
            time.sleep(0.1)  # between two looks at a process that is starting
        yield process, time.perf_counter() - began
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """It and all it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(brains.STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def actions(folder: Path) -> Iterator[tuple[int, subprocess.Popen]]:
    """The action server: its port and its process."""
    port = brains.free_port()

    def ready() -> bool:
        return httpx.get(f"http://{brains.HOST}:{port}/health", timeout=2).status_code == 200

    with started(brains.actions_command(port), folder / f"actions-{port}.log", ready) as (process, _):
        yield port, process


@contextmanager
def ours(model: Path, folder: Path, actions_port: int) -> Iterator[tuple[str, subprocess.Popen, float]]:
    """Rasa as we run it: its address, its process, and the seconds to its first answer. The action server is up already."""
    port = brains.free_port()
    command = brains.rasa_command(model, folder / f"ours-{port}", port=port, actions_port=actions_port)
    url = f"http://{brains.HOST}:{port}"

    def ready() -> bool:
        asked = {**FIRST, "turn": int(time.time() * 1000)}
        return httpx.post(f"{url}/webhooks/hub/turn", json=asked, timeout=30).status_code == 200

    with started(command, folder / f"ours-{port}.log", ready) as (process, seconds):
        yield url, process, seconds


def _says(ready) -> bool:
    try:
        return ready()
    except httpx.HTTPError:
        return False


def processor(pid: int) -> float:
    """Seconds of processor this process has used (Linux; elsewhere 0): unlike time on the wall, hardly touched by what else runs."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
