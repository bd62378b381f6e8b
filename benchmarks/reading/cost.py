"""What understanding costs: training and turns of our Rasa beside one with no understanding at all. Ratios within one run."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from assistant import brain as brains
from assistant.model import ROOT, environment

ROUNDS = 40
TEN = "my sister asked me to have her boy since march"
HUNDRED = (
    "Sorry this is long. My daughter has not been well for a while and in March her two children came to stay with us for a few days. "
    "He is nine and she is four. It was only meant to be the weekend but nobody came back for them. There is no court order. "
    "A social worker rang once and said it was a family matter. My husband is retired and I had to stop working on Fridays. "
    "We do not mind, we love them, but the house is small and the little one does not sleep well. Can we get any money for them?"
)
NO_UNDERSTANDING = re.compile(r"^pipeline:\n(?:(?:- |#).*\n)+", re.MULTILINE)


def report() -> None:
    """Train both, run both, and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        empty, took_empty = _train(Path(folder), understanding=False)
        _, took = _train(Path(folder), understanding=True)
        print(f"\n== Training: {took:.0f} s, {took / took_empty:.2f} times an empty one ({took_empty:.0f} s)")
        base, ours = _turns(empty), _turns(brains.trained())
        for words, text in (("10", TEN), ("100", HUNDRED)):
            times = ours[text] / base[text]
            print(
                f"  a turn of {words:3} words: {ours[text]:.1f} ms, {times:.2f} times that of no understanding ({base[text]:.1f} ms)"
            )


def _train(folder: Path, *, understanding: bool) -> tuple[Path, float]:
    """A model of today's files in a folder of its own, and the seconds it took."""
    name = "ours" if understanding else "empty"
    config = (ROOT / "config.yml").read_text("utf-8")
    config = config if understanding else NO_UNDERSTANDING.sub("pipeline: []\n", config)
    (folder / f"{name}.yml").write_text(config, encoding="utf-8")
    out = folder / "models" / name
    rasa = [sys.executable, "-m", "rasa", "train", "--force", "--config", str(folder / f"{name}.yml")]
    rasa += ["--domain", "domain.yml", "--data", "data", "--fixed-model-name", name, "--out", str(out)]
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(rasa, cwd=ROOT, env=environment(), check=True, capture_output=True)
    return out / f"{name}.tar.gz", time.perf_counter() - started


def _turns(model: Path) -> dict[str, float]:
    """The middle milliseconds of a first turn, for each text."""
    fixed = {"channel": "web", "council": "exampleshire", "as_of": "2026-11-21", "turn": 1}
    out = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        brains.running(model, Path(folder), port=brains.free_port(), actions_port=brains.free_port()) as running,
    ):
        for text in (TEN, HUNDRED):
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                running.turn(conversation=f"bench-{uuid.uuid4()}", text=text, **fixed).raise_for_status()
                times.append(1000 * (time.perf_counter() - started))
            out[text] = statistics.median(times)
    return out
