"""The cost of a turn at the Rasa door: growth with the length of a talk, throughput, memory, start; with the shortcuts and without.

Two brains stand side by side and are asked in turn, so that what else the machine does falls on both alike; and short and long talks too.
Only ratios are judged. The processor's time of a turn is that of Rasa's one thread: it is hardly touched by what else the machine does.
    python -m benchmarks.turn [--rounds 160] [--seconds 6]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant import brain as brains
from assistant import shortcuts
from benchmarks.beside.stock_rasa import memory
from benchmarks.beside.talks import HubTalk
from benchmarks.load import SHORT, Load, under_load
from benchmarks.spread import Spread, spread
from benchmarks.turn_budget import judge, machine

LENGTHS = {"shortcuts": (10, 100, 500), "as rasa": (10, 100)}  # as Rasa, a talk of 500 turns takes minutes to get there
AT_ONCE = (1, 8, 32)
OWN = "shortcuts"


def at(client: httpx.Client, url: str, length: int) -> HubTalk:
    """A talk just before its turn of this number."""
    talk = HubTalk(client, url)
    while talk.turns < length - 5:
        talk.say()
    return talk


def processor(pid: int) -> float:
    """Milliseconds of processor that the first thread of a process has had (Linux; elsewhere 0): to the microsecond."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("utf-8").split()[0]) / 1e6
    except OSError:
        return 0.0


def by_length(
    urls: dict[str, str], pids: dict[str, int], rounds: int
) -> tuple[dict[tuple[str, int], Spread], dict[tuple[str, int], Spread]]:
    """Turns around each length, on the wall and of the processor. One turn of each talk, then the next of each: what else the
    machine does falls on short and long alike. Short talks begin anew, long ones go on.
    """
    wall: dict[tuple[str, int], list[float]] = defaultdict(list)
    spent: dict[tuple[str, int], list[float]] = defaultdict(list)
    with httpx.Client(timeout=120) as client:
        talks = {(name, length): at(client, url, length) for name, url in urls.items() for length in LENGTHS[name]}
        for number in range(rounds):
            order = list(talks) if number % 2 else list(reversed(talks))
            for name, length in order:
                if length == SHORT and number and number % 10 == 0:
                    talks[name, length] = at(client, urls[name], length)
                before = processor(pids[name])
                wall[name, length].append(talks[name, length].say())
                spent[name, length].append(processor(pids[name]) - before)
    return {place: spread(each) for place, each in wall.items()}, {place: spread(each) for place, each in spent.items()}


def turns_a_second(url: str, at_once: int, seconds: float) -> Load:
    """So many conversations at once, each its next turn as soon as it is answered, a new one every ten turns."""
    with httpx.Client(timeout=120, limits=httpx.Limits(max_connections=None)) as client:
        return under_load(lambda _: HubTalk(client, url), at_once, seconds)


def start(stack: ExitStack, switch: str) -> tuple[brains.Brain, float]:
    """A brain with the shortcuts switched so, and the seconds to its first answer."""
    os.environ[shortcuts.SWITCH] = switch
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    model, started = brains.trained(), time.perf_counter()
    ports = {"port": brains.free_port(), "actions_port": brains.free_port()}
    running = stack.enter_context(brains.running(model, folder, **ports))
    return running, time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=160)
    parser.add_argument("--seconds", type=float, default=6)
    options = parser.parse_args()
    say = sys.stdout.write
    say(f"{machine()}\n")
    with ExitStack() as stack:
        started = {"shortcuts": start(stack, "on"), "as rasa": start(stack, "off")}
        urls = {name: running.url for name, (running, _) in started.items()}
        fresh = {}
        for name, (running, seconds) in started.items():
            fresh[name] = {process: memory(each.pid) for process, each in running.processes.items()}
            sizes = ", ".join(f"{process} {size:.0f} MB" for process, size in fresh[name].items())
            say(f"{name:10} first answer after {seconds:.1f} s; {sizes}\n")
        pids = {name: running.processes["rasa"].pid for name, (running, _) in started.items()}
        times, spent = by_length(urls, pids, options.rounds)
        for (name, length), each in times.items():
            say(
                f"{name:10} turn {length:4}   {each}   processor p50 {spent[name, length].p50:6.1f} p95 {spent[name, length].p95:6.1f} ms\n"
            )
        speed = {}
        for at_once in AT_ONCE:
            for name in urls:
                speed[name, at_once] = turns_a_second(urls[name], at_once, options.seconds)
                say(f"{name:10} {speed[name, at_once]}\n")
        grown = {
            name: {p: memory(e.pid) for p, e in running.processes.items()} for name, (running, _) in started.items()
        }
        for name, sizes in grown.items():
            say(f"{name:10} after it all: {', '.join(f'{process} {size:.0f} MB' for process, size in sizes.items())}\n")
    say(f"load afterwards {os.getloadavg()[0]:.1f}\n")
    a_turn = {place: 1 / load.turns_a_second for place, load in speed.items()}
    return judge(
        "turn",
        {
            **{f"p95 at {n} turns to 10": times[OWN, n].p95 / times[OWN, 10].p95 for n in (100, 500)},
            "p50 at 500 turns to 10": times[OWN, 500].p50 / times[OWN, 10].p50,
            "processor p50 at 500 turns to 10": spent[OWN, 500].p50 / spent[OWN, 10].p50,
            "processor p95 at 500 turns to 10": spent[OWN, 500].p95 / spent[OWN, 10].p95,
            **{
                f"p50 at {n} turns, shortcuts to as rasa": times[OWN, n].p50 / times["as rasa", n].p50
                for n in LENGTHS["as rasa"]
            },
            **{f"time a turn at {n}, shortcuts to as rasa": a_turn[OWN, n] / a_turn["as rasa", n] for n in AT_ONCE},
            "time a turn, 32 at once to 1": a_turn[OWN, 32] / a_turn[OWN, 1],
            "memory of rasa after it all to fresh": grown[OWN]["rasa"] / fresh[OWN]["rasa"],
        },
    )


if __name__ == "__main__":
    raise SystemExit(main())
