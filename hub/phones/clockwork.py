"""Work that is due later, in lines: what stands in one line is done one after the other."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Job = Callable[[], None]


class Clockwork:
    """A thread a line, made when it is first needed."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._waiting: dict[str, list[tuple[float, int, Job]]] = {}
        self._count = itertools.count()
        self._open_jobs, self._closed = 0, False

    def after(self, seconds: float, line: str, job: Job) -> None:
        with self._change:
            if self._closed:
                return
            if line not in self._waiting:
                self._waiting[line] = []
                threading.Thread(target=self._work, args=(line,), name=f"phones {line}", daemon=True).start()
            heapq.heappush(self._waiting[line], (time.monotonic() + seconds, next(self._count), job))
            self._open_jobs += 1
            self._change.notify_all()

    def settled(self, within: float) -> bool:
        """Wait until nothing is left to do; False when that takes longer (seconds)."""
        with self._change:
            return self._change.wait_for(lambda: self._open_jobs == 0 or self._closed, timeout=within)

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()

    def _work(self, line: str) -> None:
        while (job := self._next(line)) is not None:
            try:
                job()
            finally:
                with self._change:
                    self._open_jobs -= 1
                    self._change.notify_all()

    def _next(self, line: str) -> Job | None:
        with self._change:
            while not self._closed:
                jobs = self._waiting[line]
                wait = jobs[0][0] - time.monotonic() if jobs else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(jobs)[2]
                self._change.wait(timeout=wait)
        return None
