"""Many conversations at once: each says its next thing as soon as it was answered, and begins anew after ten turns."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from benchmarks.spread import Spread, spread

SHORT = 10  # turns of a talk
WARM = 1  # turns of each talk that are not counted: the first of a carer opens it


class Talking(Protocol):
    """One conversation. `say` is one turn, and returns its milliseconds; it raises where there was no answer."""

    turns: int

    def say(self) -> float: ...


@dataclass(frozen=True)
class Load:
    """What so many conversations at once came to."""

    at_once: int
    turns_a_second: float
    took: Spread
    failed: int  # turns without an answer

    def __str__(self) -> str:
        lost = f"   {self.failed} WITHOUT AN ANSWER" if self.failed else ""
        return f"{self.at_once:3} at once {self.turns_a_second:7.1f} turns a second   {self.took}{lost}"


class Carers:
    """So many at once, each in a thread of this process. What they saw is read when all have ended."""

    def __init__(self, new_talk: Callable[[int], Talking], at_once: int, seconds: float) -> None:
        self.new_talk, self.seconds = new_talk, seconds
        self.times: list[float] = []
        self.failed = 0
        self.shut: list[Exception] = []
        self.ready = threading.Barrier(at_once + 1)
        self.numbers, self.lock = itertools.count(), threading.Lock()
        self.threads = [threading.Thread(target=self._carer, daemon=True) for _ in range(at_once)]

    def _begun(self) -> Talking:
        with self.lock:
            number = next(self.numbers)
        talk = self.new_talk(number)
        for _ in range(WARM):
            talk.say()
        return talk

    def _carer(self) -> None:
        try:
            talk = self._begun()
            self.ready.wait()
            ends = time.perf_counter() + self.seconds
            while time.perf_counter() < ends:
                talk = talk if talk.turns < SHORT else self._begun()
                talk = self._said(talk)
        except threading.BrokenBarrierError:
            pass  # another could not begin
        except (
            Exception
        ) as fault:  # a carer who cannot begin ends the measure for all, instead of making them wait for ever
            self.shut.append(fault)
            self.ready.abort()

    def _said(self, talk: Talking) -> Talking:
        """One turn more. Whatever went wrong, a carer without an answer is what is counted here, and begins anew."""
        try:
            self.times.append(talk.say())
        except Exception:
            with self.lock:
                self.failed += 1
            return self._begun()
        return talk


def under_load(new_talk: Callable[[int], Talking], at_once: int, seconds: float) -> Load:
    """`new_talk(number)`: a conversation that nobody has had. Raises RuntimeError where the first turn of one is not answered."""
    carers = Carers(new_talk, at_once, seconds)
    for each in carers.threads:
        each.start()
    try:
        carers.ready.wait()
    except threading.BrokenBarrierError:
        pass  # told below
    started = time.perf_counter()
    for each in carers.threads:
        each.join()
    if carers.shut:
        raise RuntimeError("The door does not answer.") from carers.shut[0]
    took = time.perf_counter() - started
    return Load(at_once, len(carers.times) / took, spread(carers.times), carers.failed)
