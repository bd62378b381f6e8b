"""Steady load: so many messages a second, from carers on all channels, in a random order that a seed repeats."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.chaos.carers import PATIENCE, PhoneCarer, WebCarer
from benchmarks.chaos.own_record import OwnRecord

SHARES = {"web": 0.6, "phone": 0.4}


class Load:
    """`news`: what carers met, as (when, what, seconds). `held_back`: messages nobody wrote, because all were still waiting."""

    def __init__(
        self,
        front: str,
        phones: str,
        record: OwnRecord,
        *,
        rate: float,
        seed: int,
        web: int,
        phone: int,
        patience: float = PATIENCE,
    ) -> None:
        self.rate, self.dice = rate, random.Random(f"{seed} load")
        self.news: list[tuple[float, str, float]] = []
        self.web = [WebCarer(n, front, record, seed, self.tell, patience) for n in range(web)]
        self.phone = [PhoneCarer(n, phones, record, seed) for n in range(phone)]
        self.pool = ThreadPoolExecutor(web + phone, thread_name_prefix="carer")
        self.over, self.held_back = threading.Event(), 0
        self.thread = threading.Thread(target=self._run, daemon=True)

    def tell(self, what: str, seconds: float) -> None:
        self.news.append((time.time(), what, seconds))

    def begin(self) -> None:
        self.thread.start()

    def end(self, within: float = 300) -> None:
        """Nobody begins to write any more; who waits for an answer waits it out."""
        self.over.set()
        self.thread.join()
        give_up = time.monotonic() + within
        for each in [*self.web, *self.phone]:
            if each.busy.acquire(timeout=max(0.0, give_up - time.monotonic())):
                each.busy.release()

    def _run(self) -> None:
        due = time.monotonic()
        while not self.over.wait(max(0.0, due - time.monotonic())):
            due += self.dice.expovariate(self.rate)
            if due < time.monotonic() - 5:
                due = time.monotonic()  # we ourselves were held up
            self._one()

    def _one(self) -> None:
        kind = self.dice.choices(list(SHARES), list(SHARES.values()))[0]
        people = self.web if kind == "web" and self.web or not self.phone else self.phone
        for each in self.dice.sample(people, len(people)):
            if each.busy.acquire(blocking=False):
                self.pool.submit(self._write, each, each.writes)
                return
        self.held_back += 1

    def _write(self, each, writes: Callable[[], None]) -> None:
        try:
            writes()
        except Exception as fault:  # a slip of the load itself is told, and is no fault of the service
            self.tell(f"load {type(fault).__name__}: {fault}", 0)
        finally:
            each.busy.release()
