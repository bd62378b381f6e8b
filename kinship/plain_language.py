"""The plain-language gate: every sentence a carer may be sent, measured the same way each time.

Grade formulas are noise on a text of 30 words, so this counts what can be counted: words in a sentence, long words,
words from the field without their meaning, words we do not use. The lists are in plain_language.yml; the files are in
`carer_texts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kinship import carer_texts
from kinship.carer_texts import Place
from kinship.content_files import Fault, read_yaml

__all__ = ["Place", "faults", "faults_in", "sentences"]

HARD_SENTENCE = 25  # words; 20 is what to aim for
MEAN_SENTENCE = 17  # words, over a text of two sentences or more; 14 is what to aim for
LONGEST_TEXT = 60  # words
LONG_SHARE = 0.10  # of the words, three syllables or more, after the allowed ones
LONG_SHARE_FROM = 20  # words: below that one word moves the share too far

_WORD = re.compile(r"[^\W_](?:[\w'’.@/-]*[^\W_])?")
_FILL = re.compile(r"\{[^{}]*\}")
_PHONE = re.compile(r"(?<![\d£])(?:0\d{2,4}(?:[ -]\d{3,4}){1,3}|0\d{9,10}|116 ?\d{3}|85258)(?!\d)")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\S+\.(?:uk|org|com|example)\S*")
_HOURS = re.compile(
    r"24 hours|any ?time|day (?:and|or) night|all day|every day|weekday|opening (?:times|hours)|for times|hours"
    r"|\d ?(?:am|pm)\b|(?:Mon|Tues|Wednes|Thurs|Fri)(?:day)?\b", re.I,
)  # fmt: skip
_NUMBER = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty)\b", re.I,
)  # fmt: skip
_DIGITS = dict(zip(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty".split(), range(2, 21), strict=True,
))  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"')\]]*\s+|\n+|(?<=:)\s+(?=[-*•])")
_ASIDE = re.compile(r"\([^()]*\)|\"[^\"]*\"|“[^”]*”|‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
_AROUND_EXPLAINED = r"[\"'”’]?(?: (?:service|services|worker|workers|team|plan|panel|order|orders)| or [^,.;()]{1,40})?"


_Refuse = Callable[[str, str], None]


@dataclass(frozen=True)
class _Term:
    name: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    explained: re.Pattern[str]
    say: str


@dataclass(frozen=True)
class _Avoided:
    pattern: re.Pattern[str]
    say: str
    may_quote: bool


@dataclass(frozen=True)
class _Lists:
    terms: tuple[_Term, ...]
    avoided: tuple[_Avoided, ...]
    number_phrases: tuple[str, ...]
    allowed: frozenset[str]
    syllables: Mapping[str, int]


def faults(root: Path, council: str | None = None) -> list[Fault]:
    """Every fault of plain language in the project at `root`; for one council, of its folder and all shared words."""
    found: list[Fault] = []
    for text in carer_texts.every(root, council):
        found += faults_in(text.words, text.place, before=text.before, beside=text.beside, jargon=text.jargon)
    return found


def sentences(root: Path) -> Iterator[tuple[Place, str]]:
    """Every text a carer can be sent, with the file and line it stands on."""
    return ((text.place, text.words) for text in carer_texts.every(root))


def faults_in(text: str, place: Place, before: str = "", beside: str = "", jargon: bool = True) -> list[Fault]:
    """What is wrong with one text.

    `before`: what the carer has read just above it (a word explained there needs no meaning here). `beside`: what is
    shown with it (the hours of a phone number may stand there). `jargon=False` for names and menu labels.
    """
    lists = _lists()
    found: list[Fault] = []

    def refuse(fault: str, mend: str) -> None:
        found.append(Fault(place.file, place.line, fault, mend))

    plain = _ADDRESS.sub("address", _PHONE.sub("0", _FILL.sub("name", text)))
    _length(plain, lists, refuse)
    if "!" in text:
        refuse("There is an exclamation mark.", "Use a full stop.")
    if (phone := _PHONE.search(text)) and not _HOURS.search(f"{text} {beside}"):
        refuse(f"The number {phone[0]} has no hours.", "Say when they answer, or 'Check opening times'.")
    for number in _numbers(plain, lists):
        refuse(f"'{number}' is a number in letters.", f"Write {_DIGITS[number.lower()]}.")
    ours = _ADDRESS.sub("", text)
    said = _ASIDE.sub(" ", ours)  # without what is quoted, or in brackets: there stand the words others use
    for avoided in lists.avoided:
        if hit := avoided.pattern.search(said if avoided.may_quote else ours):
            refuse(f"We do not say '{hit[0]}'.", f"Say instead: {avoided.say}.")
    for term in unexplained(ours, before) if jargon else ():
        refuse(f"'{term.name}' stands without its meaning.", f"Explain it beside it, as in: {term.say}.")
    return found


def _length(plain: str, lists: _Lists, refuse: _Refuse) -> None:
    parts = [words for part in _SENTENCE_END.split(plain) if part and (words := _WORD.findall(part))]
    for words in parts:
        if len(words) > HARD_SENTENCE:
            start = " ".join(words[:5])
            refuse(f"A sentence has {len(words)} words: '{start} …'.", "Make two of it: 20 words or fewer each.")
    count = sum(map(len, parts))
    if count > LONGEST_TEXT:
        refuse(f"The text has {count} words.", f"Say it in {LONGEST_TEXT} words or fewer, or split it in two.")
    if len(parts) > 1 and count / len(parts) > MEAN_SENTENCE:
        refuse(f"The sentences have {count / len(parts):.0f} words on average.", "Shorten them to about 14.")
    if count >= LONG_SHARE_FROM:
        _long_words(plain, count, lists, refuse)


def unexplained(text: str, before: str = "") -> list[_Term]:
    """The words from the field in a text whose meaning stands neither in it nor in what was read just before."""
    return [
        term
        for term in _lists().terms
        if _uses(term, text)
        and not term.explained.search(text)
        and not (_uses(term, before) and term.explained.search(before))
    ]


def syllables(word: str) -> int:
    """How many syllables a word has: groups of vowels, less the silent e, mended by the list of plain_language.yml."""
    word = word.lower().replace("’", "'")
    known = _lists().syllables
    if word in known:
        return known[word]
    for ending in ("'s", "s'", "s"):
        if word.endswith(ending) and (stem := word.removesuffix(ending)) in known:
            return known[stem]
    if "-" in word:
        return max(syllables(part) for part in word.split("-") if part) if word.strip("-") else 0
    word = re.sub(r"[^a-z]", "", word.removesuffix("'s"))
    groups = len(re.findall(r"[aeiouy]+", word))
    groups += len(re.findall(r"i[ao](?!u)|ua|eo|[aeiou]ing$", word)) - len(
        re.findall(r"[ct]ia|[tsc]io|gio|[aeiou]yi", word)
    )
    if re.search(r"[^aeiouylr]e$|[aeiouy]re$|[aeiou]le$|[^aeioutd]ed$|[^aeiouscxzhg]es$", word):
        groups -= 1
    groups -= len(re.findall(r"[^aeiou]e(?=(?:ly|ful|less|ment|ness)$)", word))
    return max(groups, 1) if word else 0


def _long_words(text: str, count: int, lists: _Lists, refuse: _Refuse) -> None:
    for term in lists.terms:
        text = term.pattern.sub(" ", text)
    long: list[str] = []
    for part in _SENTENCE_END.split(text):
        # A capital inside a sentence is a name; the first word is not.
        for place, word in enumerate(_WORD.findall(part)):
            plain = word.lower().replace("’", "'").removesuffix("'s")
            named = word[0].isupper() and place > 0
            if not named and plain not in lists.allowed and not any(map(str.isdigit, word)) and syllables(word) >= 3:
                long.append(word)
    if len(long) / count > LONG_SHARE:
        share = f"{len(long)} of {count}"
        refuse(f"Many long words ({share}): {', '.join(dict.fromkeys(long))}.", "Use shorter words for some of them.")


def _numbers(text: str, lists: _Lists) -> Iterable[str]:
    for phrase in lists.number_phrases:
        text = re.sub(re.escape(phrase), " ", text, flags=re.I)
    return _NUMBER.findall(text)


def _uses(term: _Term, text: str) -> bool:
    left = term.unless.sub(" ", text) if term.unless else text
    return bool(term.pattern.search(left))


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    """The lists of plain_language.yml, read once."""
    raw = read_yaml(Path(__file__).with_name("plain_language.yml"), "kinship/plain_language.yml")
    return _Lists(
        terms=tuple(_term(name, spec) for name, spec in raw["jargon"].items()),
        avoided=tuple(
            _Avoided(
                re.compile(rf"(?<![\w.])(?:{each['words']})(?!\w)", re.I), each["say"], bool(each.get("may_quote"))
            )
            for each in raw["avoided"]
        ),
        number_phrases=tuple(raw["number_phrases"]),
        allowed=frozenset(raw["allowed_long_words"].split()),
        syllables={word: int(count) for count, words in raw["syllables"].items() for word in words.split()},
    )


def _term(name: str, spec: Mapping[str, Any]) -> _Term:
    spellings = [_spelling(each) for each in (name, *spec.get("also", ()))]
    any_spelling = f"(?:{'|'.join(sorted(spellings, key=len, reverse=True))})"
    unless = spec.get("unless")
    explained = [
        rf"{any_spelling}{_AROUND_EXPLAINED} ?\(",  # "… (", "… service (", "… or another word ("
        rf"\([^()]*{any_spelling}[^()]*\)",
        rf"(?:called|known as|call (?:it|this|that|them)|word for (?:it|this) is) (?:an? |the |\"|')*{any_spelling}",
        rf"{any_spelling}[\"']? (?:means?|(?:is|are) (?:an?|the|when|where|what|how|extra|money|help)\b)",
        rf"{any_spelling}[\"'”’]?, (?:an? |the (?!\w+ (?:can|may|must|will))|which |that is|or |when |who )",
        rf"(?:^|[.:] ){any_spelling}: ",
        *(rf"(?i:\b{re.escape(each)}\b)" for each in spec.get("explained_by", ())),
    ]
    return _Term(
        name=name,
        pattern=re.compile(rf"(?<!\w){any_spelling}(?!\w)"),
        unless=re.compile("|".join(unless), re.I) if unless else None,
        explained=re.compile("|".join(explained)),
        say=spec["say"],
    )


def _spelling(words: str) -> str:
    """The pattern of one spelling: capitals as they are for short names such as SGO, any case for the rest."""
    pattern = re.escape(words)
    return pattern if words.isupper() else f"(?i:{pattern})"
