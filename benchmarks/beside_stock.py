"""Rasa as we run it beside Rasa as it comes (DIET and TED, default endpoints, its REST door), and both beside the floors, in one run.

Both are trained on the same examples and ask the same action server, once a turn. They are asked turn about, so that what else the machine
does falls on both alike. `--project` keeps what was trained and takes it up again: DIET and TED are what takes the time.
    python -m benchmarks.beside_stock [--examples 10] [--project folder] [--rounds 12] [--seconds 6]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.model import environment  # noqa: E402
from assistant.understanding.sentence_encoder import SentenceEncoder  # noqa: E402
from benchmarks.beside import floors, stock_rasa, understood  # noqa: E402
from benchmarks.beside.stock_rasa import Trained, memory  # noqa: E402
from benchmarks.beside.talks import Hello, HubTalk, RestTalk  # noqa: E402
from benchmarks.load import SHORT, Load, Talking, under_load  # noqa: E402
from benchmarks.processes import actions, ours, processor  # noqa: E402
from benchmarks.reading.labelled import HALVES, held_back  # noqa: E402
from benchmarks.reading.stock import show  # noqa: E402
from benchmarks.spread import Spread, spread  # noqa: E402
from benchmarks.turn_budget import judge, machine  # noqa: E402
from benchmarks.understanding import at_most  # noqa: E402

AT_ONCE = (1, 8, 32, 100)
NOTES = "trained.json"
Door = Callable[[httpx.Client], Talking]


def trained(folder: Path, examples: int) -> dict[str, Trained]:
    """Both models: of an earlier run, where this folder has them; else trained now."""
    notes = folder / NOTES
    if notes.exists():
        kept = json.loads(notes.read_text("utf-8"))
        if kept["examples"] == examples:
            print("trained in an earlier run:")
            return {name: Trained(Path(each["model"]), *each["took"]) for name, each in kept["models"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    made = stock_rasa.train_both(folder, at_most(examples))
    kept = {name: {"model": str(each.model), "took": [each.seconds, each.most_memory]} for name, each in made.items()}
    notes.write_text(json.dumps({"examples": examples, "models": kept}), encoding="utf-8")
    return made


def by_turn(doors: dict[str, Door], pids: dict[str, int], rounds: int) -> tuple[dict[str, Spread], dict[str, float]]:
    """One talk of ten turns after another at each door, turn about; the first turn of each talk is not counted.

    Besides the milliseconds of a turn on the wall, those of the processor in the process that answers.
    """
    times: dict[str, list[float]] = {name: [] for name in doors}
    spent: dict[str, float] = {}
    with httpx.Client(timeout=120) as client:
        for number in range(rounds + 1):
            spent = spent if number > 1 else {name: processor(pid) for name, pid in pids.items()}
            talks = {name: door(client) for name, door in doors.items()}
            for turn in range(SHORT):
                for name, talk in talks.items():
                    took = talk.say()
                    if number and turn:  # the first round warms up
                        times[name].append(took)
    used = {name: 1000 * (processor(pid) - spent[name]) / (rounds * SHORT) for name, pid in pids.items()}
    return {name: spread(each) for name, each in times.items()}, used


def by_load(doors: dict[str, Door], seconds: float) -> dict[tuple[str, int], Load]:
    """Each number of conversations at once, one door after the other."""
    found = {}
    for at_once in AT_ONCE:
        for name, door in doors.items():
            with httpx.Client(timeout=120, limits=httpx.Limits(max_connections=None)) as client:
                found[name, at_once] = under_load(lambda _, door=door, client=client: door(client), at_once, seconds)
            print(f"{name:12} {found[name, at_once]}", flush=True)
    return found


def compared(folder: Path, models: dict[str, Trained], options: argparse.Namespace) -> dict[str, float]:
    """Start, memory and turns of both and of the floors; the ratios that are judged."""
    bare = folder / "bare"
    if not bare.exists():
        floors.write(bare)
    floor = stock_rasa.train(bare, Path(sys.executable), "config.yml", "bare", environment())
    print(f"bare floor   trained in {floor.seconds:.0f} s")
    firsts: dict[str, list[float]] = {"ours": [], "stock": []}
    spent: dict[str, list[float]] = {"ours": [], "stock": []}
    with ExitStack() as stack:
        actions_port, action_server = stack.enter_context(actions(folder))

        def start(name: str, inside: ExitStack):
            if name == "ours":
                made = inside.enter_context(ours(models["ours"].model, folder, actions_port))
            else:
                given = stock_rasa.stock_environment()
                made = inside.enter_context(
                    stock_rasa.running(
                        stock_rasa.PYTHON, models["stock"].model, folder, actions_port=actions_port, given=given
                    )
                )
            firsts[name].append(made[2])
            spent[name].append(processor(made[1].pid))
            return made

        for _ in range(options.starts - 1):
            for name in firsts:
                with ExitStack() as inside:
                    start(name, inside)
        up = {name: start(name, stack) for name in firsts}
        for name, seconds in firsts.items():
            print(
                f"{name:12} seconds to the first answer: {_listed(seconds)}; of the processor: {_listed(spent[name])}"
            )
        fresh = {name: memory(made[1].pid) for name, made in up.items()}
        up["bare rasa"] = stack.enter_context(
            stock_rasa.running(Path(sys.executable), floor.model, bare, actions_port=None, given=environment())
        )
        up["http echo"] = stack.enter_context(floors.echo())
        for name in ("bare rasa", "http echo"):
            print(f"{name:12} seconds to the first answer: {up[name][2]:.1f}")
        doors: dict[str, Door] = {
            "ours": lambda client: HubTalk(client, up["ours"][0]),
            "stock": lambda client: RestTalk(client, up["stock"][0]),
            "bare rasa": lambda client: Hello(client, up["bare rasa"][0]),
            "http echo": lambda client: Hello(client, up["http echo"][0]),
        }
        pids = {name: made[1].pid for name, made in up.items()}
        turns, used = by_turn(doors, pids, options.rounds)
        for name, took in turns.items():
            print(f"{name:12} turn about, {took.count} turns   {took}   processor {used[name]:.1f} ms")
        loads = by_load(doors, options.seconds)
        after = {name: memory(made[1].pid) for name, made in up.items()}
        peak = {name: memory(made[1].pid, "VmHWM") for name, made in up.items()}
        for name in up:
            print(
                f"{name:12} memory {fresh.get(name, 0):.0f} MB fresh, {after[name]:.0f} after it all, {peak[name]:.0f} at most"
            )
        print(f"action server, which both use: {memory(action_server.pid):.0f} MB")
    return {
        "training": models["ours"].seconds / models["stock"].seconds,
        "first answer": statistics.median(firsts["ours"]) / statistics.median(firsts["stock"]),
        "first answer, processor": statistics.median(spent["ours"]) / statistics.median(spent["stock"]),
        "memory of rasa, fresh": fresh["ours"] / fresh["stock"],
        "memory of rasa, after it all": after["ours"] / after["stock"],
        "turn p50": turns["ours"].p50 / turns["stock"].p50,
        "turn p95": turns["ours"].p95 / turns["stock"].p95,
        "processor time a turn": used["ours"] / used["stock"],
        **{f"time a turn at {n}": loads["stock", n].turns_a_second / loads["ours", n].turns_a_second for n in AT_ONCE},
    }


def _listed(seconds: list[float]) -> str:
    return ", ".join(f"{each:.1f}" for each in seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=10, help="examples of each intent, for both")
    parser.add_argument("--project", type=Path, help="a folder that keeps both models for the next run")
    parser.add_argument("--starts", type=int, default=3, help="of each, turn about: the middle one counts")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=6)
    options = parser.parse_args()
    if not stock_rasa.there():
        print(f"Rasa as it comes is not here, so nothing is compared. To make it (3 GB): {stock_rasa.MAKE}")
        return 0
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        folder = (options.project or Path(made)).resolve()
        try:
            models = trained(folder, options.examples)
        except stock_rasa.NotDone as stopped:
            print(
                f"{stopped}\nNothing is compared. Fewer examples take less: --examples {max(2, options.examples // 2)}"
            )
            return 1
        for name, each in models.items():
            print(
                f"{name:12} trained on {options.examples} examples an intent in {each.seconds:.0f} s, {each.most_memory:.0f} MB"
            )
        ratios = compared(folder, models, options)
        both = [message for half in HALVES for message in held_back(half)]
        wrong = understood.errors(both, at_most(options.examples), SentenceEncoder.load(), models["stock"].model)
    print("Understanding, the messages kept apart:")
    show(wrong)
    print(f"load afterwards {os.getloadavg()[0]:.1f}")
    lost = understood.worse(wrong)
    for name in lost:
        print(f"{name}: NOT BETTER THAN STOCK")
    return judge("stock", ratios) or int(bool(lost))


if __name__ == "__main__":
    raise SystemExit(main())
