"""What the operator sees while something takes its time: seconds that count in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

EVERY = 5  # seconds between two plain lines
LOOK = 0.2  # seconds between two looks at what we wait for


def say(line: str) -> None:
    """One line for the operator. A reader who has gone away is no reason to stop anything."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        pass


def wait_for(done: Callable[[], bool], what: str, *, at_most: float | None = None, out: TextIO | None = None) -> bool:
    """Wait until `done()`, counting the seconds for the reader. False when `at_most` seconds have gone by."""
    out = out or sys.stdout
    began, shown, counting = time.monotonic(), 0, out.isatty()
    finished = done()
    while not finished:
        gone = int(time.monotonic() - began)
        if at_most is not None and gone >= at_most:
            break
        if counting and gone > shown:
            out.write(f"\r  {what}: {gone} s ")
        elif not counting and gone >= shown + EVERY:
            out.write(f"  {what}: {gone} s\n")
        else:
            gone = shown
        shown = gone
        out.flush()
        time.sleep(LOOK)
        finished = done()
    if counting and shown:
        out.write("\n")
        out.flush()
    return finished
