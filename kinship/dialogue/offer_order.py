"""Which piece of help comes first: the one that was asked about, then what can simply be had, then what must be argued for."""

from __future__ import annotations

import re
from typing import Any

NATIONAL = "england"
COMMON = frozenset("have that this with they them what when from your will would could about there been came come asked said want need "
                   "help know just like more much some social worker council child children kids live lives living after before".split())


def sort(entries: list[dict[str, Any]], asked: str, needs: list[str], *, children: int) -> None:
    """Order in place. `asked` are the carer's own words (empty for a tap); `needs` is the checklist in its order.

    Each entry is {"offered": Offered, "serves": how many of the children's arrangements it serves, in shares of 1}.
    """
    wanted = _telling_words(asked, entries)
    refused = _needs_refused(entries)
    for_everyone = children - 0.01  # every arrangement still possible for every child, but for rounding

    def place(each: dict[str, Any]) -> tuple:
        entry = each["offered"].entry
        return (-_likeness(entry, wanted), entry["status"] == "not_available", entry["need"] in refused or entry.get("state") == "paused",
                each["offered"].fits != "yes", each["serves"] < for_everyone, needs.index(entry["need"]))

    entries.sort(key=place)


def served(entry: dict[str, Any]) -> Any:
    """The arrangements an entry serves, as something to look in."""
    return _All() if entry["arrangements"] == "all" else entry["arrangements"]


class _All:
    def __contains__(self, _: object) -> bool:
        return True


def _needs_refused(entries: list[dict[str, Any]]) -> set[str]:
    """Needs that national rules do not meet for this family: what a council does about them comes after what can simply be had."""
    met = {each["offered"].entry["need"] for each in entries
           if each["offered"].area == NATIONAL and each["offered"].entry["status"] in ("entitlement", "right_to_ask")}
    return {each["offered"].entry["need"] for each in entries if each["offered"].entry["status"] == "not_available"} - met


def _telling_words(text: str, entries: list[dict[str, Any]]) -> set[str]:
    """Words of the question that tell entries apart: those that stand in few of them."""
    bodies = [_words(f"{each['offered'].entry['title']} {each['offered'].entry['what']}") for each in entries]
    return {word for word in _words(text) - COMMON if 0 < sum(word in body for body in bodies) <= max(2, len(bodies) // 6)}


def _likeness(entry: dict[str, Any], wanted: set[str]) -> int:
    """How well an entry answers the very words of the question: its title counts most."""
    if not wanted:
        return 0
    return 3 * len(wanted & _words(entry["title"])) + len(wanted & _words(f"{entry['what']} {entry['who']} {entry['how']}"))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]{4,}", text.casefold())}
