"""How much danger each net hears alone, and both together, and how often they are wrong: `python -m benchmarks.danger`.

Prints totals only. No phrase and no example is written to fit a message measured here.
`--with-rasa` also measures an empty turn, to say what the screen costs as a share of it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from assistant import brain as brains
from assistant.understanding.danger_meaning import DangerMeaning, heard
from assistant.understanding.sentence_encoder import SentenceEncoder
from kinship import safety
from kinship.danger_net import net

ROOT = Path(__file__).parent.parent
HELD_BACK = ROOT / "tests" / "kinship"
SHARED = ROOT.parent / "shared"
JOURNEYS = ROOT / "tests" / "journeys"
ROUNDS = 50
HUNDRED_WORDS = (
    "My daughter has not been well and in March her two children came to stay with us, he is nine and she is four. "
    "There is no court order and a social worker rang once. It was only meant to be for a weekend but they are here. "
    "I gave up work and my husband is retired so money is tight. The school have been good but he needs new uniform "
    "and a bed, and I wonder if the council would help with any of that. Also can you tell me who signs the form for "
    "the trip in June. Thank you for any advice."
)
Reading = tuple[str | None, str] | None  # kind (None: the careful words) and urgency
NETS = ("phrases", "weights", "door", "meaning", "both")
HELD = tuple((f"held_back_danger{n}.yml", f"held_back_harmless{n}.yml") for n in ("", "_2", "_3", "_4"))


class Labelled(NamedTuple):
    """A message with those just before it. `urgency` is None where there is no danger; `sort` says which sort it is."""

    text: str
    recent: tuple[str, ...]
    kind: str | None
    urgency: str | None
    sort: str


def every_set() -> Iterator[tuple[str, list[Labelled] | None]]:
    """Each set with its name; None where it is not on this machine."""
    for names in reversed(HELD):
        yield " + ".join(names), of_pair(*names)
    for name in ("held_back_safety.yml", "held_back_safety_2.yml"):
        yield name, older(name)
    for name in ("danger_dev.jsonl", "understanding_dev.jsonl"):
        yield name, shared(name)
    yield "every message of every journey", journeys()


def _read(path: Path):
    return yaml.safe_load(path.read_text("utf-8"))


def _dangers(told: dict) -> list[Labelled]:
    return [
        Labelled(text, (), kind, urgency, "one message")
        for kind, group in told.items()
        for urgency, texts in group.items()
        for text in texts
    ]


def of_pair(danger: str, safe_ones: str) -> list[Labelled] | None:
    dangers, harmless = HELD_BACK / danger, HELD_BACK / safe_ones
    if not (dangers.exists() and harmless.exists()):
        return None
    told, safe = _read(dangers), _read(harmless)
    told = {**told, **safe}
    split = [
        Labelled(messages[-1], tuple(messages[:-1]), kind, urgency, "split over texts")
        for kind, urgency, messages in _split(told["split"])
    ]
    hard = [Labelled(text, (), None, None, f"hard: {group}") for group, texts in told["hard"].items() for text in texts]
    ordinary = [Labelled(text, (), None, None, "ordinary") for text in told["ordinary"]]
    return [*_dangers(told["danger"]), *split, *hard, *ordinary]


def _split(told: list | dict) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, urgency and messages of each danger told over several texts; the sixth set holds them by kind and urgency."""
    if isinstance(told, list):
        yield from ((each["kind"], each["urgency"], each["messages"]) for each in told)
        return
    for kind, group in told.items():
        for urgency, dangers in group.items():
            yield from ((kind, urgency, messages) for messages in dangers)


def older(name: str) -> list[Labelled] | None:
    if not (HELD_BACK / name).exists():
        return None
    told = _read(HELD_BACK / name)
    safe = [Labelled(text, (), None, None, f"safe: {group}") for group, texts in told["safe"].items() for text in texts]
    return [*_dangers(told["danger"]), *safe]


def shared(name: str) -> list[Labelled] | None:
    if not (SHARED / name).exists():
        return None
    lines = [json.loads(line) for line in (SHARED / name).read_text("utf-8").splitlines() if line.strip()]
    return [
        Labelled(line["text"], (), line.get("danger_kind"), line["urgency"], f"kind of message: {line['kind']}")
        if line["urgency"] != "none"
        else Labelled(line["text"], (), None, None, f"harmless {line['kind']}")
        for line in lines
    ]


