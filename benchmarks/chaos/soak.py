"""`python -m benchmarks.chaos.soak`: a council's peak for hours. Is memory flat, is latency flat, was there an error?

    python -m benchmarks.chaos.soak [--hours 2] [--rate 5] [--chats 300] [--advisers 30] [--layout one|cluster] [--folder DIR]

Memory of each process each minute, latency of every five minutes; at the end slopes, with what counts as flat beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.chaos import processes, report
from benchmarks.chaos.idle_chats import IdleChats
from benchmarks.chaos.run import Asked, Scene
from benchmarks.turn_budget import machine

EACH, STRETCH = 60, 300  # seconds: between two looks at memory, and of one line of latencies
PAUSE = (6.0, 18.0)  # seconds between two steps of an adviser: thirty at the pace of chaos are more than any people do
PATIENCE = 15.0  # seconds between two looks of who waits for a person: the page tells them it can take minutes
LATE = "reply 409"  # the carer wrote meanwhile: the desk shows it and keeps the reply, as it should
WARM = 0.25  # of the time at first, in which caches fill: left out of the slopes
FLAT_MEMORY, FLAT_LATENCY = 0.05, 0.25  # an hour: growth of what there is, above which it is not called flat


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.chaos.soak", description=__doc__.splitlines()[0])
    options.add_argument("--hours", type=float, default=2)
    options.add_argument("--rate", type=float, default=5.0)
    options.add_argument("--chats", type=int, default=300)
    options.add_argument("--advisers", type=int, default=30)
    options.add_argument(
        "--layout", choices=("one", "cluster"), default="cluster" if find_spec("hub.cluster") else "one"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", type=Path, default=Path("/tmp/kinship-soak"))
    told = options.parse_args()
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    busy = max(20, int(told.rate * 12))  # people who write or wait at once; the others have a chat open
    asked = Asked(
        told.layout,
        told.folder.resolve(),
        told.rate,
        told.seed,
        web=busy,
        phone=busy // 2,
        desk=told.advisers,
        full_disk=False,
        pause=PAUSE,
        patience=PATIENCE,
    )
    with Scene(asked) as scene:
        about = (
            f"{machine()}\n{scene.layout.describe()}; asked: {told.rate:g} messages a second, {told.chats} open chats, "
            f"{told.advisers} advisers, {told.hours * 60:g} minutes, seed {told.seed}"
        )
        say(about)
        idle = IdleChats(scene.layout.front, max(0, told.chats - busy))
        scene.begin()
        idle.begin()
        memory = watch_memory(scene, told.hours * 3600)
        idle.end()
        scene.settle(say)
        verdict, faults = scene.verdict()
        text = "\n".join(
            [
                about,
                "",
                *latencies(scene),
                "",
                *slopes(memory),
                growth_of_latency(scene),
                "",
                *errors(scene, idle),
                report.summary(verdict, faults),
            ]
        )
        (asked.folder / "soak.md").write_text(text + "\n", encoding="utf-8")
        (asked.folder / "memory.json").write_text(json.dumps(memory), encoding="utf-8")
    say("\n" + text)
    return 1 if verdict.faults or faults else 0


def watch_memory(scene: Scene, seconds: float) -> dict[str, list[tuple[float, float]]]:
    """Megabytes of each process, by minute."""
    found: dict[str, list[tuple[float, float]]] = {}
    began, over = time.time(), threading.Event()
    while (gone := time.time() - began) < seconds:
        for each in scene.layout.processes():
            found.setdefault(each.name, []).append((gone, processes.memory_mb(each.pid)))
        if int(gone) // STRETCH != int(gone + EACH) // STRETCH:
            say(
                f"{gone / 60:.0f} min: "
                + ", ".join(f"{name} {line[-1][1]:.0f} MB" for name, line in sorted(found.items()))
            )
            say(latencies(scene)[-1])
        over.wait(EACH)
    return found


def latencies(scene: Scene) -> list[str]:
    """p50, p95, p99 of each five minutes: until a message was taken (with up to 2 s for its answer), and until the answer was seen."""
    news = scene.load.news
    first = min((at for at, _, _ in news), default=time.time())
    lines = ["| Minutes | Messages taken | Taken: p50, p95, p99 | Answer seen: p50, p95, p99 |", "|---|---|---|---|"]
    for number in range(int((max((at for at, _, _ in news), default=first) - first) // STRETCH) + 1):
        within = [each for each in news if number * STRETCH <= each[0] - first < (number + 1) * STRETCH]
        taken = [seconds for _, what, seconds in within if what == "taken"]
        seen = [seconds for _, what, seconds in within if what.startswith("saw an answer of the assistant")]
        lines.append(f"| {number * 5} to {number * 5 + 5} | {len(taken)} | {_three(taken)} | {_three(seen)} |")
    return lines


def _three(values: list[float]) -> str:
    if len(values) < 20:
        return "too few"
    cut = statistics.quantiles(values, n=100)
    return f"{cut[49]:.2f}, {cut[94]:.2f}, {cut[98]:.2f} s"


def slopes(memory: dict[str, list[tuple[float, float]]]) -> list[str]:
    """Growth of each process an hour, after the first quarter."""
    lines = ["| Process | At first | At the end | Growth an hour | |", "|---|---|---|---|---|"]
    for name, line in sorted(memory.items()):
        later = line[int(len(line) * WARM) :]
        if len(later) < 3:
            continue
        slope, _ = statistics.linear_regression([at / 3600 for at, _ in later], [mb for _, mb in later])
        share = slope / max(1.0, later[0][1])
        said = "flat" if abs(share) <= FLAT_MEMORY else "not flat"
        lines.append(
            f"| {name} | {line[0][1]:.0f} MB | {line[-1][1]:.0f} MB | {slope:+.1f} MB ({share:+.0%}) | {said} |"
        )
    return lines


def growth_of_latency(scene: Scene) -> str:
    """How much longer it took an hour until a message was taken, after the first quarter: of the medians of five minutes."""
    first = min((at for at, _, _ in scene.load.news), default=time.time())
    stretches: dict[int, list[float]] = {}
    for at, what, seconds in scene.load.news:
        if what == "taken":
            stretches.setdefault(int((at - first) // STRETCH), []).append(seconds)
    later = [(n, statistics.median(line)) for n, line in sorted(stretches.items()) if len(line) >= 20]
    later = later[int(len(later) * WARM) :]
    if len(later) < 3:
        return "Latency: too short a run to say."
    slope, _ = statistics.linear_regression([n * STRETCH / 3600 for n, _ in later], [seconds for _, seconds in later])
    share = slope / later[0][1]
    said = "flat" if abs(share) <= FLAT_LATENCY else "not flat"
    return f"Latency (median of what it took to be taken): {slope:+.2f} s an hour ({share:+.0%}): {said}."


def errors(scene: Scene, idle: IdleChats) -> list[str]:
    found = Counter(what for _, what, _ in scene.load.news if what.startswith(("not taken", "page", "load")))
    found.update(f"idle chat: {what}" for what in idle.faults.elements())
    for each in scene.people:
        found.update({f"desk: {what}": count for what, count in each.faults.items() if what != LATE})
    late = sum(each.faults.get(LATE, 0) for each in scene.people)
    said = ", ".join(f"{what} ({count})" for what, count in found.most_common()) or "none"
    return [
        f"{idle.looks} looks of chats that are only open; {scene.load.held_back} messages not written because everybody was still waiting.",
        f"{late} replies of advisers shown to them once more, because the carer had written meanwhile.",
        f"Errors: {said}",
    ]


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
