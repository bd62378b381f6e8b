"""Which piece of help comes first: the one that was asked about, then what can simply be had, then what must be argued for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NATIONAL = "england"
STEM = 6  # letters
NAMED = 4  # from this likeness on, a name was used
LITTLE = frozenset("the and for you are with that this have has had her his him she they them their can get got from what when how who why not but "
                   "any all one our out was were will your mine just like about there been come came asked said into than then".split())
COMMON = LITTLE | frozenset("would could want need help know more much some social worker council child children kid live living after "
                             "before right group care home family work".split())
COMMON = frozenset(word[:STEM] for word in COMMON)


def sort(entries: list[dict[str, Any]], asked: str, needs: Mapping[str, str], *, children: int) -> None:
    """Order in place. `asked` are the carer's own words (empty for a tap); `needs` is the checklist in its order, with its words.

    Each entry is {"offered": Offered, "serves": how many of the children's likeliest arrangements it serves, in shares of 1}.
    """
    wanted = Wanted.of(asked, entries)
    liked = {each["key"]: wanted.likeness(each["offered"], needs[each["offered"].entry["need"]]) for each in entries}
    best = max(entries, key=lambda each: liked[each["key"]], default=None)
    asked_need = best["offered"].entry["need"] if best is not None and liked[best["key"]] else None
    refused = _needs_refused(entries)
    order = list(needs)
    for_everyone = children - 0.01  # every likely arrangement of every child, but for rounding

    def place(each: dict[str, Any]) -> tuple:
        entry = each["offered"].entry
        by_name = liked[each["key"]] >= NAMED  # asked about by its name: the national rule first, whatever it says
        on_condition = each["offered"].fits != "yes" and "only_if" in entry
        return (
            entry["need"] != asked_need,
            -liked[each["key"]],
            by_name and each["offered"].area != NATIONAL,
            entry["status"] == "not_available" and not by_name,
            entry["need"] in refused or entry.get("state") == "paused",
            on_condition,
            each["serves"] < for_everyone,
            order.index(entry["need"]),
        )

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


@dataclass(frozen=True)
class Wanted:
    """What the carer's own words point to: names of two words ("child benefit"), and single words that few entries have."""

    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, asked: str, entries: list[dict[str, Any]]) -> Wanted:
        bodies = [_stems(f"{each['offered'].entry['title']} {each['offered'].entry['what']}") for each in entries]
        telling = {word for word in _stems(asked) - COMMON if 0 < sum(word in body for body in bodies) <= max(2, len(bodies) // 6)}
        return cls(frozenset(_pairs(asked)), frozenset(telling))

    def likeness(self, offered: Any, need: str) -> int:
        """How well an entry answers: names count most; single words only for what surely fits this family."""
        entry = offered.entry
        if entry.get("state") == "paused":
            return 0
        title, told = entry["title"], f"{need} / {entry['what']} / {entry['how']}"
        score = 8 * len(self.names & _pairs(title)) + 4 * len(self.names & _pairs(told))
        if offered.fits == "yes":
            score += 2 * len(self.words & _stems(title)) + len(self.words & _stems(f"{entry['what']} {entry['how']}"))
        return score


def _words(text: str) -> list[str]:
    """Words of three letters or more, without the s of the plural."""
    return [word.rstrip("s") if len(word) > 4 else word for word in re.findall(r"[a-z]{3,}", text.casefold())]


def _stems(text: str) -> set[str]:
    """Words cut to their first letters: "complain" and "complaint" are one."""
    return {word[:STEM] for word in _words(text)}


def _pairs(text: str) -> set[str]:
    """Neighbouring words, neither of them a word that says little alone with the other."""
    words = _words(text)
    return {f"{one} {two}" for one, two in zip(words, words[1:], strict=False) if not (one in LITTLE or two in LITTLE)}
