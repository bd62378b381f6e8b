"""What the load itself knows: every message it wrote, when the service said that it has it, and what its writer then saw.

Kept outside of the hub, in a file with one line an event, so that what the hub forgets is not forgotten here.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

WEB, SMS, WHATSAPP, DESK = "web", "sms", "whatsapp", "desk"
ONSETS, VOWELS = "bdfgklmnprstvz", "aeiou"
SYLLABLES = [onset + vowel for onset in ONSETS for vowel in VOWELS]


@dataclass
class Written:
    """`mark`: a word that stands in this message only. `accepted_at`: None until the service said that it has it."""

    mark: str
    channel: str
    who: str
    words: str
    at: float
    accepted_at: float | None = None
    refused: int = 0
    seen: str = ""
    seen_at: float | None = None


def mark_of(number: int) -> str:
    """A word that nobody else writes: four syllables, another for each number."""
    left, word = number * 104_729 % len(SYLLABLES) ** 4, ""
    for _ in range(4):
        left, place = divmod(left, len(SYLLABLES))
        word += SYLLABLES[place]
    return word


class OwnRecord:
    """All that was written. May be used by many threads."""

    def __init__(self, path: Path) -> None:
        self.written: dict[str, Written] = {}
        self._lock, self._count = threading.Lock(), 0
        self._file = open(path, "a", encoding="utf-8", buffering=1)

    def begins(self, channel: str, who: str, words: str) -> Written:
        """Somebody is about to send these words; {mark} in them becomes a word of their own."""
        with self._lock:
            self._count += 1
            mark = mark_of(self._count)
            each = Written(mark, channel, who, words.format(mark=mark), time.time())
            self.written[mark] = each
        self._note("begins", each)
        return each

    def accepted(self, each: Written) -> None:
        each.accepted_at = each.accepted_at or time.time()
        self._note("accepted", each)

    def refused(self, each: Written, why: str) -> None:
        each.refused += 1
        self._note(f"refused: {why}", each)

    def saw(self, each: Written, what: str) -> None:
        """What its writer saw come of it."""
        each.seen, each.seen_at = what, time.time()
        self._note("saw", each)

    def close(self) -> None:
        self._file.close()

    def _note(self, what: str, each: Written) -> None:
        line: dict[str, Any] = {"now": time.time(), "what": what, **asdict(each)}
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(line) + "\n")
