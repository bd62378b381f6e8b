"""Files that were made are kept while their words stay the same, and one is made at a time: a leaflet takes a second or two.

There are only so many different papers, so who asks again and again gets the kept one and costs nothing.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST = 90  # files, some 50 KB each: every paper of one council
LONGEST_WAIT = 20  # seconds for the one before


class TooBusy(RuntimeError):
    """Another file is being made and takes long."""


class Kept:
    """Keeps what was made, by what it was made from. What was asked for least lately goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._making = Lock()

    def of(self, source: str, make: Callable[[], bytes]) -> bytes:
        """The file made from `source`: kept, or made now. Raises TooBusy where others are made first for too long."""
        key = hashlib.sha256(source.encode()).hexdigest()
        if (found := self._files.get(key)) is not None:
            return found
        if not self._making.acquire(timeout=LONGEST_WAIT):
            raise TooBusy
        try:
            found = self._files.get(key) or make()
            self._files[key] = found
            while len(self._files) > self._most:
                self._files.popitem(last=False)
        finally:
            self._making.release()
        return found
