"""One thread that looks at the feed's newest number for everyone who listens."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)
Look = Callable[[], int]


class Poller:
    """One thread that looks for a new number while anyone listens."""

    def __init__(self, look: Look, every: float):
        self.look, self.every = look, every
        self.cursor = 0
        self.listeners: set[asyncio.Event] = set()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def add(self, nudge: asyncio.Event) -> None:
        with self.lock:
            self.listeners.add(nudge)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, args=[asyncio.get_running_loop()], daemon=True)
                self.thread.start()

    def remove(self, nudge: asyncio.Event) -> None:
        with self.lock:
            self.listeners.discard(nudge)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        pause = threading.Event()
        while True:
            with self.lock:
                if not self.listeners:
                    self.thread = None
                    return
            try:
                newest = self.look()
            except Exception:  # the database may be away for a while: the listeners' desks then ask by themselves
                log.warning("The stream could not look at the feed.", exc_info=True)
                newest = self.cursor
            if newest != self.cursor:
                self.cursor = newest
                with self.lock:
                    nudges = list(self.listeners)
                for nudge in nudges:
                    loop.call_soon_threadsafe(nudge.set)
            pause.wait(self.every)
