"""Reads the danger phrases (kinship/safety_phrases/*.yml) and lays them over the plain words of a message.

How a phrase is written, left to right, one term for each word:
    bleach              that word                       hit|hits       either word
    burn*               any word that starts so         any?           may be left out
    run_away            two words as one                @kid           any word of the list `kid` in words.yml
    ~3                  up to three words between, none of them a denial
    !head|knee          the next word is not one of these

A phrase never reaches past the end of a sentence. Every gap has an upper limit, so time grows with the length only.
`unless` is looked for in the clause the phrase stands in, `unless_in_sentence` in its sentence (how it was put right),
`unless_in_message` anywhere: only for who is writing or who is spoken of.
`own: true` counts a phrase only where the writer tells it of themselves, not of a parent, the council or the child.

People tell the same danger in any order ("dad had the belt, the lad is bleeding"). Under `together` each line holds
parts, joined by " + ", each written as above, that count in whatever order they stand, in one sentence and no more
than `within` words apart; with `across: true` in neighbouring sentences too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kinship import yaml_text
from kinship.safety_text import BOUNDARY, Spelling

FOLDER = Path(__file__).with_name("safety_phrases")
EVERYDAY_WEIGHT = 60  # a word said in nearly every message sorts phrases as badly as this many others
WITHIN = 14  # how far apart, in words, the parts of a phrase written under `together` may stand


class Search:
    """A search that is compiled when a message first needs it: five thousand take seconds to compile, and a message needs few."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled


class Phrase(NamedTuple):
    """One danger phrase, ready to search for. `needs` are word sets that must each meet the message first."""

    kind: str
    urgency: str
    written: str
    search: Search
    needs: tuple[frozenset[str], ...]
    unless: tuple[Search, ...]
    unless_in_sentence: tuple[Search, ...]
    unless_in_message: tuple[Search, ...]
    even_if_past: bool
    own: bool
    reach: int
    beside: tuple[Search, ...] = ()  # the other parts, in any order, where the phrase is written with " + "
    across: bool = False
    anchors: int = 0  # how many of the needs belong to the part that is searched for first


class Shelf(NamedTuple):
    """Phrases filed under the words of their rarest need; `stems` are word beginnings by their first two letters."""

    by_word: Mapping[str, Sequence[Phrase]]
    stems: Mapping[str, Sequence[str]]


class Book(NamedTuple):
    """Everything that is known about danger: the phrases by their rarest word, and how a message is read."""

    kinds: tuple[str, ...]
    grave: frozenset[str]
    phrases: tuple[Phrase, ...]
    danger: Shelf
    harmless: Shelf
    spelling: Spelling
    past: re.Pattern[str]
    settled: re.Pattern[str]
    still_cleared_by: re.Pattern[str]
    words: Mapping[str, frozenset[str]]


class Writer:
    """Turns written phrases into searches. Raises ValueError for a phrase outside the grammar."""

    def __init__(self, lists: Mapping[str, str], negators: frozenset[str], everyday: frozenset[str]) -> None:
        self._lists = lists
        self._everyday = everyday
        self._gap_word = f"(?!(?:{'|'.join(sorted(negators))}) )[^ {BOUNDARY}]+ "
        self.vocabulary: set[str] = set()
        self._opened: dict[str, list[str]] = {}  # a few lists stand in thousands of phrases
        self._alternatives: dict[str, str] = {}
        self._first_words: dict[str, frozenset[str]] = {}

    def words(self, term: str) -> list[str]:
        """The words a term stands for, lists opened. A list may name another list."""
        if term not in self._opened:
            self._opened[term] = self._open(term)
        return self._opened[term]

    def _open(self, term: str) -> list[str]:
        found: list[str] = []
        for word in term.split("|"):
            if word.startswith("@"):
                if word[1:] not in self._lists:
                    raise ValueError(f"no list called {word} in words.yml")
                found.extend(w for part in self._lists[word[1:]].split() for w in self.words(part))
            elif re.fullmatch(r"[^\W_]+(?:_[^\W_]+)*\*?", word):
                found.append(word.replace("_", " "))
            else:
                raise ValueError(f"cannot read the word {word!r} in a danger phrase")
        return list(dict.fromkeys(found))

    def search(self, written: str) -> tuple[Search, tuple[frozenset[str], ...]]:
        """The search for a phrase, and the sets of words without which it cannot match."""
        parts, needs = [], []
        for term in written.split():
            if term.startswith("~"):
                parts.append(f"(?:{self._gap_word}){{0,{int(term[1:])}}}?")
            elif term.startswith("!"):
                parts.append(f"(?!(?:{self._either(term[1:])}) )")
            else:
                one = f"(?:{self._either(term.removesuffix('?'))}) "
                parts.append(f"(?:{one})?" if term.endswith("?") else one)
                begins = self._begins(term.removesuffix("?"))
                if not term.endswith("?"):
                    needs.append(begins)
        if not needs:
            raise ValueError(f"a danger phrase needs at least one word that must be there: {written!r}")
        if parts[-1].endswith("?") and written.split()[-1].startswith("~"):
            parts[-1] = parts[-1][:-1]  # a gap at the end takes the words that follow, as far as it may
        return Search(r"(?<= )" + "".join(parts)), tuple(needs)

    def reach(self, written: str) -> int:
        """The most words a phrase can take up, with what it looks at after its end."""
        most = 0
        for term in written.split():
            if term.startswith("~"):
                most += int(term[1:])
            else:
                most += max(len(word.split()) for word in self.words(term.strip("!?")))
        return most

    def commonness(self, need: frozenset[str]) -> int:
        """How often a message will hold one of these words: a rough measure, to look for the rarest first."""
        return len(need) + EVERYDAY_WEIGHT * len(need & self._everyday)

    def _begins(self, term: str) -> frozenset[str]:
        """The first words of what a term stands for. All of its words are the vocabulary's from now on."""
        if term not in self._first_words:
            words = self.words(term)
            self.vocabulary.update(part for word in words for part in word.split())
            self._first_words[term] = frozenset(word.split()[0] for word in words)
        return self._first_words[term]

    def _either(self, term: str) -> str:
        if term not in self._alternatives:
            self._alternatives[term] = "|".join(self._alternative(word) for word in self.words(term))
        return self._alternatives[term]

    @staticmethod
    def _alternative(word: str) -> str:
        return re.escape(word.removesuffix("*")) + ("[^ ]*" if word.endswith("*") else "")


