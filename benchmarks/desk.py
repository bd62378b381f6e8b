"""How long the desk's pages take in a full office: 30 advisers, 300 carers who wait or are held, and messages that flow.

Everything is real but the assistant: gunicorn as it is served, the worker, the stream, a SQLite file. One more adviser
measures the queue page, a conversation and the feed: alone, with everybody there, and alone again. Target: with
everybody there, the 95th percentile is under 5 times the one alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hub_settings")

import django  # noqa: E402

django.setup()

from benchmarks.office.desk_pages import Desk  # noqa: E402
from benchmarks.office.seeded import Office, office  # noqa: E402
from tests.hub.faults.stack import Stack, manage  # noqa: E402

ADVISERS, CARERS, HELD_EACH = 30, 300, 3
ALONE, LOADED, WARM = 40, 150, 8.0  # rounds of measuring; seconds until everybody is at work
AT_MOST = 90.0  # seconds of measuring: an office that is far too slow is told of by fewer rounds
PAUSE = 0.1  # seconds between two rounds
TARGET = 5.0
Times = dict[str, list[float]]


def measured(desk: Desk, refs: list[str], rounds: int) -> Times:
    """Milliseconds of each page and of the feed."""
    times: Times = {"queue page": [], "conversation page": [], "feed": []}
    ends = time.monotonic() + AT_MOST
    for number in range(rounds):
        if time.monotonic() > ends:
            break
        ref = refs[number % len(refs)]
        for what, do in (
            ("queue page", desk.queue),
            ("conversation page", lambda ref=ref: desk.conversation(ref)),
            ("feed", lambda: desk.http.post("/desk/live", data=_look(desk)).raise_for_status()),
        ):
            times[what].append(_timed(do))
        time.sleep(PAUSE)
    return times


def _look(desk: Desk) -> dict[str, str]:
    return {"after": desk.cursor, "ref": desk.ref, "csrfmiddlewaretoken": desk.token}


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


@contextmanager
def everybody(stack: Stack, made: Office, told: dict) -> Iterator[dict]:
    """All are at work; afterwards, what they asked for and what it cost stands in what this gives."""
    asked = stack.home / "people.json"
    asked.write_text(json.dumps({**made.as_json(), "url": stack.url, "stream": stack.stream_url}), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.office.people", str(asked)]
    people = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    time.sleep(WARM)
    began, spent = time.monotonic(), {name: processor(each.pid) for name, each in stack.running.items()}
    try:
        yield told
        told["load"] = os.getloadavg()[0]
        seconds = time.monotonic() - began
        told["cores"] = {name: (processor(stack.running[name].pid) - was) / seconds for name, was in spent.items()}
    finally:
        told["asked"] = json.loads(people.communicate("")[0] or "{}")
        told["seconds"] = time.monotonic() - began + WARM


def processor(pid: int) -> float:
    """Seconds of processor that a process and those it started have used (Linux; elsewhere 0)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[2]) == pid:  # its process group: each of ours leads one
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def report(alone: Times, loaded: Times, told: dict) -> bool:
    print(f"{ADVISERS} advisers, {CARERS} carers ({ADVISERS * HELD_EACH} of them held), {os.cpu_count()} cores")
    asked = {what: sum(counts.values()) for what, counts in told["asked"].items()}
    print("asked each second: " + ", ".join(f"{what} {count / told['seconds']:.1f}" for what, count in asked.items()))
    print(f"answers: {told['asked']}")
    print("cores used: " + ", ".join(f"{name} {cores:.2f}" for name, cores in told["cores"].items()), end="; ")
    print(f"load average {told['load']:.1f} (alone {told['load_alone']:.1f})")
    kept = True
    for what, times in loaded.items():
        ratio = p95(times) / p95(alone[what])
        kept &= ratio < TARGET
        middle = sorted(times)[len(times) // 2]
        print(
            f"{what:18} alone p95 {p95(alone[what]):6.1f} ms   "
            f"loaded p50 {middle:6.1f} p95 {p95(times):6.1f} ms   {ratio:4.1f} times   (target under {TARGET:.0f})"
        )
    return kept


def main() -> int:
    os.environ["KINSHIP_TRUSTED_PROXIES"] = "1"  # carers come from addresses of their own
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "empty"
        template.mkdir()
        for command in (["migrate", "--no-input"], ["collectstatic", "--no-input"]):
            manage(template, *command).check_returncode()
        stack = Stack(Path(folder) / "home", template)
        try:
            with stack.database():
                made = office(ADVISERS, CARERS, HELD_EACH)
            stack.start("brain", "web", "worker", "stream")
            told: dict = {}
            with Desk(stack.url, made.sessions[-1]) as desk:
                measured(desk, made.refs, 5)
                alone = measured(desk, made.refs, ALONE)
                told["load_alone"] = os.getloadavg()[0]
                with everybody(stack, made, told):
                    loaded = measured(desk, made.refs, LOADED)
                for what, times in measured(desk, made.refs, ALONE).items():
                    alone[what] += times
            return 0 if report(alone, loaded, told) else 1
        finally:
            stack.stop()


if __name__ == "__main__":
    raise SystemExit(main())
