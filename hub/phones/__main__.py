"""`python -m hub.phones` starts everything on this machine with two telephones; `make phones` does all that is needed.

`python -m hub.phones provider --port 8010` is the simulator alone, with its numbers and keys from the environment.
"""

import argparse
import os
import signal
import sys

from hub.phones import running
from hub.supervisor.start import Failed
from hub.supervisor.tether import tie_to_parent

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m hub.phones", description="Two telephones on this machine.")
    options.add_argument("what", nargs="?", choices=("all", "provider"), default="all")
    options.add_argument("--sms", choices=("notify", "twilio"), default=os.environ.get("SMS") or "notify")
    options.add_argument("--port", type=int, default=int(os.environ.get("PHONES_PORT") or running.PORT))
    options.add_argument(
        "--with-parent", action="store_true", help="stop also when the parent process is killed (make)"
    )
    chosen = options.parse_args()
    if chosen.with_parent:
        tie_to_parent()
    for number in STOPS:
        signal.signal(number, signal.default_int_handler)
    os.umask(0o077)  # what people write is for the owner of this folder only
    if chosen.what == "provider":
        return running.provider(chosen.port)
    try:
        start = running.everything(chosen.sms, chosen.port, os.environ)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    try:
        start.run()
    except KeyboardInterrupt:
        return 0
    except Failed as failed:
        print(failed, file=sys.stderr, flush=True)
        return 1
    finally:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C does not cut the stopping short
        start.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
