"""A menu as lines that begin with their number: "1 Yes". The last is a person.

A menu too long for one text goes on in the next, and its numbers run on: 1 to 4, then 5 to 8. The person stands last in each
text, under the number that comes next there; so no number ever means two things, and a number of an earlier text still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

HUB_ONLY = "hub:"  # choices the hub answers itself; a menu of nothing else gets no person added
LONGEST_LABEL = 80  # letters; content is checked to be shorter, and what is not ends in "..."

Entry = dict[str, object]  # {"id", "label", "seq"}


@dataclass(frozen=True)
class Menu:
    """The options in their order, and the person who stands last, if any."""

    options: tuple[Entry, ...] = ()
    person: Entry | None = None

    def __bool__(self) -> bool:
        return bool(self.options or self.person)

    def entries(self, count: int, start: int = 0) -> list[Entry]:
        """So many options from `start` on, and the person."""
        return [*self.options[start : start + count], *([self.person] if self.person else [])]


def menu_of(
    choices: Sequence[tuple[int, Mapping[str, str]]],
    person_ids: Sequence[str],
    added: Mapping[str, str] | None,
    fold: Callable[[str], str],
) -> Menu:
    """The menu of some messages: (seq, {"id", "label"}) in order. The same choice twice is one, the newer.

    `person_ids`: which ids are a person; the last of them is moved to the end. `added`: the person put under a menu that has
    none. `fold`: how a label is written on this channel.
    """
    kept = {each["id"]: {"id": each["id"], "label": _short(fold(each["label"])), "seq": seq} for seq, each in choices}
    if not kept:
        return Menu()
    person = next((kept.pop(each) for each in reversed(list(kept)) if each in person_ids), None)
    if person is None and added is not None and not all(each.startswith(HUB_ONLY) for each in kept):
        person = {"id": added["id"], "label": _short(fold(added["label"])), "seq": max(seq for seq, _ in choices)}
    return Menu(tuple(kept.values()), person)


def lines(entries: Sequence[Entry], first: int) -> list[str]:
    """The numbered lines, from the number `first` on."""
    return [f"{number} {each['label']}" for number, each in enumerate(entries, first)]


def numbers(first: int, count: int) -> str:
    """ "1-4", or "1" where there is one."""
    return f"{first}-{first + count - 1}" if count > 1 else str(first)


def _short(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 3].rstrip() + "..."
