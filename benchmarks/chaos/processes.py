"""Doing harm to a process and all it started: kill, hold still, slow down. Only to processes of the layout under test."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

SLICE = 0.05  # seconds: a slowed process runs for a fifth of each


def tree(pid: int) -> list[int]:
    """This process and all below it, the eldest first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def tell(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def kill(pid: int) -> None:
    """kill -9 of all of it. It is held still first, so that nothing of it is started anew meanwhile."""
    all_of_it = tree(pid)
    tell(all_of_it, signal.SIGSTOP)
    tell(dict.fromkeys([*all_of_it, *tree(pid)]), signal.SIGKILL)


def hold_still(pid: int, seconds: float) -> None:
    all_of_it = tree(pid)
    tell(all_of_it, signal.SIGSTOP)
    time.sleep(seconds)
    tell(all_of_it, signal.SIGCONT)


def slow_down(pid: int, seconds: float) -> None:
    """It runs a fifth of the time."""
    until, all_of_it = time.monotonic() + seconds, tree(pid)
    try:
        while time.monotonic() < until:
            tell(all_of_it, signal.SIGSTOP)
            time.sleep(SLICE * 0.8)
            tell(all_of_it, signal.SIGCONT)
            time.sleep(SLICE * 0.2)
    finally:
        tell(all_of_it, signal.SIGCONT)


def memory_mb(pid: int) -> float:
    """What it and all below it hold of memory that nobody else has, and their share of the rest (Pss); megabytes."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def in_background(work, *told) -> threading.Thread:
    thread = threading.Thread(target=work, args=told, daemon=True)
    thread.start()
    return thread
