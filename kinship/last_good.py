"""A file of ours is read again when it changes; while it cannot be read, what it last gave stays in use.

Somebody saves a file half-way, or with a typing slip, while carers are talking to us: the slip goes to the log, and
nobody is left without an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from operator import is_
from pathlib import Path
from typing import Generic, TypeVar

import yaml

log = logging.getLogger(__name__)

T = TypeVar("T")
# What a file that is not whole, or not what it should be, can raise on its way in.
_FAULTS = (OSError, yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError)
_NO_FILE = (0, 0)


class LastGood(Generic[T]):
    """Keeps what `build(path, before, *made_with)` last gave for each path. `before` is that very thing, or None."""

    def __init__(self, build: Callable[..., T]):
        self._build = build
        self._kept: dict[Path, tuple[tuple[int, int], tuple[object, ...], T]] = {}

    def of(self, path: Path, *made_with: object) -> T:
        """What the file gives now, or gave when it last could. Raises what `build` raises if it never could."""
        stamp, kept = _stamp(path), self._kept.get(path)
        if kept and kept[0] == stamp and all(map(is_, kept[1], made_with)):
            return kept[2]
        try:
            value = self._build(path, kept[2] if kept else None, *made_with)
        except _FAULTS as fault:
            if kept is None:
                raise
            why = type(fault).__name__
            log.warning("%s cannot be read (%s: %s). What it last said stays in use.", path, why, fault)
            value = kept[2]
        self._kept[path] = (stamp, made_with, value)
        return value

    def or_else(self, path: Path, otherwise: T) -> T:
        """As `of`, for what we can do without: when the file never could be read, `otherwise`; the log tells."""
        try:
            return self.of(path)
        except _FAULTS as fault:
            log.warning("%s cannot be read (%s). We go on without it.", path, type(fault).__name__)
            return otherwise


def _stamp(path: Path) -> tuple[int, int]:
    """When it was saved and how long it is: two saves within one tick of the clock still differ."""
    try:
        stat = path.stat()
    except OSError:
        return _NO_FILE
    return stat.st_mtime_ns, stat.st_size
