"""`python -m benchmarks.chaos.skewed_worker SECONDS run_worker …`: manage.py on a host whose clock is wrong by so many seconds.

The clock is changed in Python, as the hub reads it. With libfaketime, Python's own sleep fails (EINVAL), and the worker ends.
"""

from __future__ import annotations

import datetime
import sys
import time


def put_wrong(seconds: float) -> None:
    """From now on this process thinks that it is so much later (or, below nought, earlier)."""
    from django.utils import timezone

    right = time.time
    time.time = lambda: right() + seconds
    timezone.now = lambda: datetime.datetime.fromtimestamp(time.time(), datetime.UTC)


def main(by: str, *command: str) -> None:
    from django.core.management import execute_from_command_line

    put_wrong(float(by))
    execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main(*sys.argv[1:])
