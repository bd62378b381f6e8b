"""`python -m benchmarks.chaos.replacing`: every process of the cluster is replaced, then its model by one trained meanwhile, under steady load.

    python -m benchmarks.chaos.replacing [--rate 1] [--folder DIR]
Prints what each cost those who wrote, and at the end whether every accepted message had one true outcome, as `python -m benchmarks.chaos` does.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.model import model_path
from benchmarks.chaos import report
from benchmarks.chaos.__main__ import say
from benchmarks.chaos.faults import ANY, Fault
from benchmarks.chaos.run import Asked, Scene
from benchmarks.turn_budget import machine
from hub.supervisor.plan import ROOT

CALM = 15.0  # seconds before each, and after


def told(command: str, home: Path) -> None:
    """The command to what runs there, as an operator gives it. Raises SystemExit where it fails."""
    arguments = [sys.executable, "-m", "hub.cluster", command, "--home", str(home)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    say(done.stdout.strip())
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stderr[-3000:]}")


def new_model(home: Path) -> None:
    """The swap. What runs has read its model: the file goes, so that one is trained meanwhile."""
    model_path().unlink()
    told("swap", home)


def one(scene: Scene, what: Fault) -> report.Row:
    """What it cost, from its begin until things are calm again."""
    time.sleep(CALM)
    since = time.time()
    what.do()
    took = time.time() - since
    time.sleep(CALM)
    row = report.row_of(what, True, scene.probes, scene.load.news, since, time.time(), True)
    say(
        f"  {what.name} took {took:.0f} s: no page {row.page} s, not taken {row.taken} s, answer after {row.answer} s {row.saw or ''}"
    )
    return row


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.chaos.replacing", description=__doc__.splitlines()[0])
    options.add_argument(
        "--rate", type=float, default=1.0, help="messages a second of carers (the probes write one more)"
    )
    options.add_argument("--folder", type=Path, default=Path("/tmp/kinship-replacing"))
    given = options.parse_args()
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    asked = Asked("cluster", given.folder.resolve(), given.rate, seed=1, full_disk=False)
    with Scene(asked) as scene:
        say(f"{machine()}\n{scene.layout.describe()}; {given.rate:g} messages a second of carers and 1 of the probes")
        scene.begin()
        rows = [
            one(scene, Fault("every process replaced", ANY, lambda: told("roll", scene.home))),
            one(scene, Fault("a new model", ANY, lambda: new_model(scene.home))),
        ]
        scene.settle(say)
        rows = scene.with_slowest(rows)
        verdict, faults = scene.verdict()
        report.keep(asked.folder, rows, text := f"{report.table(rows)}\n\n{report.summary(verdict, faults)}")
    say("\n" + text)
    return 1 if verdict.faults or faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
