"""How much danger the screen hears, by kind and urgency, and how often it is wrong: `python -m benchmarks.danger`.

Prints totals only. The shared messages are for measuring: no phrase is written to fit one of them.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from pathlib import Path

import yaml

from kinship import safety

ROOT = Path(__file__).parent.parent
HELD_BACK = ROOT / "tests" / "kinship"
SHARED = ROOT.parent / "shared"
Labelled = list[tuple[str, str | None, str | None]]  # text, kind, urgency; None where there is no danger or no label


def held_back(name: str) -> Labelled:
    messages = yaml.safe_load((HELD_BACK / name).read_text("utf-8"))
    dangers = [
        (text, kind, urgency)
        for kind, group in messages["danger"].items()
        for urgency, texts in group.items()
        for text in texts
    ]
    return dangers + [(text, None, None) for texts in messages["safe"].values() for text in texts]


def shared(name: str) -> Labelled:
    lines = (json.loads(line) for line in (SHARED / name).read_text("utf-8").splitlines() if line.strip())
    return [
        (line["text"], line.get("danger_kind"), None if line["urgency"] == "none" else line["urgency"])
        for line in lines
    ]


def report(title: str, messages: Labelled) -> None:
    heard: dict[tuple[str | None, str], list[bool]] = defaultdict(list)
    alarms, right_kind, right_urgency, milliseconds = [], [], [], []
    for text, kind, urgency in messages:
        start = time.perf_counter()
        concern = safety.screen(text)
        milliseconds.append((time.perf_counter() - start) * 1000)
        if urgency is None:
            alarms.append(concern is not None)
            continue
        heard[kind, urgency].append(concern is not None)
        right_kind.append(bool(concern) and concern.kind == kind)
        right_urgency.append(bool(concern) and concern.urgency == urgency)
    every = [found for group in heard.values() for found in group]
    print(f"\n{title}: {len(messages)} messages")
    for (kind, urgency), found in sorted(heard.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        print(f"  {kind or 'no kind given':22} {urgency:10} {sum(found):3} of {len(found)}")
    print(f"  heard {sum(every)}/{len(every)}, right kind {sum(right_kind)}, right urgency {sum(right_urgency)}")
    print(
        f"  false alarms {sum(alarms)}/{len(alarms)}; median {statistics.median(milliseconds):.2f} ms, "
        f"slowest {max(milliseconds):.2f} ms"
    )


def main() -> None:
    safety.screen("The phrases are read before the clock starts.")
    for name in ("held_back_safety.yml", "held_back_safety_2.yml"):
        report(name, held_back(name))
    for name in ("danger_dev.jsonl", "understanding_dev.jsonl"):
        if (SHARED / name).exists():
            report(name, shared(name))
        else:
            print(f"\n{name}: not here, not measured")


if __name__ == "__main__":
    main()
