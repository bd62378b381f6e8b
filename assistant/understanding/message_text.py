"""A message as words and clauses, ready for patterns: spelling mended, set phrases joined, places in the text kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from assistant.understanding import spelling
from assistant.understanding.clauses import Clause, clauses
from kinship import yaml_text

FOLDER = Path(__file__).parent
LONGEST = 6000  # characters read of one message
WISHES = frozenset(
    """
    want wants wanted wanting apply applying applied thinking considering hoping hope if might maybe suggested
    suggesting offered wish would should could prefer instead whether wonder wondering need needs plan planning
    pushing push until till unless assessed assessing assessment discussed mentioned recommended advised consider
    offering possibly threatening worried scared afraid
""".split()
)
NEGATORS = frozenset(
    """
    not no never without n't nobody none neither nor refused stopped cannot isnt dont havent wasnt didnt
""".split()
)


@dataclass(frozen=True)
class Word:
    """One word as patterns see it, and where it stands in the message."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Told:
    """A whole message: what was typed, its words, its clauses, and the words as a spaCy Doc."""

    text: str
    words: tuple[Word, ...]
    clauses: tuple[Clause, ...]
    doc: Doc

    def texts(self, clause: Clause) -> list[str]:
        return [word.text for word in self.words[clause.first : clause.last]]


@lru_cache(maxsize=1)
def words_file() -> dict[str, Any]:
    return yaml_text.load((FOLDER / "fact_words.yml").read_text("utf-8"))


@lru_cache(maxsize=1)
def kin_file() -> dict[str, Any]:
    return yaml_text.load((FOLDER / "kin.yml").read_text("utf-8"))


@lru_cache(maxsize=1)
def language() -> Any:
    """Blank English: a tokenizer and its table of short forms, no model."""
    return spacy.blank("en")


@lru_cache(maxsize=1)
def _phrases() -> PhraseMatcher:
    nlp = language()
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    for code, phrases in words_file()["phrases"].items():
        docs = []
        for phrase in phrases:
            words = [word.text for word in _words(phrase)]
            docs.append(Doc(nlp.vocab, words=words))
        matcher.add(code, docs)
    return matcher


# "9yo", "18mths": the number stands apart. Length is kept, so places in the text stay true.
_GLUED = re.compile(r"^(\d{1,2})(yo|yrs?|years?|yr|y/o|mths?|months?|mnths?|wks?|weeks?|days?|st|nd|rd|th)(s?old)?$")
_CODE_LIKE = re.compile(r"[{}\[\]<>\\]{2,}|https?:")


def read(text: str) -> Told:
    """Words and clauses of a message. Anything goes in; what is not language comes out as words no pattern knows."""
    text = str(text)[:LONGEST]
    words = _possessives(_joined(_words(text)))
    doc = Doc(language().vocab, words=[word.text for word in words])
    return Told(text, tuple(words), tuple(clauses(words)), doc)


def _words(text: str) -> list[Word]:
    short = words_file()["short_forms"]
    clean = text.translate({0x2019: "'", 0x2018: "'", 0x60: "'", 0xB4: "'", 0xA0: " "})
    clean = "".join(" " if not c.isprintable() and c != "\n" else c for c in clean)
    # A run of one sign, or a "word" no one could type, would hold the tokenizer up for seconds:
    # blanks of the same length take its place.
    clean = re.sub(r"(\S)\1{3,}", lambda m: m[1] * 3 + " " * (len(m[0]) - 3), clean)
    clean = re.sub(r"\S{60,}", lambda m: " " * len(m[0]), clean)
    mended, starts, ends = _mended(clean)
    out: list[Word] = []
    for token in language().make_doc(mended):
        low, start = token.lower_, token.idx
        if token.is_space:
            if "\n" in low:
                out.append(Word("\n", start, start + len(token)))
            continue
        end = start + len(token)
        if low in {"8)", "8-)"}:
            out += [Word("8", start, start + 1), Word(")", end - 1, end)]  # "(aged 8)": no smile
            continue
        glued = _GLUED.match(low)
        if glued:
            cut = start + len(glued[1])
            unit = short.get(glued[2], glued[2])
            out.append(Word(glued[1], start, cut))
            out.append(Word("years" if unit == "year" else unit, cut, end))
            continue
        norm = token.norm_ if token.norm_ in {"not", "will", "can", "have", "am", "are", "would", "is"} else low
        if low == "'s":
            norm = "'s"
        if low == "s" and out and out[-1].end == start:
            norm = "'s"  # "shes", "theres": spaCy parts them, without the apostrophe
        if low == "m" and out and out[-1].text == "i" and out[-1].end == start:
            norm = "am"
        norm = short.get(norm, norm)
        for part in norm.split("-") if "-" in norm and len(norm) > 1 and norm not in {"no-one"} else [norm]:
            if part:
                out.append(Word(part, start, end))
    return [Word(word.text, starts[word.start], ends[word.end - 1]) for word in out]


