"""Which piece of help comes first: the one that was asked about, then what can simply be had, then what must be argued for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kinship.offer_search import LITTLE

NATIONAL = "england"
STEM = 6  # letters
APOSTROPHE = "'"
NAMED = 4  # likeness of a name that was used
NEED = 100  # likeness of the need that was asked about
COMMON = LITTLE | frozenset(
    "would could want need help know more much some social worker council child children kid live living after "
    "before right group care home family work".split()
)
COMMON = frozenset(word[:STEM] for word in COMMON)


def sort(entries: list[dict[str, Any]], asked: str, topic: Mapping[str, Any]) -> None:
    """Order in place. `asked` are the carer's own words (empty for a tap); `topic` is the entry of topics.yml, with its checklist.

    Each entry is {"offered": Offered, "serves": the share of the likeliest arrangements it serves, of the child it serves best}.
    """
    wanted = Wanted.of(question_in(asked), entries, topic)
    liked = {each["key"]: wanted.likeness(each["offered"]) for each in entries}
    best = max(entries, key=lambda each: liked[each["key"]], default=None)
    asked_need = best["offered"].entry["need"] if best is not None and liked[best["key"]] else None
    refused = _needs_refused(entries)
    order = list(topic["needs"])

    def place(each: dict[str, Any]) -> tuple:
        entry = each["offered"].entry
        refuses = entry["status"] == "not_available"
        by_name = (
            liked[each["key"]] % NEED >= NAMED
        )  # asked about by its name: then a "no" is the answer, and comes first
        on_condition = each["offered"].fits != "yes" and "only_if" in entry
        return (
            entry["need"] != asked_need,
            not (refuses and by_name and not on_condition),
            -liked[each["key"]],
            refuses,
            entry["need"] in refused or entry.get("state") == "paused",
            on_condition,
            -round(each["serves"], 2),
            order.index(entry["need"]),
        )

    entries.sort(key=place)


def question_in(text: str) -> str:
    """The part of a message that asks: people tell first and ask last. A short message is all question."""
    sentences = [each for each in re.split(r"(?<=[.!?])\s+|\n+", text.strip()) if each]
    if len(sentences) < 2:
        return text
    asking = [each for each in sentences if each.endswith("?")]
    return " ".join(asking or sentences[-1:])


def served(entry: dict[str, Any]) -> Any:
    """The arrangements an entry serves, as something to look in."""
    return _All() if entry["arrangements"] == "all" else entry["arrangements"]


class _All:
    def __contains__(self, _: object) -> bool:
        return True


def _needs_refused(entries: list[dict[str, Any]]) -> set[str]:
    """Needs that national rules do not meet for this family: what a council does about them comes after what can simply be had."""
    met = {
        each["offered"].entry["need"]
        for each in entries
        if each["offered"].area == NATIONAL and each["offered"].entry["status"] in ("entitlement", "right_to_ask")
    }
    return {
        each["offered"].entry["need"] for each in entries if each["offered"].entry["status"] == "not_available"
    } - met


@dataclass(frozen=True)
class Wanted:
    """What the carer's own words point to: needs by the words carers use, names of two words, and single words few entries have."""

    needs: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, asked: str, entries: list[dict[str, Any]], topic: Mapping[str, Any]) -> Wanted:
        told = [_told(each["offered"].entry) for each in entries]
        telling = {
            word
            for word in _stems(asked) - COMMON
            if 0 < sum(word in each.title or word in each.what for each in told) <= max(2, len(told) // 6)
        }
        plain = f" {' '.join(re.findall(r'[a-z0-9]+', asked.casefold().replace(APOSTROPHE, '')))} "
        said = {
            need: [word for word in words if f" {word.replace(APOSTROPHE, '')} " in plain]
            for need, words in (topic.get("carers_say") or {}).items()
        }
        longest = max((len(word) for words in said.values() for word in words), default=0)
        needs = {need for need, words in said.items() if any(len(word) == longest for word in words)}
        return cls(frozenset(needs), frozenset(_pairs(asked)), frozenset(telling))

    def likeness(self, offered: Any) -> int:
        """How well an entry answers: the need that was asked about, then names; single words only for what surely fits."""
        entry = offered.entry
        score = NEED if entry["need"] in self.needs else 0
        if entry.get("state") == "paused":
            return score
        if not (self.names or self.words):
            return score
        told = _told(entry)
        score += 2 * NAMED * len(self.names & told.names_in_title) + NAMED * len(self.names & told.names)
        if offered.fits == "yes" and not self.needs:
            score += 2 * len(self.words & told.title) + len(self.words & (told.what | told.how))
        return score


@dataclass(frozen=True)
class _Told:
    """The words of one entry, cut for comparing."""

    title: frozenset[str]
    what: frozenset[str]
    how: frozenset[str]
    names_in_title: frozenset[str]
    names: frozenset[str]


def _told(entry: Mapping[str, Any]) -> _Told:
    return _cut(entry["title"], entry["what"], entry["how"])


@lru_cache(maxsize=8192)  # words of the offer only: what a carer wrote is kept nowhere
def _cut(title: str, what: str, how: str) -> _Told:
    return _Told(
        title=frozenset(_stems(title)),
        what=frozenset(_stems(what)),
        how=frozenset(_stems(how)),
        names_in_title=frozenset(_pairs(title)),
        names=frozenset(_pairs(f"{what} {how}")),
    )


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
