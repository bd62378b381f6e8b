"""The words that name people, from people.yml."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.understanding.message_text import FOLDER
from kinship import yaml_text


@lru_cache(maxsize=1)
def people_file() -> dict[str, Any]:
    """people.yml, as written."""
    return yaml_text.load((FOLDER / "people.yml").read_text("utf-8"))


@lru_cache(maxsize=1)
def known_people() -> dict[str, frozenset[str]]:
    """The words for each kind of person; "grown" are those who may be a child's parent."""
    told = people_file()
    out = {name: frozenset(told[name]) for name in ("women", "men", "many", "parents", "council", "other", "spouses")}
    out["children"], out["fillers"] = frozenset(told["children"]), frozenset(told["fillers"])
    out["grown"] = frozenset(w for words in told["parent_of"].values() for w in words)
    return out
