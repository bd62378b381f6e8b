"""Replacing processes one at a time while everything runs, each only when the one before it does its work again."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from hub.cluster import healthy
from hub.cluster.layout import ACTIONS, FRONT, RASA, STREAM, WEB, WORKER, Part
from hub.cluster.plan import Cluster
from hub.cluster.start import reload_proxy
from hub.supervisor.progress import say, wait_for
from hub.supervisor.start import Failed
from hub.supervisor.supervisord import Supervisord

# Who is asked before who asks: a new Rasa finds the new actions, a new worker the new Rasa.
ORDER = (ACTIONS, RASA, WORKER, STREAM, WEB)
BEHIND_THE_PROXY = (ACTIONS, STREAM, WEB)
WELL_WITHIN = 180  # seconds
EMPTY_WITHIN = 5  # seconds for the proxy's old workers to have handed over


class Roll:
    """One roll. Stops at the first that does not come back: the others then still run as they were."""

    def __init__(self, cluster: Cluster, supervisord: Supervisord, clock: Callable[[], float] = time.monotonic) -> None:
        self.cluster, self.supervisord, self.clock = cluster, supervisord, clock
        self.well_within = WELL_WITHIN

    def run(self, kinds: tuple[str, ...] = ORDER) -> list[tuple[str, float]]:
        """Replace all of these kinds. Returns each name with the seconds it took. Raises Failed."""
        took = []
        for part in self.cluster.layout.of(*[kind for kind in ORDER if kind in kinds]):
            began = self.clock()
            self.replace(part)
            took.append((part.name, self.clock() - began))
            say(f"{part.name} was replaced in {took[-1][1]:.1f} s.")
        return took

    def replace(self, part: Part) -> None:
        """Nothing more is sent there, what is under way is finished, it is started anew, does its work, and is sent things again."""
        alone = len(self.cluster.layout.of(part.kind)) == 1
        through_proxy = part.kind in BEHIND_THE_PROXY and not alone
        if through_proxy:
            self.send_elsewhere({part.name})
        before = self.pid(part.name)
        self.supervisord.stop_programs([part.name])
        self.supervisord.start_program(self.cluster.plan.program(part.name))
        if not wait_for(lambda: self.is_back(part, before), f"{part.name} is coming back", at_most=self.well_within):
            raise Failed(
                f"{part.name} did not come back within {self.well_within} seconds; the others were left as they are. "
                f"Look at {self.cluster.plan.logs / (part.name + '.log')}."
            )
        if through_proxy:
            self.send_elsewhere(set())

    def is_back(self, part: Part, before: int | None) -> bool:
        pid = self.pid(part.name)
        return bool(pid) and pid != before and healthy.is_well(self.cluster, part, pid)

    def send_elsewhere(self, down: set[str]) -> None:
        """Tell the proxy, and wait until its new workers are at work: the old ones then take nothing more."""
        master = self.pid(self.cluster.layout.one(FRONT).name)
        if not master:
            return  # it is being restarted, and reads the file then
        old = children(master)
        reload_proxy(self.cluster, master, down)
        wait_for(lambda: bool(children(master) - old), "The proxy", at_most=EMPTY_WITHIN)

    def pid(self, name: str) -> int | None:
        return self.supervisord.states().get(name, {}).get("pid") or None


def children(pid: int) -> set[int]:
    try:
        return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()
