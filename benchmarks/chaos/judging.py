"""Did every accepted message come to exactly one true outcome? Judged from plain records: the load's own, and what the hub's ledger holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.chaos.own_record import DESK, Written

# What may come of a message. Each is true: somebody answered, or the carer was told plainly who can.
ASSISTANT, ADVISER, DANGER, FAILURE, HUB, CLOSED, WAITS = (
    "answered by the assistant",
    "answered by an adviser",
    "told what to do in danger",
    "told that the assistant is away, and whom to call",
    "answered by the hub itself",
    "closed by an adviser who had read it",
    "waits for a person, who has it on the desk",
)
IN_ORDER = (ADVISER, ASSISTANT, DANGER, HUB, FAILURE, CLOSED, WAITS)


@dataclass(frozen=True)
class Stored:
    """One message in the hub's ledger. `answers`: what came of it, as (outcome, which turn or message)."""

    mark: str
    where: str  # conversation and number
    answers: tuple[tuple[str, int], ...] = ()


@dataclass
class Verdict:
    """`outcomes`: how many messages came to each."""

    accepted: int = 0
    outcomes: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def judge(written: Iterable[Written], stored: Sequence[Stored]) -> Verdict:
    """The faults: lost, kept twice, answered twice, met with silence, or written by nobody."""
    verdict, kept = Verdict(), defaultdict(list)
    for each in stored:
        kept[each.mark].append(each)
    for each in written:
        there = kept.pop(each.mark, [])
        if each.accepted_at is None:
            verdict.faults += [f"kept twice: {each.mark} {[one.where for one in there]}"] if len(there) > 1 else []
            continue
        verdict.accepted += 1
        verdict.faults += list(_faults_of(each, there))
        if there and each.channel != DESK:
            verdict.outcomes[outcome(there[0])] += 1
    verdict.faults += [f"written by nobody: {mark} in {each[0].where}" for mark, each in kept.items()]
    return verdict


def outcome(stored: Stored) -> str:
    """What came of it in the end: a person's answer before the assistant's, and both before a notice."""
    found = {kind for kind, _ in stored.answers}
    return next((kind for kind in IN_ORDER if kind in found), "silence")


def _faults_of(written: Written, there: list[Stored]) -> Iterator[str]:
    name = f"{written.mark} ({written.channel} {written.who})"
    if not there:
        yield f"lost: {name} was accepted, and the ledger does not have it"
        return
    if len(there) > 1:
        yield f"kept twice: {name} {[each.where for each in there]}"
    if written.channel == DESK:
        return  # an adviser's words want no answer
    answers = there[0].answers
    if not answers:
        yield f"silence: nothing came of {name}, {there[0].where}"
    for kind in (ASSISTANT, FAILURE):
        by = sorted({number for what, number in answers if what == kind})
        if len(by) > 1:
            yield f"twice: {name}, {there[0].where}, was {kind} in turns {by}"
