"""`python -m hub.supervisor.tether FILE NAME` becomes the command NAME of FILE, tied to the life of its parent.

On Linux the kernel ends a tethered process when its parent dies, even by SIGKILL, so nothing is left running by itself.
Elsewhere it only becomes the command; a supervisor left behind is stopped by the next start.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tie_to_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies. Survives exec."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between, before the kernel knew that we care
        raise SystemExit(1)


def main(file: str, name: str) -> None:
    command = json.loads(Path(file).read_text(encoding="utf-8"))[name]
    tie_to_parent()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
