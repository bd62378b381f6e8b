"""The table of faults, in words and numbers, for the screen and for a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.chaos.judging import Verdict
from benchmarks.chaos.probes import ANSWER, DESK, PAGE, TAKEN, Probes


@dataclass
class Row:
    """One fault, and what it was like until the next. Seconds. `answer`: the probes' longest wait for one; `slowest`: the slowest turn of
    anybody, by the ledger, which is known at the end.
    """

    fault: str
    point: str
    struck_there: bool
    page: float
    taken: float
    desk: float
    answer: float
    slowest: float
    since: float
    until: float
    saw: dict[str, int] = field(default_factory=dict)
    back: bool = True


def row_of(fault, struck_there: bool, probes: Probes, news, since: float, until: float, back: bool) -> Row:
    """`news`: what carers met, as (when, what, seconds)."""
    series = probes.series
    saw = Counter(
        {f"{why} for a {name}": n for name in (PAGE, TAKEN, DESK) for why, n in series[name].why(since, until).items()}
    )
    saw.update(
        what for at, what, _ in news if since <= at <= until and what.startswith(("not taken", "saw that", "load"))
    )
    saw.update("saw that the assistant is away" for at in probes.failures_told if since <= at <= until)
    return Row(
        fault.name,
        fault.point,
        struck_there,
        round(series[PAGE].without(since, until), 1),
        round(series[TAKEN].without(since, until), 1),
        round(series[DESK].without(since, until), 1),
        round(series[ANSWER].longest(since, until), 1),
        0.0,
        since,
        until,
        dict(saw),
        back,
    )


def table(rows: list[Row]) -> str:
    """Without service: pages, taking messages, the desk; and the longest that a carer waited for an answer."""
    lines = [
        "| Fault | When | No page | Not taken | No desk | Longest wait for an answer: probes, anybody | Met by those who wrote |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        saw = ", ".join(f"{what} ({n})" for what, n in sorted(row.saw.items())) or "nothing"
        point = row.point if row.struck_there else "at any moment (the point did not come)"
        late = "" if row.back else " (not whole again by the next fault)"
        lines.append(
            f"| {row.fault} | {point} | {row.page} s | {row.taken} s | {row.desk} s | {row.answer} s, {row.slowest} s{late} | {saw} |"
        )
    return "\n".join(lines)


def summary(verdict: Verdict, faults: list[str]) -> str:
    outcomes = "\n".join(f"  {count:6} {what}" for what, count in verdict.outcomes.most_common())
    found = "\n".join(f"  {each}" for each in [*verdict.faults, *faults]) or "  none"
    return f"{verdict.accepted} messages accepted. What came of those of carers:\n{outcomes}\nFaults:\n{found}"


def keep(folder: Path, rows: list[Row], text: str) -> None:
    (folder / "faults.json").write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    (folder / "report.md").write_text(text + "\n", encoding="utf-8")