@lru_cache(maxsize=4)
def book(folder: Path = FOLDER) -> Book:
    """Read every phrase once. Raises ValueError naming the file for a fault, OSError if a file cannot be read."""
    words = _read(folder / "words.yml")
    negators = frozenset(words["negators"].split())
    writer = Writer(words["lists"], negators, frozenset(words["everyday"].split()))
    phrases = [phrase for path in _files(folder) for entry in entries(path) for phrase in _phrases(path, entry, writer)]
    harmless = [
        phrase
        for entry in _read(folder / "harmless.yml")["harmless"]
        for phrase in _phrases(folder / "harmless.yml", entry, writer)
    ]
    vocabulary = frozenset(word for word in writer.vocabulary if not word.endswith("*"))
    spelling = Spelling.of(words["short_forms"], vocabulary, frozenset(words["real_words"].split()))
    return Book(
        kinds=tuple(words["kinds"]),
        grave=frozenset(words["grave_for_a_young_writer"]),
        phrases=tuple(phrases),
        danger=_shelf(phrases, writer),
        harmless=_shelf(harmless, writer),
        spelling=spelling,
        past=_any_of(writer, words["past"]),
        settled=_any_of(writer, words["settled"]),
        still_cleared_by=writer.search(words["still_cleared_by"])[0].compiled,
        words={
            name: frozenset(words[name].split())
            for name in (
                "negators",
                "not_a_denial",
                "new_thought",
                "denial_said",
                "still",
                "present",
                "joins",
                "subjects",
                "self",
                "others",
                "people",
                "verbs",
                "belongs",
                "goes_on",
                "breaks_off",
                "starts_anew",
                "answers",
            )
        },
    )


def _any_of(writer: Writer, phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(writer.search(written)[0].pattern for written in phrases))


def _read(path: Path) -> Any:
    return yaml_text.load(path.read_text("utf-8"))


def entries(path: Path) -> list[dict[str, Any]]:
    """The entries of one file of danger phrases; each has the kind the file is named for, or its own."""
    return [{"kind": path.stem, **entry} for entry in _read(path)["danger"]]


def danger_files(folder: Path = FOLDER) -> list[Path]:
    """Every file of danger phrases, in order of name."""
    return _files(folder)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.yml")) if path.name not in ("words.yml", "harmless.yml")]


def _phrases(path: Path, entry: Mapping[str, Any], writer: Writer) -> Iterator[Phrase]:
    def searches(name: str) -> tuple[Search, ...]:
        return tuple(writer.search(written)[0] for written in entry.get(name, "").splitlines() if written.strip())

    try:
        unless, in_sentence, in_message = map(searches, ("unless", "unless_in_sentence", "unless_in_message"))
        shared: dict[str, Any] = {
            "kind": entry.get("kind", ""),
            "urgency": entry.get("urgency", ""),
            "unless": unless,
            "unless_in_sentence": in_sentence,
            "unless_in_message": in_message,
            "even_if_past": bool(entry.get("even_if_past")),
            "own": bool(entry.get("own")),
        }
        for written in entry.get("words", "").splitlines():
            if written.strip():
                search, needs = writer.search(written)
                yield Phrase(written=written.strip(), search=search, needs=needs, reach=writer.reach(written), **shared)
        for written in entry.get("together", "").splitlines():
            if written.strip():
                parts = [writer.search(part) for part in written.split(" + ")]
                rarest = min(range(len(parts)), key=lambda at: min(writer.commonness(need) for need in parts[at][1]))
                yield Phrase(
                    written=written.strip(),
                    search=parts[rarest][0],
                    needs=(*parts[rarest][1], *(need for _, needs in parts for need in needs)),
                    reach=int(entry.get("within", WITHIN)),
                    beside=tuple(search for at, (search, _) in enumerate(parts) if at != rarest),
                    across=bool(entry.get("across")),
                    anchors=len(parts[rarest][1]),
                    **shared,
                )
    except (KeyError, ValueError) as fault:
        raise ValueError(f"{path.name}: {entry.get('reason', entry)}: {fault}") from fault


def _shelf(phrases: Sequence[Phrase], writer: Writer) -> Shelf:
    stems: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(word for word in writer.vocabulary if word.endswith("*")):
        stems[stem[:2]].append(stem)
    return Shelf(_by_rarest_word(phrases, writer), dict(stems))


def _by_rarest_word(phrases: Sequence[Phrase], writer: Writer) -> dict[str, list[Phrase]]:
    """File each phrase under the words of its rarest need, so that most phrases are never searched for at all."""
    filed: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        needs = phrase.needs[: phrase.anchors] if phrase.beside else phrase.needs
        for word in min(needs, key=writer.commonness):
            filed[word].append(phrase)
    return dict(filed)
