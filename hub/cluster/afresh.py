"""`python -m hub.cluster.afresh FILE COMMAND …` ends what an earlier life of this process left behind, then becomes COMMAND.

nginx's workers live on when only their parent is killed: they keep the port, and go on by an old configuration.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path


def left_behind(group: int, session: int) -> list[int]:
    """The processes of this group in this session whose leader is gone."""
    found = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if (told := group_and_session(int(folder.name))) and told == (group, session)
    ]
    return [] if group in found else found


def group_and_session(pid: int) -> tuple[int, int] | None:
    try:
        return os.getpgid(pid), os.getsid(pid)
    except ProcessLookupError:
        return None


def main(file: str, *command: str) -> None:
    path = Path(file)
    earlier = path.read_text("utf-8").strip() if path.exists() else ""
    for pid in left_behind(int(earlier), os.getsid(0)) if earlier.isdigit() else ():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    path.write_text(str(os.getpgid(0)), encoding="utf-8")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
