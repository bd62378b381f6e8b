"""The commands and the environment of each process of the layout: a plan as the supervisor's, with more of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.cluster import nginx, stores
from hub.cluster.layout import (
    ACTIONS,
    DATABASE,
    FRONT,
    HOST,
    LOCKS,
    RASA,
    STREAM,
    WEB,
    WORKER,
    Layout,
    Part,
)
from hub.supervisor.plan import STEPS, Plan, Program, lean

# Signal and seconds with which each ends by itself: what is under way is finished, and the database writes down what it has.
ENDINGS = {
    DATABASE: ("INT", 20),
    LOCKS: ("TERM", 5),
    ACTIONS: ("TERM", 10),
    RASA: ("TERM", 15),
    WORKER: ("TERM", 15),
    WEB: ("TERM", 8),
    STREAM: ("TERM", 5),
    FRONT: ("QUIT", 5),
}
TICKET = (
    10  # seconds for which a lock of Rasa's holds: longer than the hub waits, short enough after a process was killed
)


@dataclass(frozen=True)
class Cluster:
    """The layout, its data folder, and the plan that is run. `proxies_before`: those before ours."""

    layout: Layout
    home: Path
    public_url: str
    plan: Plan
    database: stores.Database
    proxies_before: int

    @property
    def front(self) -> str:
        return f"http://{HOST}:{self.layout.one(FRONT).port}"

    def proxy(self, down: set[str] = frozenset()) -> str:
        """The proxy's file. `down`: names of parts that get nothing just now."""
        of = {kind: [part.address for part in self.layout.of(kind)] for kind in (WEB, STREAM, ACTIONS)}
        return nginx.configuration(
            nginx.Front(
                listen=f"{HOST}:{self.layout.one(FRONT).port}",
                actions_listen=f"{HOST}:{self.layout.actions_front}",
                web=of[WEB],
                stream=of[STREAM],
                actions=of[ACTIONS],
                down=[self.layout.named(name).address for name in down],
                proxies_before=self.proxies_before,
                user=stores.nginx_user(),
                down_page=self.plan.environment["KINSHIP_DOWN_PAGE"],
                pid=str(self.plan.run / "nginx.pid"),
                temp=str(self.home / "nginx"),
            )
        )

    def settings(self) -> dict[str, str]:
        """What somebody needs to open the ledger from outside."""
        return {**self.plan.environment, "DATABASE_URL": self.database.url}


def cluster_of(
    layout: Layout, home: Path, environ: Mapping[str, str], *, web_workers: int = 1, replacements: Path | None = None
) -> Cluster:
    """Everything that is run, and where. `replacements`: a JSON object of commands by kind or name, `{port}` in them is filled (tests)."""
    database = stores.Database(home, layout.one(DATABASE).port)
    front, locks = layout.one(FRONT).port, layout.one(LOCKS).port
    public_url = (environ.get("KINSHIP_PUBLIC_URL") or f"http://localhost:{front}").rstrip("/")
    before = int(environ.get("KINSHIP_TRUSTED_PROXIES") or 0)
    replaced = json.loads(replacements.read_text("utf-8")) if replacements else {}

    def command(part: Part) -> list[str]:
        ours = replaced.get(part.name) or replaced.get(part.kind)
        if ours:
            return [word.replace("{port}", str(part.port)) for word in ours]
        if part.kind == DATABASE:
            return database.command()
        if part.kind == LOCKS:
            return stores.locks_command(locks, home / "run")
        return front_command(home) if part.kind == FRONT else our_command(part, layout, web_workers)

    programs = [
        Program(
            part.name,
            command(part),
            part.what,
            part.port,
            after_training=part.kind in (RASA, ACTIONS),
            stop_signal=ENDINGS[part.kind][0],
            stop_within=ENDINGS[part.kind][1],
        )
        for part in layout.parts
    ]
    steps = {name: [sys.executable, "manage.py", name, *more] for name, more in STEPS.items()}
    steps["train"] = [sys.executable, "-m", "assistant.brain", "train"]
    plan = Plan(
        home=home,
        host=HOST,
        port=front,
        public_url=public_url,
        programs=programs,
        steps={name: replaced.get(name, step) for name, step in steps.items()},
        environment={
            "KINSHIP_HOME": str(home),
            "KINSHIP_PUBLIC_URL": public_url,
            "KINSHIP_STREAM_URL": environ.get("KINSHIP_STREAM_URL") or f"{public_url}/desk/stream",
            "KINSHIP_BRAIN_URL": ",".join(f"http://{part.address}" for part in layout.of(RASA)),
            "KINSHIP_BIND": HOST,
            "KINSHIP_DOWN_PAGE": str(home / "nginx" / "service-down.html"),
            "KINSHIP_TRUSTED_PROXIES": str(before + 1),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "PYTHONUNBUFFERED": "1",
            "TICKET_LOCK_LIFETIME": str(TICKET),
            **lean(environ),
        },
        councils=[],
    )
    return Cluster(layout, home, public_url, plan, database, before)


def our_command(part: Part, layout: Layout, web_workers: int) -> list[str]:
    """The processes that are ours: the commands of one machine, with a port or a name of their own."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "hub/gunicorn_conf.py", "--bind", part.address]
    brain = [sys.executable, "-m", "assistant.brain"]
    if part.kind == WEB:
        return [*gunicorn, "--workers", str(web_workers), "hub.wsgi:application"]
    if part.kind == STREAM:
        return [*gunicorn, "--worker-class", "asgi", "--workers", "1", "--threads", "1", "hub.stream:application()"]
    if part.kind == WORKER:
        return [sys.executable, "manage.py", "run_worker", "--name", part.name]
    if part.kind == ACTIONS:
        return [*brain, "actions", "--port", str(part.port)]
    locks = f"redis://{HOST}:{layout.one(LOCKS).port}/0"
    return [*brain, "rasa", "--port", str(part.port), "--actions-port", str(layout.actions_front), "--locks", locks]


def front_command(home: Path) -> list[str]:
    run, command = home / "run", [stores.program("nginx"), "-p", str(home / "nginx"), "-e", "stderr"]
    afresh = [sys.executable, "-m", "hub.cluster.afresh", str(run / "nginx.group")]
    return [*afresh, *command, "-c", str(run / "nginx.conf"), "-g", "daemon off;"]