def journeys() -> list[Labelled]:
    """What carers type in the journeys; each with the typed messages before it since danger was last told."""
    out = []
    for path in sorted(JOURNEYS.glob("*/*.yml")):
        recent: list[str] = []
        for turn in _read(path)["turns"]:
            if "say" not in turn:
                continue
            text = str(turn["say"])
            if turn.get("concern") or turn.get("handover") == "tell_concern":
                out.append(Labelled(text, tuple(recent[-3:]), turn.get("concern"), "as the journey says", "journey"))
                recent = []
                continue
            out.append(Labelled(text, tuple(recent[-3:]), None, None, f"journeys of {path.parent.name}"))
            recent.append(text)
    return out


def second_net() -> DangerMeaning | None:
    """The net in Rasa. None without the sentence encoder."""
    encoder = SentenceEncoder.load(tuned=True)
    return encoder and DangerMeaning.load(encoder)


def readings(message: Labelled, meaning: DangerMeaning | None) -> dict[str, Reading]:
    """What each net makes of a message. The door: phrases and weights. Both: the door, then Rasa's net."""

    def codes(heard: safety.Concern | None) -> Reading:
        return (heard.kind, heard.urgency) if heard else None

    door = codes(safety.screen(message.text, message.recent))
    found = heard(message.text, net(), meaning) if meaning else None
    learned = (found[0].kind, found[0].urgency) if found else None
    return {
        "phrases": codes(safety.by_phrases(message.text, message.recent)),
        "weights": codes(safety.by_weights(message.text, message.recent)),
        "door": door,
        "meaning": learned,
        "both": door or learned,
    }


def report(title: str, messages: list[Labelled], meaning: DangerMeaning | None) -> None:
    read = [(message, readings(message, meaning)) for message in messages]
    dangers = [each for each in read if each[0].urgency]
    print(f"\n{title}: {len(messages)} messages\n  {'':44}{'of':>5}" + "".join(f"{name:>9}" for name in NETS))
    _rows(dangers, lambda message: f"{message.kind or 'no kind given'}, {message.urgency}")
    _rows(dangers, lambda message: f"heard, {message.sort}")
    _rows(dangers, lambda message: f"heard, every {message.urgency}")
    _row("right kind", dangers, lambda message, found: bool(found) and found[0] == message.kind)
    _row("right urgency", dangers, lambda message, found: bool(found) and found[1] == message.urgency)
    harmless = [each for each in read if not each[0].urgency]
    _rows(harmless, lambda message: f"false alarms, {message.sort}")
    families = {message.sort.split(":")[0] for message, _ in harmless}
    if len(families) < len({message.sort for message, _ in harmless}):
        _rows(harmless, lambda message: f"false alarms, every {message.sort.split(':')[0]}")
    _row("false alarms, all", harmless, lambda _, found: bool(found))


def _rows(read: Iterable[tuple[Labelled, dict[str, Reading]]], name: Callable[[Labelled], str]) -> None:
    groups = defaultdict(list)
    for each in read:
        groups[name(each[0])].append(each)
    for title in sorted(groups):
        _row(title, groups[title], lambda _, found: bool(found))


def _row(title: str, read: list, counts: Callable[[Labelled, Reading], bool]) -> None:
    if read:
        totals = [sum(counts(message, found[name]) for message, found in read) for name in NETS]
        print(f"  {title:44}{len(read):5}" + "".join(f"{total:9}" for total in totals))


def milliseconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def empty_turn() -> float:
    """The middle time of a turn that says nothing, through the running brain."""
    fixed = {"channel": "web", "council": "exampleshire", "as_of": "2026-11-21"}
    with (
        tempfile.TemporaryDirectory() as folder,
        brains.running(
            brains.trained(), Path(folder), port=brains.free_port(), actions_port=brains.free_port()
        ) as running,
    ):
        return milliseconds(
            lambda: running.turn(conversation=f"bench-{uuid.uuid4()}", turn=1, text="ok", **fixed).raise_for_status()
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="measure only the sets whose name holds this")
    parser.add_argument("--with-rasa", action="store_true", help="measure an empty turn too (starts the brain)")
    options = parser.parse_args()
    meaning = second_net()
    print(f"Rasa's net: {'here' if meaning else 'not here: no encoder'}")
    for title, messages in every_set():
        if options.only not in title:
            continue
        if messages is None:
            print(f"\n{title}: not here, not measured")
        else:
            report(title, messages, meaning)
    turn = empty_turn() if options.with_rasa else None
    print(f"\nA message of {len(HUNDRED_WORDS.split())} words:")
    for name, work in (
        ("the door", lambda: safety.screen(HUNDRED_WORDS)),
        ("Rasa's net", lambda: meaning and heard(HUNDRED_WORDS, net(), meaning)),
    ):
        taken = milliseconds(work)
        share = f", {taken / turn:.1%} of an empty turn ({turn:.1f} ms)" if turn else ""
        print(f"  {name:16} {taken:6.2f} ms{share}")


if __name__ == "__main__":
    main()
