"""A circuit breaker: after several failures in a row of time, stop asking, and look now and then whether it is well again."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WITHIN = 60.0  # seconds
PROBE_EVERY = 15.0  # seconds


class Breaker:
    """Closed: everything passes. Open: nothing passes; a probe is due each `probe_every` seconds, and its success closes it.

    It knows no network and no clock of its own, so that every order of events can be tested.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        failures: int = FAILURES,
        within: float = WITHIN,
        probe_every: float = PROBE_EVERY,
    ) -> None:
        self._clock = clock
        self._most = failures
        self._within = within
        self._probe_every = probe_every
        self._failed: deque[float] = deque(maxlen=failures)
        self._next_probe: float | None = None  # None: closed
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        return self._next_probe is not None

    def succeeded(self) -> None:
        """Something was answered: all is well, whatever was before."""
        with self._lock:
            self._failed.clear()
            self._next_probe = None

    def failed(self) -> bool:
        """Something failed. True if this very failure opened the breaker."""
        with self._lock:
            now = self._clock()
            self._failed.append(now)
            recent = [each for each in self._failed if now - each < self._within]
            if self.is_open or len(recent) < self._most:
                return False
            self._next_probe = now + self._probe_every
            return True

    def probe_due(self) -> bool:
        """Is it time to look? True at most once each `probe_every` seconds, and only while open."""
        with self._lock:
            now = self._clock()
            if self._next_probe is None or now < self._next_probe:
                return False
            self._next_probe = now + self._probe_every
            return True