def _mended(text: str) -> tuple[str, list[int], list[int]]:
    """The text with its spelling mended, and from where to where each letter of it stood in the text."""
    out, at = "", 0
    starts: list[int] = []
    ends: list[int] = []
    for start, end, meant in [*spelling.changes(text), (len(text), len(text), "")]:
        out += text[at:start] + meant
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        if meant.replace(" ", "") == text[start:end]:  # only the space was lost: each half keeps its place
            places = [start + len(meant[:i].replace(" ", "")) for i in range(len(meant))]
            starts += places
            ends += [place + 1 for place in places]
        else:
            starts += [start] * len(meant)
            ends += [end] * len(meant)
        at = end
    return out, starts, ends


def _joined(words: list[Word]) -> list[Word]:
    if not words:
        return words
    doc = Doc(language().vocab, words=[word.text for word in words])
    spans = [(s, e, code) for code, s, e in _phrases()(doc)]
    # "the social" gives way where "social worker" begins inside it.
    found = sorted((m for m in spans if not any(m[0] < o[0] < m[1] < o[1] for o in spans)), key=lambda m: (m[0], -m[1]))
    out: list[Word] = []
    at = 0
    for start, end, code in found:
        if start < at:
            continue
        out.extend(words[at:start])
        out.append(Word(doc.vocab.strings[code], words[start].start, words[end - 1].end))
        at = end
    return out + words[at:]


_PLURAL = dict(
    pair.split(":")
    for pair in """
    daughters:daughter sons:son sisters:sister brothers:brother nieces:niece nephews:nephew friends:friend
    mates:mate cousins:cousin neighbours:neighbour partners:partner husbands:husband wifes:wife
    boyfriends:boyfriend girlfriends:girlfriend grandsons:grandson granddaughters:granddaughter lads:lad
    aunties:auntie uncles:uncle fellas:fella doors:door next_doors:next_door godsons:godson mums:mum dads:dad
    girls:girl boys:boy stepsons:stepson
""".split()
)


_CODES = {
    "other_half",
    "ex_partner",
    "ex_spouse",
    "next_door",
    "stepson",
    "in_law_child",
    "in_law_sibling",
    "step_sibling",
    "half_sibling",
}


def _possessives(words: list[Word]) -> list[Word]:
    """ "my daughters boy" means "my daughter's boy": the apostrophe is put back where a family word follows."""
    kin = {w for group in kin_file()["groups"].values() for w in group} - {"one", "ones", "two", "three", "four", "lot"}
    fillers = set(kin_file()["fillers"])
    out: list[Word] = []
    for i, word in enumerate(words):
        one = _PLURAL.get(word.text)
        if word.text == "door" and out and out[-1].text == "next":
            one = None
        ahead = [w.text for w in words[i + 1 : i + 4]]
        while (
            len(ahead) > 1 and ahead[0] in fillers and ahead[0] not in kin and (ahead[1] in kin or ahead[1] in fillers)
        ):
            ahead.pop(0)
        if word.text in _CODES and ahead[:1] and ahead[0] in kin - {"children"} and out and out[-1].text != "'s":
            # "my ex partners daughter", "next doors lad": the joined word has lost its "s".
            out += [word, Word("'s", word.end, word.end)]
            continue
        little = [w.text for w in words[i + 1 : i + 3]] in (["little", "one"], ["little", "ones"])
        owns = one and (
            ahead
            and (
                little
                or ahead[0] in kin
                or (ahead[0] in {"two", "three", "four"} and ahead[1:2] not in (["years"], ["year"], ["months"]))
            )
        )
        whose = out[-1].text if out else "my"
        if owns and (word.text not in {"girls", "boys", "lads"} or whose in {"my", "our", "me"}):
            out += [Word(one, word.start, word.end), Word("'s", word.end, word.end)]
        elif word.text == "'" and out and _PLURAL.get(out[-1].text):
            last = out.pop()
            out += [Word(_PLURAL[last.text], last.start, last.end), Word("'s", word.start, word.end)]
        else:
            out.append(word)
    return out
