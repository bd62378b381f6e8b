"""What is started, where it listens and where its data is: read from the environment once."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from hub.supervisor.councils import Council, further

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# glibc, for processes with threads that run for months: few arenas, and large blocks go back to the machine when they are free.
# The same as in assistant/model.py and deploy/Dockerfile. A setting of the machine's own wins.
LEAN = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
LONGEST_SOCKET_PATH = 100  # bytes; the system's own limit for a unix socket is a little above


@dataclass(frozen=True)
class Program:
    """A process that is kept running. `after_training`: it needs the model, so it starts when there is one."""

    name: str
    command: list[str]
    what: str
    port: int | None = None
    after_training: bool = False
    stop_signal: str = "TERM"
    stop_within: int = 5  # seconds it has to end by itself; open requests of the pages get 3


@dataclass(frozen=True)
class Plan:
    """Everything the starter needs to know."""

    home: Path
    host: str
    port: int
    public_url: str
    programs: list[Program]
    steps: dict[str, list[str]]
    environment: dict[str, str]
    councils: list[Council]  # beside the first

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def socket(self) -> Path:
        """The supervisor's own socket: in `run`, unless that path is too long for a socket."""
        path = self.run / "supervisord.sock"
        if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
            return path
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"kinship-{name}.sock"

    @property
    def brain_is_here(self) -> bool:
        return any(program.after_training for program in self.programs)

    def program(self, name: str) -> Program:
        return next(program for program in self.programs if program.name == name)


def plan_of(environ: Mapping[str, str], replacements: Path | None = None) -> Plan:
    """The plan of this environment. `replacements` is a JSON object of commands by name, for tests with stand-ins. Raises BadSetting."""
    host, port = environ.get("KINSHIP_BIND") or "127.0.0.1", int(environ.get("PORT") or 8000)
    stream = int(environ.get("KINSHIP_STREAM_PORT") or port + 1)
    brain_url = environ.get("KINSHIP_BRAIN_URL") or "http://127.0.0.1:5005"
    brain_urls = brain_url.replace(",", " ").split()
    brain = urlsplit(brain_urls[0])
    rasa = brain.port or 5005
    actions = int(environ.get("KINSHIP_ACTIONS_PORT") or rasa + 50)
    public_url = environ.get("KINSHIP_PUBLIC_URL") or f"http://localhost:{port}"
    home = Path(environ.get("KINSHIP_HOME") or ROOT / ".kinship").resolve()
    programs = hub_programs(host, port, stream)
    steps = {name: [sys.executable, "manage.py", name, *more] for name, more in STEPS.items()}
    if len(brain_urls) == 1 and (brain.hostname or "localhost") in LOOPBACK:  # several are run by somebody else
        programs += brain_programs(rasa, actions)
        steps["train"] = [sys.executable, "-m", "assistant.brain", "train"]
    councils = further(environ, home, port)
    for each in councils:
        programs += council_programs(each, host)
        steps |= {f"{name} {each.code}": for_council(each, command) for name, command in steps.items() if name in STEPS}
    replaced = json.loads(replacements.read_text(encoding="utf-8")) if replacements else {}
    return Plan(
        home=home,
        host=host,
        port=port,
        public_url=public_url.rstrip("/"),
        programs=[replace(each, command=replaced[each.name]) if each.name in replaced else each for each in programs],
        steps={name: replaced.get(name, command) for name, command in steps.items()},
        environment={
            "KINSHIP_HOME": str(home),
            "KINSHIP_PUBLIC_URL": public_url,
            "KINSHIP_STREAM_URL": stream_url(environ, stream),
            "KINSHIP_BRAIN_URL": brain_url,
            "KINSHIP_BIND": host,
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "PYTHONUNBUFFERED": "1",
            **lean(environ),
        },
        councils=councils,
    )


def lean(environ: Mapping[str, str]) -> dict[str, str]:
    """How every process handles its memory, where the machine says nothing of its own."""
    return {name: environ.get(name, value) for name, value in LEAN.items()}


def stream_url(environ: Mapping[str, str], port: int) -> str:
    """Where desks listen. With an address of our own there is a proxy, which leads /desk/stream to the stream's port."""
    given = environ.get("KINSHIP_STREAM_URL", "")
    return given if given or "KINSHIP_PUBLIC_URL" in environ else f"http://localhost:{port}/desk/stream"


STEPS = {"make_keys": [], "migrate": ["--no-input"], "collectstatic": ["--no-input"]}


def hub_programs(host: str, port: int, stream: int) -> list[Program]:
    """The hub's own processes: they need no model, so the pages are there before the assistant is."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "hub/gunicorn_conf.py"]
    one_loop = ["--worker-class", "asgi", "--workers", "1", "--threads", "1", "--bind", f"{host}:{stream}"]
    return [
        Program("web", [*gunicorn, "hub.wsgi:application"], "the web pages", port),
        Program("worker", [sys.executable, "manage.py", "run_worker"], "the worker"),
        Program("stream", [*gunicorn, *one_loop, "hub.stream:application()"], "the desk's stream", stream),
    ]


def council_programs(council: Council, host: str) -> list[Program]:
    """The processes of a further council's hub."""
    return [
        Program(
            f"{each.name}-{council.code}",
            for_council(council, each.command),
            f"{each.what} of {council.code}",
            each.port,
        )
        for each in hub_programs(host, council.port, council.stream)
    ]


def for_council(council: Council, command: list[str]) -> list[str]:
    return [sys.executable, "-m", "hub.supervisor.for_council", council.code, *command]


def brain_programs(rasa: int, actions: int) -> list[Program]:
    """The assistant's processes, as commands: the hub never imports them."""
    brain = [sys.executable, "-m", "assistant.brain"]
    ports = ["--port", str(rasa), "--actions-port", str(actions)]
    return [
        Program("actions", [*brain, "actions", "--port", str(actions)], "the action server", actions, True),
        Program("rasa", [*brain, "rasa", *ports], "Rasa", rasa, True),
    ]
