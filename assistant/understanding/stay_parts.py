"""The words of a stay in one clause: who is a child, who does it, and whether it is "to us"."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import FOLDER
from assistant.understanding.named_days import ORDINAL_SIGNS
from kinship import yaml_text

TO = {"to", "with", "at", "by", "on", "round", "for", "in", "into"}
MINE = {"my", "our", "his", "her", "their", "'s", "the", "all", "these", "those", "both"}
COUNTS = {"one", "two", "three", "four", "2", "3", "4", "lot", "old", "little", "both"}
CARER = {"i", "we"}
HAVE = {"had", "have", "has", "'ve", "got"}
LINKS = {"when", "after", "since", "because", "as", "and", "while", "once"}
KIN = frozenset(
    """
    sister brother daughter son friend mate ex parents neighbour in_law_child in_law_sibling
""".split()
)


@lru_cache(maxsize=1)
def stay_words() -> dict[str, frozenset[str]]:
    """The lists of stay_words.yml, each a set of words."""
    told: dict[str, Any] = yaml_text.load((FOLDER / "stay_words.yml").read_text("utf-8"))
    return {name: frozenset(map(str, words)) for name, words in told.items()}


def is_child(words: list[str], j: int) -> bool:
    """Is this word a child: "him", "my niece", "her two", but not "her school"?"""
    known = stay_words()
    word, nxt = words[j], words[j + 1] if j + 1 < len(words) else ""
    if word == "her":
        return not nxt or nxt in known["after_her"] or nxt.isdigit()
    if nxt in ORDINAL_SIGNS:
        return False  # "on the 3rd"
    if word in COUNTS:
        return j > 0 and words[j - 1] in (MINE if word != "old" else {"year", "years", "month", "months"})
    return word in known["child"] and nxt != "'s"


def has_child(words: list[str], i: int, reach: int) -> bool:
    return any(is_child(words, j) for j in range(i + 1, min(len(words), i + 1 + reach)))


def nearest(words: list[str], i: int) -> str:
    """The nearest word before that can be who did it."""
    known = stay_words()
    for j in range(i - 1, max(-1, i - 8), -1):
        if words[j] in known["official"] or words[j] in {"who", "he", "she", "they"} or is_child(words, j):
            return "" if words[j] == "who" else words[j]
    return ""


def ahead(words: list[str], i: int, reach: int = 5) -> list[str]:
    """The words that follow, as far as they tell where to: not past "when" or "and"."""
    after = list(words[i + 1 : i + 1 + reach])
    cut = next((j for j, word in enumerate(after) if word in LINKS), len(after))
    return after[:cut]


def to_us(words: list[str], i: int, reach: int = 5) -> bool:
    """ "to us", "with me", "here", "to live": soon after word i."""
    known = stay_words()
    after = [*ahead(words, i, 8), "", ""]
    for j, word in enumerate(after[:reach]):
        if word in {"here", "live", "stay"}:
            return True
        if word in TO and after[j + 1] in known["here"]:
            return not (after[j + 1] in {"my", "our"} and after[j + 2] in known["elder"] | KIN)
    return False
