"""The languages carers write in: what each calls itself, and a careful guess at which one a message is in.

Read from offer_content/languages.yml. Guess only at what was not understood: English is the rule, and a wrong guess
is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinship import yaml_text
from kinship.last_good import LastGood

FILE = Path(__file__).resolve().parents[1] / "offer_content" / "languages.yml"
FEWEST_WORDS = 3  # of a message in Latin letters
FEWEST_LETTERS = 4  # of a message in another script
FEWEST_SIGNS = 2  # frequent words, or words with letters of their own
SHARE = 0.25  # of the words must speak for the language
_BETWEEN = re.compile(r"[\s,.;:!?।፡።،؟]+")  # some scripts write vowels as signs, which are no letters to `\\w`
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True)
class Language:
    """`code` is None for one that languages.yml does not know: its name is then as the council writes it."""

    code: str | None
    english: str
    own_name: str
    direction: str = "ltr"


@dataclass(frozen=True)
class _Signs:
    """How a language is told from others."""

    script: str | None
    letters: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class _File:
    languages: Mapping[str, Language]
    signs: Mapping[str, _Signs]
    english: frozenset[str]
    scripts: Mapping[str, tuple[range, ...]]
    fixed_words: Mapping[str, str]


def known() -> Mapping[str, Language]:
    """Every language of the file by its code; none while the file has never been readable."""
    return _file().languages


def fixed_words() -> Mapping[str, str]:
    """The English of the lines that people may translate."""
    return _file().fixed_words


def listed(council: Mapping[str, Any] | None) -> list[Language]:
    """The languages a council lists in council.yml, in its order."""
    by_name = {language.english: language for language in known().values()}
    names = [str(name) for name in (council or {}).get("languages") or ()]
    return [by_name.get(name) or Language("en" if name == "English" else None, name, name) for name in names]


def guess(text: str) -> str | None:
    """The code of the language a message is in, or None for English and for every doubt."""
    file = _file()
    letters = [letter for letter in text if letter.isalpha()]
    script = _script(letters, file)
    if script is not None:
        fit = [code for code, signs in file.signs.items() if signs.script == script]
        return fit[0] if len(fit) == 1 else _best(_BETWEEN.split(text.casefold()), fit, file, fewest=1)
    words = _WORD.findall(text.casefold().replace("’", "'"))
    if len(words) < FEWEST_WORDS or sum(ord(letter) > 0x24F for letter in letters) > len(letters) / 4:
        return None
    best = _best(words, [code for code, signs in file.signs.items() if signs.script is None], file, FEWEST_SIGNS)
    if best is None:
        return None
    speaks = _signs_in(words, file.signs[best])
    against = sum(word in file.english for word in words)
    return best if speaks >= SHARE * len(words) and speaks > 2 * against else None


def _script(letters: list[str], file: _File) -> str | None:
    """The script that more than half of the letters are of, when it is not Latin."""
    if len(letters) < FEWEST_LETTERS and not any(ord(letter) > 0x2E7F for letter in letters):
        return None  # one Chinese sign is a word; one Greek letter is not
    for script, ranges in file.scripts.items():
        if sum(any(ord(letter) in each for each in ranges) for letter in letters) > len(letters) / 2:
            return script
    return None


def _best(words: list[str], codes: list[str], file: _File, fewest: int) -> str | None:
    """The language that most words speak for; None when two share that place, or too few words speak."""
    scores = {code: _signs_in(words, file.signs[code]) for code in codes}
    most = max(scores.values(), default=0)
    first = [code for code, score in scores.items() if score == most]
    return first[0] if most >= fewest and len(first) == 1 else None


def _signs_in(words: list[str], signs: _Signs) -> int:
    return sum(word in signs.words or not signs.letters.isdisjoint(word) for word in words)


def _file() -> _File:
    return _KEPT.or_else(FILE, _NOTHING)


def _build(path: Path, _before: _File | None) -> _File:
    read = yaml_text.load(path.read_text(encoding="utf-8"))
    languages = read["languages"]
    return _File(
        languages={
            code: Language(code, each["english"], each["own_name"], each["direction"])
            for code, each in languages.items()
        },
        signs={
            code: _Signs(each.get("script"), frozenset(each.get("letters") or ""), frozenset(each.get("words") or ()))
            for code, each in languages.items()
        },
        english=frozenset(read["english"]["words"]),
        scripts={script: tuple(span(each) for each in spans) for script, spans in (read.get("scripts") or {}).items()},
        fixed_words=dict(read["fixed_words"]),
    )


def span(words: str) -> range:
    """ "0600-06FF" as the numbers of its letters. Raises ValueError for what is not two numbers."""
    first, last = words.split("-")
    return range(int(first, 16), int(last, 16) + 1)


_KEPT: LastGood[_File] = LastGood(_build)
_NOTHING = _File({}, {}, frozenset(), {}, {})
