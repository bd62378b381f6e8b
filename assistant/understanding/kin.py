"""People in a message and who they are to the carer, read one step at a time with the table in kin.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assistant.understanding.message_text import kin_file

MINE = {"my", "our", "me"}


OTHERS = {"his", "her", "their", "your", "whose"}


@dataclass(frozen=True)
class Kin:
    """A person named in the message: who they are to the carer, through whom, and where it says so."""

    person: str
    through: str | None
    first: int
    last: int
    minor: bool
    steps: int


@lru_cache(maxsize=1)
def group_of() -> dict[str, str]:
    return {word: group for group, words in kin_file()["groups"].items() for word in words}


def people(words: list[str]) -> list[Kin]:
    """Every "my ...'s ..." in a message, and family words that need no "my" ("got grandson since easter")."""
    out: list[Kin] = []
    at = 0
    while at < len(words):
        kin = _chain(words, at)
        if kin:
            out.append(kin)
            at = kin.last
        else:
            at += 1
    return out


def _chain(words: list[str], at: int) -> Kin | None:
    table = kin_file()
    before = words[at - 1] if at else ""
    if words[at] in MINE and not (
        words[at] == "me" and before in {"with", "to", "for", "asked", "told", "by", "give", "gave", "let"}
    ):
        start = at + 1
    elif before in OTHERS | {"'s", "your"} | MINE or words[at] not in group_of():
        return None
    elif group_of()[words[at]] in table["plain_enough"] or (
        group_of()[words[at]] in table["start_chain"] and words[at + 1 : at + 2] == ["'s"]
    ):
        start = at
    elif group_of()[words[at]] in {"friend", "neighbour"} and before == "of":
        start = at
    elif group_of()[words[at]] in {"sibling", "friend"} and before in {"a", "the"} and words[at + 1 : at + 2] == ["'s"]:
        start = at
    else:
        return None
    person, through, minor, steps = "self", None, False, 0
    last, good = start, None
    while True:
        i, small = _skip(words, last, first=steps == 0)
        group = group_of().get(words[i]) if i < len(words) else None
        if group is None:
            break
        reached = table["steps"].get(person, {}).get(group)
        if reached is None:
            person = "unknown" if steps else person
            break
        if reached == "spouse":
            through, reached = table["related_by"][group], "self"
        person, minor, steps, last = reached, minor or small, steps + 1, i + 1
        good = Kin(person, through, at, last, minor, steps)
        if words[last : last + 1] != ["'s"] or not _more(words, last + 1):
            break
        last += 1
    return good


def _skip(words: list[str], i: int, first: bool) -> tuple[int, bool]:
    table = kin_file()
    small = False
    while i < len(words) and words[i] in table["fillers"]:
        nxt = words[i + 1] if i + 1 < len(words) else ""
        if words[i] in group_of() and nxt not in group_of() and nxt not in table["fillers"]:
            break
        small = small or words[i] in table["minor_fillers"]
        i += 1
    return i, small


def _more(words: list[str], i: int) -> bool:
    # "my son's 4" is his age; "my sister's 4 kids" goes on.
    j, _ = _skip(words, i, first=False)
    if j >= len(words) or words[j] not in group_of():
        return False
    return not (
        words[j] in {"two", "three", "four", "one"}
        and words[j + 1 : j + 2] in (["years"], ["months"], ["year"], ["now"], ["and"])
    )
