"""Words that mean nearly the same, under one name, so that what was learnt of one of them is known of the others.

The groups are in danger_groups.json.gz, the words of one group in a string, made by assistant/understanding/danger_grouping.py.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("danger_groups.json.gz")


@lru_cache(maxsize=1)
def group_of(path: Path = FILE) -> Mapping[str, str]:
    """The name of the group of each word that has one. Raises OSError where the file cannot be read."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        groups = json.load(file)
    # The name is made once for a group, not once for each of its words: every process that reads messages holds these.
    named = ((f"={number}", words) for number, words in enumerate(groups))
    return {word: name for name, words in named for word in words.split()}
