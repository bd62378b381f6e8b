"""Everything of a running simulator: its state, and the line on which it calls the hub."""

from __future__ import annotations

from hub.phones.lines import Lines
from hub.phones.outbound_calls import Caller
from hub.phones.provider import Provider


class Simulator:
    """`provider` keeps, `caller` calls. Close it when done."""

    def __init__(self, lines: Lines):
        self.lines = lines
        self.provider = Provider(lines)
        self.caller = Caller(self.provider)

    def close(self) -> None:
        self.caller.close()
