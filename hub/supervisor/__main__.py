"""`python -m hub.supervisor` starts everything and keeps it running until Ctrl-C."""

import argparse
import os
import signal
import sys
from pathlib import Path

from hub.supervisor.councils import BadSetting
from hub.supervisor.plan import plan_of
from hub.supervisor.start import Failed, Start
from hub.supervisor.tether import tie_to_parent


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m hub.supervisor", description="Start everything on this machine.")
    options.add_argument("--programs", type=Path, help="a JSON file of commands that replace ours by name (tests)")
    options.add_argument(
        "--with-parent", action="store_true", help="stop also when the parent process is killed (make)"
    )
    chosen = options.parse_args()
    if chosen.with_parent:
        tie_to_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    os.umask(0o077)  # the data folder is for its owner only
    try:
        start = Start(plan_of(os.environ, chosen.programs))
    except BadSetting as bad:
        print(bad, file=sys.stderr, flush=True)
        return 1
    try:
        start.run()
    except KeyboardInterrupt:
        return 0
    except Failed as failed:
        print(failed, file=sys.stderr, flush=True)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C does not cut the stopping short
        start.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
