"""In the place of nginx: `stand_in_proxy.py CONFIGURATION NOTES`. At each SIGHUP it notes who gets nothing, and changes its worker."""

import re
import signal
import subprocess
import sys
from pathlib import Path


def main(configuration, notes):
    worker = subprocess.Popen(["sleep", "1000"])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP, signal.SIGQUIT})
    while signal.sigwait({signal.SIGHUP, signal.SIGQUIT}) == signal.SIGHUP:
        down = re.findall(r"server (\S+) [^;]*\bdown;", Path(configuration).read_text("utf-8"))
        with open(notes, "a", encoding="utf-8") as out:
            out.write(" ".join(down) + "\n")
        old, worker = worker, subprocess.Popen(["sleep", "1000"])
        old.terminate()
        old.wait()
    worker.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
