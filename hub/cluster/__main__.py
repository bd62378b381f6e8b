"""`python -m hub.cluster --home DIR` starts the layout and keeps it running until Ctrl-C; `roll` and `swap` replace what runs, one by one."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from hub.cluster import layout as layouts
from hub.cluster import roll, stores
from hub.cluster.plan import Cluster, cluster_of
from hub.cluster.start import StartCluster
from hub.supervisor import ports
from hub.supervisor.plan import ROOT
from hub.supervisor.progress import say
from hub.supervisor.start import Failed
from hub.supervisor.supervisord import Supervisord
from hub.supervisor.tether import tie_to_parent

TOLD = "arguments"  # of the start, for the commands that come later


def options_of(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m hub.cluster", description="Several of each process behind one address."
    )
    parser.add_argument("command", nargs="?", choices=("run", "roll", "swap"), default="run",
                        help="run (usual) | roll: replace each process | swap: train, then replace what holds the model")  # fmt: skip
    parser.add_argument("--home", type=Path, default=ROOT / ".kinship-cluster", help="the data folder")
    parser.add_argument("--port", type=int, help="the first port, at which the proxy listens (PORT, else 8000; 0: any)")
    for kind in layouts.SEVERAL:
        parser.add_argument(f"--{kind}", type=int, default=layouts.KINDS[kind][1], help=f"how many of {kind}")
    parser.add_argument("--web-workers", type=int, default=1, help="processes inside each gunicorn")
    parser.add_argument("--kind", action="append", choices=roll.ORDER, help="roll: only these (may be given again)")
    parser.add_argument(
        "--programs", type=Path, help="a JSON file of commands that replace ours by name or kind (tests)"
    )
    parser.add_argument("--with-parent", action="store_true", help="stop also when the parent process is killed (make)")
    parser.add_argument("--workers", type=int, dest="worker", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def described(options: argparse.Namespace) -> Cluster:
    home = options.home.resolve()
    counts = {kind: getattr(options, kind) or layouts.KINDS[kind][1] for kind in layouts.SEVERAL}
    first = options.port if options.port is not None else int(os.environ.get("PORT") or 8000)
    laid_out = layouts.layout(first or free_from(), counts)
    return cluster_of(laid_out, home, os.environ, web_workers=options.web_workers, replacements=options.programs)


def free_from() -> int:
    """A first port from which on all are free."""
    for first in range(20000, 32000, 50):
        if all(ports.is_free(layouts.HOST, first + each) for each in range(layouts.PORTS)):
            return first
    raise Failed("There are not enough free ports in a row.")


def start(options: argparse.Namespace, arguments: list[str]) -> int:
    if options.with_parent:
        tie_to_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    os.umask(0o077)
    started = None
    try:
        cluster = described(options)
        started = StartCluster(cluster)
        started.open_the_folder()
        told = [*arguments, "--port", str(cluster.layout.first_port)]
        (cluster.plan.run / TOLD).write_text("\n".join(told), encoding="utf-8")
        started.run()
    except KeyboardInterrupt:
        return 0
    except (Failed, stores.Missing, ValueError) as failed:
        print(failed, file=sys.stderr, flush=True)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C does not cut the stopping short
        if started is not None:
            started.stop()
    return 0


def later(options: argparse.Namespace) -> int:
    """A command to a layout that runs: its own arguments say what it is."""
    told = options.home.resolve() / "run" / TOLD
    if not told.exists():
        print(f"Nothing runs with its data in {options.home}.", file=sys.stderr)
        return 1
    cluster = described(options_of(told.read_text("utf-8").splitlines()))
    supervisord = Supervisord(cluster.plan)
    if not supervisord.states():
        print(f"Nothing runs with its data in {options.home}.", file=sys.stderr)
        return 1
    kinds = tuple(options.kind or roll.ORDER)
    if options.command == "swap":
        say("Training; everything goes on meanwhile.")
        if subprocess.run(cluster.plan.steps["train"], cwd=ROOT, check=False).returncode:
            return 1
        kinds = (layouts.ACTIONS, layouts.RASA)
    try:
        roll.Roll(cluster, supervisord).run(kinds)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str]) -> int:
    options = options_of(arguments)
    return start(options, arguments) if options.command == "run" else later(options)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
