"""The brain as processes: the trained model (by the hash of what it is made of), the action server and Rasa, on loopback.

`python -m assistant.brain train` trains if needed; `check` runs Rasa's own validation and tests; `serve` runs both servers until Ctrl-C.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"
MADE_OF = (
    "config.yml",
    "domain.yml",
    "uv.lock",
    "data/**/*.yml",
    "assistant/understanding/**/*.py",
    "assistant/understanding/**/*.yml",
)
HOST = "127.0.0.1"
RASA_PORT, ACTIONS_PORT = 5005, 5055
READY_WITHIN = 180  # seconds; Rasa imports TensorFlow first, which is slow on a cold disk
STOP_WITHIN = 10
KEPT_MODELS = 3
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SANIC_HOST": HOST,
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "PYTHONDONTWRITEBYTECODE": "",
    "TOKENIZERS_PARALLELISM": "false",
}


def environment() -> dict[str, str]:
    """The environment of every Rasa process: telemetry off, no GPU, quiet, our packages importable."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def model_path() -> Path:
    """Where the model of today's files is, or would be."""
    digest = hashlib.sha256()
    for pattern in MADE_OF:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return MODELS / f"kinship-{digest.hexdigest()[:16]}.tar.gz"


def trained(*, say=lambda line: None) -> Path:
    """The model, trained first if these very files have none. One trains, others wait. Raises RuntimeError if training fails."""
    path = model_path()
    MODELS.mkdir(exist_ok=True)
    with open(MODELS / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path
        say("Training the model (about a minute, once).")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "rasa",
                "train",
                "--force",
                "--fixed-model-name",
                path.name.removesuffix(".tar.gz"),
                "--out",
                str(MODELS),
            ],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not path.exists():
            raise RuntimeError(f"Training failed:\n{done.stdout[-3000:]}\n{done.stderr[-5000:]}")
        for old in sorted(MODELS.glob("kinship-*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-KEPT_MODELS]:
            old.unlink()
    return path


@dataclass
class Brain:
    """A running brain: its address and its two processes."""

    url: str
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def turn(self, **asked) -> httpx.Response:
        """One turn of the contract, as the hub would ask it."""
        return httpx.post(f"{self.url}/webhooks/hub/turn", json=asked, timeout=30)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    model: Path, folder: Path, *, port: int = RASA_PORT, actions_port: int = ACTIONS_PORT, api: bool = False
) -> Iterator[Brain]:
    """Both servers, ready, and stopped at the end. `folder` takes their logs and the endpoints file of these ports.

    `api` opens Rasa's own HTTP API (for measuring understanding): development only, never in production.
    Raises RuntimeError, with the end of the log, when one of them does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8").replace(f":{ACTIONS_PORT}/", f":{actions_port}/")
    (folder / "endpoints.yml").write_text(endpoints, encoding="utf-8")
    rasa = [sys.executable, "-m", "rasa"]
    commands = {
        "actions": [*rasa, "run", "actions", "--port", str(actions_port)],
        "rasa": [
            *rasa,
            "run",
            "--interface",
            HOST,
            "--port",
            str(port),
            "--model",
            str(model),
            "--endpoints",
            str(folder / "endpoints.yml"),
            "--credentials",
            str(ROOT / "credentials.yml"),
            *(["--enable-api"] if api else []),
        ],
    }
    brain = Brain(f"http://{HOST}:{port}")
    try:
        for name, command in commands.items():
            with open(folder / f"{name}.log", "w", encoding="utf-8") as log:
                brain.processes[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment(),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
        wait_until_ready(brain, f"http://{HOST}:{actions_port}/health", folder)
        yield brain
    finally:
        brain.stop()


def wait_until_ready(brain: Brain, actions_health: str, folder: Path) -> None:
    """Ready is a real answer to a real turn, not an open port: Rasa greets also with no model loaded."""
    give_up = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up:
        for name, process in brain.processes.items():
            if process.poll() is not None:
                raise RuntimeError(
                    f"The {name} process ended while starting:\n{(folder / f'{name}.log').read_text()[-3000:]}"
                )
        try:
            httpx.get(actions_health, timeout=2).raise_for_status()
            if (
                brain.turn(
                    conversation="ready", turn=int(time.time() * 1000), channel="terminal", choice="greet"
                ).status_code
                == 200
            ):
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)  # between two looks at a process that is starting; nothing depends on its length
    logs = "\n".join(f"{name}:\n{(folder / f'{name}.log').read_text()[-2000:]}" for name in brain.processes)
    raise RuntimeError(f"The brain did not come up within {READY_WITHIN} s.\n{logs}")


def check() -> int:
    """Rasa's own checks on data and rules: `rasa data validate` and `rasa test`."""
    model = trained()
    rasa = [sys.executable, "-m", "rasa"]
    for command in (
        [*rasa, "data", "validate", "--fail-on-warnings"],
        [
            *rasa,
            "test",
            "core",
            "--model",
            str(model),
            "--stories",
            "tests/conversations",
            "--fail-on-prediction-errors",
            "--no-plot",
            "--out",
            ".cache/rasa_test",
        ],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        summary = (done.stdout + done.stderr)[-4000:] if done.returncode else "passed"
        sys.stdout.write(f"rasa {' '.join(command[3:5])}: {summary}\n")
        if done.returncode:
            return done.returncode
    return 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["train"]:
            sys.stdout.write(f"Model: {trained(say=lambda line: sys.stdout.write(line + chr(10))).name}\n")
            return 0
        case ["check"]:
            return check()
        case ["serve"]:
            with running(trained(), ROOT / ".cache" / "brain") as brain:
                sys.stdout.write(f"Turns: {brain.url}/webhooks/hub/turn (Ctrl-C stops it)\n")
                try:
                    signal.pause()
                except KeyboardInterrupt:
                    return 0
        case _:
            sys.stderr.write("Use: python -m assistant.brain train | check | serve\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
