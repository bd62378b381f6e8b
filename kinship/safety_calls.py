"""Calls for help that say nothing but that: "999", "sos", "send help". Only as a whole message (safety_calls.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kinship import yaml_text
from kinship.reply import normalise

FILE = Path(__file__).with_name("safety_calls.yml")
LONGEST = 40  # characters; a longer message says what has happened


def is_call(text: str) -> bool:
    """Is the whole message a call for help, and no more?"""
    return len(text) <= LONGEST and _plain(text) in _calls()


@lru_cache(maxsize=1)
def _calls() -> frozenset[str]:
    return frozenset(_plain(each) for each in yaml_text.load(FILE.read_text("utf-8"))["calls"])


def _plain(text: str) -> str:
    return normalise(text).replace("'", "").strip("?")
