"""Rasa as it comes, in an environment of its own (.tools/stock): made, trained within bounds of memory and time, and run.

It has TensorFlow; the main environment has none, and neither knows of the other (pyproject.toml, group `tensorflow`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant import brain as brains
from assistant.model import QUIET, ROOT, environment
from benchmarks import processes
from benchmarks.beside import stock_project

HOME = ROOT / ".tools" / "stock"
PYTHON = HOME / "bin" / "python"
MAKE = "UV_PROJECT_ENVIRONMENT=.tools/stock uv sync --frozen --no-install-project --no-dev --group tensorflow --python .venv/bin/python"
MOST_MEMORY = 8_000  # MB, of the whole training
MOST_SECONDS = 25 * 60.0
LOOK_EVERY = 0.5  # seconds
READY_WITHIN = 300.0  # seconds


class NotDone(RuntimeError):
    """Training that was stopped, or failed; the text says which, and what was seen."""


@dataclass(frozen=True)
class Trained:
    """A model, and what making it took."""

    model: Path
    seconds: float
    most_memory: float  # MB


def there() -> bool:
    return PYTHON.exists()


def stock_environment() -> dict[str, str]:
    """Quiet as ours, and nothing of ours to import: what it is given is its own project."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **QUIET}


def train(
    folder: Path,
    python: Path,
    config: str,
    name: str,
    given: Mapping[str, str],
    most: tuple[float, float] | None = None,
) -> Trained:
    """Train the project of this folder. Raises NotDone past so many MB or seconds, or when it fails."""
    most_memory, most_seconds = most or (MOST_MEMORY, MOST_SECONDS)
    rasa = [str(python), "-m", "rasa", "train", "--force", "--config", config, "--domain", "domain.yml"]
    rasa += ["--data", "data", "--out", "models", "--fixed-model-name", name]
    started, peak = time.perf_counter(), 0.0
    with open(folder / f"{name}.train.log", "w", encoding="utf-8") as log:
        training = subprocess.Popen(rasa, cwd=folder, env=dict(given), stdout=log, stderr=log, start_new_session=True)
        try:
            while training.poll() is None:
                time.sleep(LOOK_EVERY)  # between two looks at its memory
                peak, took = max(peak, memory(training.pid)), time.perf_counter() - started
                if peak > most_memory or took > most_seconds:
                    raise NotDone(f"{name}: stopped after {took:.0f} s and {peak:.0f} MB")
        finally:
            if training.poll() is None:
                os.killpg(training.pid, signal.SIGKILL)
                training.wait()
    model = folder / "models" / f"{name}.tar.gz"
    if training.returncode or not model.exists():
        raise NotDone(f"{name}: training failed\n{(folder / f'{name}.train.log').read_text()[-2000:]}")
    return Trained(model, time.perf_counter() - started, peak)


def train_both(folder: Path, taught: stock_project.Taught) -> dict[str, Trained]:
    """The stock configuration and ours, on the very same files."""
    stock_project.write(folder, taught)
    return {
        "ours": train(folder, Path(sys.executable), "ours.yml", "ours", environment()),
        "stock": train(folder, PYTHON, "config.yml", "stock", stock_environment()),
    }


def memory(pid: int, what: str = "VmRSS") -> float:
    """MB of a process just now (Linux); 0 when it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith(what)), 0.0)


@contextmanager
def running(
    python: Path, model: Path, folder: Path, *, actions_port: int | None, given: Mapping[str, str], first: str = "hello"
) -> Iterator[tuple[str, subprocess.Popen, float]]:
    """Rasa with its REST door and default endpoints: its address, its process, and the seconds to its first answer.

    Without an action server there is no endpoints file at all.
    """
    port = brains.free_port()
    command = [str(python), "-m", "rasa", "run", "--interface", brains.HOST, "--port", str(port)]
    command += ["--model", str(model), "--credentials", "credentials.yml"]
    if actions_port is not None:
        name = f"endpoints-{port}.yml"
        (folder / name).write_text(f"action_endpoint:\n  url: http://{brains.HOST}:{actions_port}/webhook\n")
        command += ["--endpoints", name]
    started = time.perf_counter()
    with open(folder / f"run-{port}.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=folder, env=dict(given), stdout=log, stderr=log, start_new_session=True)
        try:
            url = f"http://{brains.HOST}:{port}/webhooks/rest/webhook"
            _until_it_answers(url, first, process, folder / f"run-{port}.log")
            yield url, process, time.perf_counter() - started
        finally:
            processes.stop(process)


def _until_it_answers(url: str, first: str, process: subprocess.Popen, log: Path) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"Rasa ended while starting:\n{log.read_text()[-3000:]}")
        try:
            answer = httpx.post(url, json={"sender": "ready", "message": first}, timeout=30)
            if answer.status_code == 200 and answer.json():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)  # between two looks at a process that is starting
    raise RuntimeError(f"Rasa did not come up within {READY_WITHIN:.0f} s:\n{log.read_text()[-3000:]}")
