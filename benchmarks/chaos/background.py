"""What goes on in threads beside the load until it is told that it is over."""

from __future__ import annotations

import threading


class Background:
    """Whoever inherits sets `over`, looks at it, and makes `threads`."""

    over: threading.Event
    threads: list[threading.Thread]

    def begin(self) -> None:
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)
