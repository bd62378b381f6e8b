"""The brain as processes: the action server and Rasa, on loopback.

`python -m assistant.brain train` trains if needed; `check` runs Rasa's own validation and tests; `serve` runs both servers until Ctrl-C;
`actions` and `rasa` become one of the two, for a supervisor that keeps each alive.
"""

from __future__ import annotations

import argparse
import json
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

from assistant.model import ROOT, check, environment, trained

HOST = "127.0.0.1"
RASA_PORT, ACTIONS_PORT = 5005, 5055
ENDPOINTS = ROOT / ".cache" / "brain"  # where each port of Rasa has its endpoints file
READY_WITHIN = 180  # seconds; a cold disk is slow
STOP_WITHIN = 10


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


def actions_command(port: int) -> list[str]:
    """How the action server is started."""
    return [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)]


def rasa_command(
    model: Path,
    folder: Path,
    *,
    port: int,
    actions_port: int,
    api: bool = False,
    bind: str = HOST,
    actions_host: str = HOST,
    locks: str = "",
) -> list[str]:
    """How Rasa is started; writes the endpoints file of this action server into `folder`. `locks`: a Redis, for several Rasa processes."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    text = text.replace(f"//{HOST}:{ACTIONS_PORT}/", f"//{actions_host}:{actions_port}/")
    if locks:
        text += f"\nlock_store:\n  type: assistant.lock_store.LocksInRedis\n  redis: {json.dumps(locks)}\n"
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(text, encoding="utf-8")
    options = {
        "--interface": bind,
        "--port": str(port),
        "--model": str(model),
        "--endpoints": str(endpoints),
        "--credentials": str(ROOT / "credentials.yml"),
    }
    flat = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "rasa", "run", *flat, *(["--enable-api"] if api else [])]


@contextmanager
def running(
    model: Path, folder: Path, *, port: int = RASA_PORT, actions_port: int = ACTIONS_PORT, api: bool = False
) -> Iterator[Brain]:
    """Both servers, ready, and stopped at the end. `folder` takes their logs and the endpoints file of these ports.

    `api` opens Rasa's own HTTP API (for measuring understanding): development only, never in production.
    Raises RuntimeError, with the end of the log, when one of them does not come up.
    """
    commands = {
        "rasa": rasa_command(model, folder, port=port, actions_port=actions_port, api=api),
        "actions": actions_command(actions_port),
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


def serve() -> int:
    """Both servers until Ctrl-C."""
    with running(trained(), ROOT / ".cache" / "brain") as brain:
        sys.stdout.write(f"Turns: {brain.url}/webhooks/hub/turn (Ctrl-C stops it)\n")
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass
    return 0


def become(command: list[str], bind: str = HOST) -> int:
    """This process becomes `command`: whoever started us then watches, signals and reaps the real thing."""
    os.chdir(ROOT)
    os.execve(command[0], command, {**environment(), "SANIC_HOST": bind})


def train() -> int:
    try:
        model = trained(say=lambda line: sys.stdout.write(f"{line}\n"))
    except RuntimeError as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    sys.stdout.write(f"Model: {model.name}\n")
    return 0


def options_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m assistant.brain", description="The trained model and its servers.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("train", help="train the model, if these files have none yet")
    commands.add_parser("check", help="Rasa's own validation and tests")
    commands.add_parser("serve", help="both servers, until Ctrl-C")
    actions = commands.add_parser("actions", help="become the action server")
    rasa = commands.add_parser("rasa", help="become Rasa with the trained model (trained first if needed)")
    rasa.add_argument("--port", type=int, default=RASA_PORT)
    actions.add_argument("--port", type=int, default=ACTIONS_PORT)
    rasa.add_argument("--actions-port", type=int, default=ACTIONS_PORT)
    rasa.add_argument("--actions-host", default=HOST, help="in containers: where the action servers are")
    rasa.add_argument(
        "--locks", default="", help="a Redis for Rasa's locks, where there are several (redis://127.0.0.1:6379/0)"
    )
    for each in (actions, rasa):  # on purpose no setting: nothing in an environment opens them
        each.add_argument("--bind", default=HOST, help="in containers: the address of a network nobody else is in")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    match options.command:
        case "train":
            return train()
        case "check":
            return check()
        case "serve":
            return serve()
        case "actions":
            return become(actions_command(options.port), options.bind)
        case _:
            folder = ENDPOINTS / str(options.port)
            command = rasa_command(
                trained(),
                folder,
                port=options.port,
                actions_port=options.actions_port,
                bind=options.bind,
                actions_host=options.actions_host,
                locks=options.locks,
            )
            return become(command, options.bind)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
