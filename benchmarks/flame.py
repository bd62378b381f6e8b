"""A flame graph of a turn: what Rasa does under a steady load at its door, as docs/cost_of_a_turn.svg.

It needs py-spy, which is no dependency of ours: `uv tool install py-spy`, or its path as --py-spy. Attaching needs the right to trace
(on Linux: root, or the process's own parent).
    python -m benchmarks.flame [--py-spy path] [--seconds 30] [--into docs/cost_of_a_turn.svg]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant import brain as brains  # noqa: E402
from benchmarks.beside.talks import HubTalk  # noqa: E402
from benchmarks.flames.picture import picture  # noqa: E402
from benchmarks.flames.stacks import folded  # noqa: E402
from benchmarks.load import SHORT  # noqa: E402

WARM = 4  # conversations before it is looked at
RATE = 200  # samples a second
TITLE = "A turn in Rasa"


def steady(url: str, warm: threading.Event, ends: threading.Event) -> None:
    """One carer after another, each of ten turns, until it ends. `warm`: what is read only once has been."""
    with httpx.Client(timeout=60) as client:
        for _ in range(WARM):
            talk = HubTalk(client, url)
            for _ in range(SHORT):
                talk.say()
        warm.set()
        while not ends.is_set():
            talk = talk if talk.turns < SHORT else HubTalk(client, url)
            talk.say()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--py-spy", default="py-spy")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "cost_of_a_turn.svg")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, warm, ends = Path(made), threading.Event(), threading.Event()
        ports = {"port": brains.free_port(), "actions_port": brains.free_port()}
        with brains.running(brains.trained(), folder, **ports) as running:
            carer = threading.Thread(target=steady, args=(running.url, warm, ends))
            carer.start()
            warm.wait()
            command = [
                options.py_spy,
                "record",
                "--pid",
                str(running.processes["rasa"].pid),
                "--format",
                "raw",
                "--function",
            ]
            command += ["--rate", str(RATE), "--duration", str(options.seconds), "--output", str(folder / "stacks")]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            ends.set()
            carer.join()
        if done.returncode:
            print(f"py-spy failed:\n{done.stdout}{done.stderr}")
            return 1
        told = folded((folder / "stacks").read_text("utf-8").splitlines())
    options.into.write_text(picture(TITLE, told), encoding="utf-8")
    print(f"{options.into}: {options.into.stat().st_size:,} bytes, {sum(told.values()):,} samples")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
