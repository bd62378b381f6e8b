"""A short reply to the question just asked: "his mum did", "9", "no"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from assistant.understanding.message_text import FOLDER

SHORT = 10  # words: longer replies say what they mean themselves
UNSURE = re.compile(
    r"\b(not sure|dont know|don't know|dunno|no idea|idk|unsure|not certain|cant remember|can't remember"
    r"|maybe|possibly|no clue|havent a clue|haven't a clue|why|what|how)\b|\?"
)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    told = yaml.safe_load((FOLDER / "answers.yml").read_text("utf-8"))
    return {str(k).replace("True", "yes").replace("False", "no"): v for k, v in told.items()}


def bare_answer(text: str, asked: str) -> str | None:
    """The answer to `asked` in a short reply, or None. "Not sure" is never an answer here: it is an intent."""
    low = re.sub(r"[^\w\s'?-]", " ", text.lower().replace("’", "'")).strip()
    if not low or len(low.split()) > SHORT or UNSURE.search(low):
        return None
    told = _file()
    for answer, words in told["facts"].get(asked, {}).items():
        if any(_has(low, word) for word in words) and not (
            _starts(low, told["no"])
            and asked in told["no_means"]
            and answer != told["no_means"][asked]
            and asked != "social_worker_involved"
        ):
            return str(answer)
    if asked == "home_council":
        return _council(low)
    if asked in told["yes_or_no"]:
        return "no" if _starts(low, told["no"]) else "yes" if _starts(low, told["yes"]) else None
    if asked in told["no_means"] and _starts(low, told["no"]):
        return str(told["no_means"][asked])
    if asked in told["yes_means"] and _starts(low, told["yes"]):
        return str(told["yes_means"][asked])
    return None


def _has(low: str, words: str) -> bool:
    return (
        re.search(rf"(?<!\w){re.escape(words)}(?!\w)" if len(words) < 6 else rf"(?<!\w){re.escape(words)}", low)
        is not None
    )


def _starts(low: str, words: list[str]) -> bool:
    return any(low == word or low.startswith(word + " ") for word in map(str, words))


def _council(low: str) -> str | None:
    name = re.sub(r"^(i |we |im |i'm )?(live |living )?(in |near |at )?(the )?", "", low)
    name = re.sub(r"\b(city|county|borough|district|council|area)\b", "", name).strip()
    return (
        name
        if 0 < len(name.split()) <= 4
        and name not in {"yes", "no", "ok"}
        and name.replace(" ", "").replace("-", "").isalpha()
        else None
    )
