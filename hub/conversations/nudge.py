"""A nudge from the web process to the worker: "there is something to do". Best effort, without content.

The database is the truth and the worker looks there four times a second anyway: a nudge only spares the wait.
"""

from __future__ import annotations

import errno
import hashlib
import os
import select
import socket
import tempfile
import time
from pathlib import Path

from django.conf import settings

LONGEST_PATH = 100  # bytes; the system allows about 104 to 108
TRY_AGAIN = 5.0  # seconds between two tries to own the socket


def socket_path() -> Path:
    """Where the worker listens. A folder with a very long name has its socket in the system's temporary folder."""
    path = settings.KINSHIP_HOME / "run" / "worker.sock"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"kinship-{os.getuid()}-{name}.sock"


def wake() -> None:
    """Tell the worker. Call it after the commit; whatever goes wrong here is no matter."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            out.sendto(b"!", str(socket_path()))
    except OSError:
        pass  # no worker listens, or it has plenty of nudges waiting: it looks by itself


class Listener:
    """The worker's end. Where the socket cannot be had (another worker has it), waiting is only waiting."""

    def __init__(self) -> None:
        self._path = socket_path()
        self._socket: socket.socket | None = None
        self._next_try = 0.0

    def wait(self, seconds: float) -> bool:
        """Wait for a nudge, at most so long. True if one came (several that came meanwhile count as one)."""
        self._own_the_socket()
        if self._socket is None:
            time.sleep(seconds)
            return False
        ready, _, _ = select.select([self._socket], [], [], seconds)
        if not ready:
            return False
        while True:
            try:
                self._socket.recv(16)
            except BlockingIOError:
                return True

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._path.unlink(missing_ok=True)

    def _own_the_socket(self) -> None:
        if self._socket is not None or time.monotonic() < self._next_try:
            return
        self._next_try = time.monotonic() + TRY_AGAIN
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listening.setblocking(False)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if _is_stale(self._path):
                self._path.unlink(missing_ok=True)
            listening.bind(str(self._path))
            os.chmod(self._path, 0o600)
        except OSError:
            listening.close()
        else:
            self._socket = listening


def _is_stale(path: Path) -> bool:
    """Is it a socket's file whose worker is gone? (A worker that was killed leaves it.)"""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(str(path))
        except OSError as fault:
            return fault.errno == errno.ECONNREFUSED
    return False
