"""What a profiler saw, made readable: stacks from the turn on, without where Python is installed, cut where they become too thin to read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEAST = 0.3  # percent of all: thinner flames cannot be read, and are cut where they become so
TOLD = re.compile(r"(?P<stack>.+) (?P<count>\d+)")
PATHS = re.compile(r"[^ ;(]*/(?:site-packages|lib/python3\.11|lib-dynload)/|" + re.escape(str(ROOT)) + "/")
TURN = re.compile(r"run \(assistant/hub_channel|turn \(assistant/hub_channel")
ELSE = "outside of the turn: the server, its loop, the system"
# Steps of the way down that only lead to the next: asynchronous calls of Rasa's runner, and the calls of its graph.
LEAD = re.compile(
    r"(_step|__call__|inner|wrapper|apply|execute_task|batch_execute_tasks|get_sync|get_async|get|submit|fire_tasks|<genexpr>)\b"
)


def short(stack: str) -> str:
    """From the turn on; of what is outside of it the last few steps."""
    frames = [PATHS.sub("", frame) for frame in stack.split(";")]
    begins = next((at for at, frame in enumerate(frames) if TURN.match(frame)), None)
    if begins is None:
        return ";".join([ELSE, *frames[-2:]])
    return ";".join(frame for frame in frames[begins:] if not LEAD.match(frame) or "(assistant/" in frame)


def folded(lines: Iterable[str], least: float = LEAST) -> dict[str, int]:
    """Samples of each stack. What is thinner than `least` percent counts for what called it, so that nothing is lost."""
    counts: dict[str, int] = {}
    for line in lines:
        if found := TOLD.fullmatch(line.strip()):
            stack = short(found["stack"])
            counts[stack] = counts.get(stack, 0) + int(found["count"])
    bound = sum(counts.values()) * least / 100
    wide: dict[str, int] = {}
    for stack, count in counts.items():
        for place in _places(stack):
            wide[place] = wide.get(place, 0) + count
    kept: dict[str, int] = {}
    for stack, count in counts.items():
        places = _places(stack)
        place = next((each for each in reversed(places) if wide[each] >= bound), places[0])
        kept[place] = kept.get(place, 0) + count
    return kept


def _places(stack: str) -> list[str]:
    """The stack cut at each depth, the shallowest first."""
    frames = stack.split(";")
    return [";".join(frames[: depth + 1]) for depth in range(len(frames))]
