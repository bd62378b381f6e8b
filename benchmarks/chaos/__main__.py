"""`python -m benchmarks.chaos`: everything is broken in turn under steady load; prints what held, and for how long there was no service.

    python -m benchmarks.chaos [--minutes 20] [--rate 1] [--layout one|cluster] [--only "kill -9 rasa" ...] [--seed 1] [--folder DIR]

The load's own record (own_record.jsonl), the logs and the report (report.md, faults.json) stay in the folder.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.chaos import report
from benchmarks.chaos.run import Asked, Scene, harm_in_turn
from benchmarks.turn_budget import machine


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument(
        "--rate", type=float, default=1.0, help="messages a second of carers (the probes write one more)"
    )
    options.add_argument(
        "--layout", choices=("one", "cluster"), default="cluster" if find_spec("hub.cluster") else "one"
    )
    options.add_argument("--only", nargs="*", default=[], help="parts of the names of faults")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sms", choices=("twilio", "notify"), default="twilio")
    options.add_argument("--folder", type=Path, default=Path("/tmp/kinship-chaos"))
    told = options.parse_args()
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is ended
    asked = Asked(told.layout, told.folder.resolve(), told.rate, told.seed, told.sms)
    with Scene(asked) as scene:
        about = f"{machine()}\n{scene.layout.describe()}; {told.rate:g} messages a second of carers and 1 of the probes, seed {told.seed}"
        say(about)
        scene.begin()
        rows = harm_in_turn(scene, told.minutes, told.only, say)
        report.keep(asked.folder, rows, f"{about}\n\n{report.table(rows)}")  # whatever comes after
        scene.settle(say)
        rows = scene.with_slowest(rows)
        verdict, faults = scene.verdict()
        summary = report.summary(verdict, faults)
        text = f"{about}\nload average {os.getloadavg()[0]:.1f}\n\n{report.table(rows)}\n\n{summary}"
        report.keep(asked.folder, rows, text)
    say("\n" + text)
    say(f"Kept in {asked.folder}")
    return 1 if verdict.faults or faults else 0


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
