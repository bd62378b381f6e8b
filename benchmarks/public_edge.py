"""A turn as a carer has it, at each public door: the web's form, SMS and WhatsApp; with 1, 8, 32 and 100 conversations at once.

Everything is real: gunicorn as it is served, the worker, Rasa, the action server, SQLite on disk; only the provider of texts is simulated.
It also says how long everything takes to its first answer, and what each process weighs.
    python -m benchmarks.public_edge [--at-once 1 8 32 100] [--seconds 8]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hub_settings")

import django  # noqa: E402

django.setup()

from assistant import brain as brains  # noqa: E402
from benchmarks.beside.stock_rasa import memory  # noqa: E402
from benchmarks.edge.doors import Arrivals, Form, Telephone, people  # noqa: E402
from benchmarks.load import Load, Talking, under_load  # noqa: E402
from benchmarks.processes import actions, ours, processor  # noqa: E402
from benchmarks.turn_budget import judge, machine  # noqa: E402
from tests.hub.faults.stack import manage  # noqa: E402
from tests.hub.faults.texting_storm import House  # noqa: E402

AT_ONCE = (1, 8, 32, 100)


class Everything(House):
    """The hub's processes, with the assistant that really answers, and one worker as `make run` has it."""

    def begin(self) -> None:
        made_menus = manage(self.home, "whatsapp_menus", "--submit", KINSHIP_PUBLIC_URL=self.url)
        made_menus.check_returncode()
        self.start("web", "worker")


def group(pid: int) -> list[int]:
    """The processes of a group: gunicorn has children of its own."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[2]) == pid:
                found.append(int(stat.parent.name))
        except OSError:
            continue  # it has ended
    return found


def weighed(leaders: dict[str, int]) -> dict[str, float]:
    """MB of each process with all it started."""
    return {name: sum(memory(each) for each in group(pid)) for name, pid in leaders.items()}


def doors(house: Everything) -> dict[str, Callable[[int], Talking]]:
    """A new conversation at each door."""
    arrivals = Arrivals(house.phones.simulator.provider)
    http = httpx.Client(base_url=house.phones.url, timeout=60, limits=httpx.Limits(max_connections=None))
    sms, whatsapp = people(), people()
    return {
        "web form": lambda number: Form(house.url, number + int(time.time() * 1000) % 100_000),
        "sms": lambda _: Telephone(http, arrivals, "sms", sms()),
        "whatsapp": lambda _: Telephone(http, arrivals, "whatsapp", whatsapp()),
    }


def measured(
    entrances: dict[str, Callable[[int], Talking]], leaders: dict[str, int], options: argparse.Namespace
) -> dict[tuple[str, int], Load]:
    """The load at each door, one after the other, and what each process spent on a turn of it."""
    found = {}
    for at_once in options.at_once:
        for name, door in entrances.items():
            spent = {each: sum(map(processor, group(pid))) for each, pid in leaders.items()}
            load = found[name, at_once] = under_load(door, at_once, options.seconds)
            turns = load.took.count + load.failed + at_once  # the first turns too cost something
            used = {each: sum(map(processor, group(pid))) - spent[each] for each, pid in leaders.items()}
            cost = ", ".join(f"{each} {1000 * seconds / turns:.0f}" for each, seconds in used.items())
            print(f"{name:9} {load}   processor a turn, ms: {cost}", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--at-once", type=int, nargs="+", default=list(AT_ONCE))
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    print(machine())
    os.environ["KINSHIP_TRUSTED_PROXIES"] = "1"  # carers come from addresses of their own
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folder = Path(made)
        model = brains.trained()
        began = time.perf_counter()
        actions_port, action_server = stack.enter_context(actions(folder))
        url, rasa, _ = stack.enter_context(ours(model, folder, actions_port))
        print(f"the assistant: first answer after {time.perf_counter() - began:.1f} s, the model being there")
        (template := folder / "empty").mkdir()
        for command in (["migrate", "--no-input"], ["collectstatic", "--no-input"]):
            manage(template, *command).check_returncode()
        house = Everything(folder / "home", template, "twilio")
        house.brain_url = url
        os.environ.update(house.settings)
        stack.callback(house.close)
        began = time.perf_counter()
        house.begin()
        first = Form(house.url, 0).say()
        print(
            f"the hub: first answer {time.perf_counter() - began:.1f} s after its start, {first:.0f} ms of it the turn"
        )
        leaders = {"rasa": rasa.pid, "actions": action_server.pid}
        leaders |= {name: each.pid for name, each in house.running.items()}
        fresh = weighed(leaders)
        house.phones.simulator.provider.switches.change({"pace": 0.1})
        loads = measured(doors(house), leaders, options)
        after = weighed(leaders)
        for name, size in fresh.items():
            print(f"{name:9} memory {size:.0f} MB fresh, {after[name]:.0f} MB after it all")
        manage(house.home, "check_ledger").check_returncode()
    print(f"load afterwards {os.getloadavg()[0]:.1f}")
    least, most = min(options.at_once), max(options.at_once)
    ratios = {f"memory of {name}, after it all to fresh": after[name] / fresh[name] for name in fresh}
    for name in ("web form", "sms", "whatsapp"):
        ratios[f"{name}: time a turn, {most} at once to {least}"] = (
            loads[name, least].turns_a_second / loads[name, most].turns_a_second
        )
    unanswered = sum(load.failed for load in loads.values())
    if unanswered:
        print(f"{unanswered} TURNS WITHOUT AN ANSWER")
    return judge("edge", ratios) or int(bool(unanswered))


if __name__ == "__main__":
    raise SystemExit(main())
