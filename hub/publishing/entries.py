"""Two or three versions of an entry beside each other: what differs, and what both changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kinship.offer_writing import ORDER

Entry = Mapping[str, Any]
LATER_WINS = ("checked_on",)  # whoever looked last, looked last
EMPTY = ("", None, [], {})


class BothChanged(ValueError):
    """The same fields were changed in both. `fields`: which."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def differences(before: Entry | None, after: Entry | None) -> dict[str, list[Any]]:
    """Each field that is not the same, in the order of the file: [before, after]."""
    before, after = before or {}, after or {}
    keys = [*(key for key in ORDER if key in before or key in after), *sorted({*before, *after} - set(ORDER))]
    return {key: [before.get(key), after.get(key)] for key in keys if not _same(before.get(key), after.get(key))}


def merged(base: Entry | None, mine: Entry, theirs: Entry | None) -> dict[str, Any]:
    """What `mine` changes in `base`, done to `theirs`. Raises BothChanged where both changed the same field to something else."""
    if not differences(base, theirs) or not differences(mine, theirs):
        return dict(mine)
    if not mine or not theirs:  # one of them takes the entry out, the other changes it
        raise BothChanged(["id"])
    ours, found, both = differences(base, mine), dict(theirs), []
    for key in ours:
        now, there = mine.get(key), theirs.get(key)
        if not _same(there, (base or {}).get(key)) and not _same(there, now):
            if key not in LATER_WINS:
                both.append(key)
                continue
            now = max(str(now), str(there))
        if now is None:
            found.pop(key, None)
        else:
            found[key] = now
    if both:
        raise BothChanged(both)
    return found


def _same(one: Any, other: Any) -> bool:
    return one == other or (one in EMPTY and other in EMPTY)
