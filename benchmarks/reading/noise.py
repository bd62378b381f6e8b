"""Messages as a tired thumb types them: the same slips every time for the same seed."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

import yaml

TEXT_SPEAK = Path(__file__).with_name("text_speak.yml")
SHORTEST = 4  # letters of a word that may be misspelt
BESIDE = {
    key: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, key in enumerate(row)
}
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


def misspelt(text: str, share: float, seed: int) -> str:
    """The text with one slip (swap, drop, double or the key beside) in that share of its words of four letters or more."""
    chance = random.Random(f"{seed} {text}")
    return _WORD.sub(
        lambda word: _slipped(word[0], chance) if len(word[0]) >= SHORTEST and chance.random() < share else word[0],
        text,
    )


def texted(text: str) -> str:
    """The text in text-speak, wherever text_speak.yml has a word for it."""
    table = _table()
    return _WORD.sub(lambda word: table.get(word[0].lower().replace("’", "'"), word[0]), text)


def _slipped(word: str, chance: random.Random) -> str:
    """One slip in a word: other than before, where two letters are not the same."""
    at = chance.randrange(len(word))
    kind = chance.choice(("swap", "drop", "double", "beside"))
    if kind == "swap":
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    return word[:at] + chance.choice(BESIDE.get(word[at].lower(), word[at])) + word[at + 1 :]


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return {str(word): str(typed) for word, typed in yaml.safe_load(TEXT_SPEAK.read_text("utf-8")).items()}
