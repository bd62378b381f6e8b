"""A message cut into clauses, each of which says one thing or asks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

SPLIT_ALWAYS = {"but", "because", "so", "although", "though", "whereas"}
SUBJECTS = frozenset(
    """
    i we he she they my our his her their mum dad social_worker social_services there council police nobody it now
    do can is what how who am should then school would will
""".split()
)
STOPS = {".", "!", "?", ";", "\n", ":", "…", "...", "\n\n"}
SOFT = {",", "(", ")", "-", "–", "—", "/", '"', "“", "”"}
QUESTION_WORDS = frozenset(
    """
    do does did can could would will should is are am shall may must what how who when where why which has have
    whether
""".split()
)
SUBJECT_AFTER = frozenset(
    """
    i we he she they it there this that you the my our mum dad anyone someone council social_worker social_services
    be a his her their sgo cao special_guardian kinship an any
""".split()
)


class Said(Protocol):
    """A word, or anything that has its text."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Clause:
    """Words first to last (last not included) that say one thing."""

    first: int
    last: int
    sentence: int
    question: bool


# "my daughter and her little boy are …" and "with me and my girlfriend": two people, one clause.
_WHO = frozenset("my our his her the both daughter son sister brother mum dad friend niece nephew so hi hello".split())


# "her dad, who has PR, agreed": told of the person before, not asked.
_PEOPLE = frozenset(
    """
    dad mum parents sister brother daughter son niece nephew grandson granddaughter grandchildren grandkids children
    kids boy boys girl girls lad lads twins cousin friend mate partner husband wife auntie uncle nan baby ex old both
""".split()
)


def _a_person(word: str) -> bool:
    return word in _PEOPLE or word.isdigit()


def clauses(words: Sequence[Said]) -> list[Clause]:
    out: list[Clause] = []
    first, sentence = 0, 0

    def close(last: int, ends_asking: bool) -> None:
        if last > first:
            texts = [w.text for w in words[first:last]]
            told_more = (
                texts[0] == "who" and first > 1 and words[first - 1].text in SOFT and _a_person(words[first - 2].text)
            )
            out.append(Clause(first, last, sentence, ends_asking or (not told_more and _starts_asking(texts))))

    for i, word in enumerate(words):
        ahead = words[i + 1].text if i + 1 < len(words) else ""
        if word.text in STOPS:
            close(i, word.text == "?")
            first, sentence = i + 1, sentence + 1
        elif word.text == "-" and i and words[i - 1].text == "ex":
            continue
        elif word.text in SOFT or word.text in SPLIT_ALWAYS:
            close(i, False)
            first = i + 1
        elif (
            word.text in {"and", "then", "while", "when", "since"}
            and ahead in SUBJECTS
            and i > first
            and word.text in {"and", "then", "while"}
            and not {w.text for w in words[first:i]} <= _WHO
            and not _a_pair([w.text for w in words[first:i]], ahead, words[i + 2].text if i + 2 < len(words) else "")
            and not (words[i - 1].text == "me" and ahead in {"my", "our"} and word.text == "and")
        ):
            close(i, False)
            first = i + 1
        elif (
            i - first > 2
            and word.text in {"do", "does", "can", "should", "is", "am", "are", "what", "how", "will", "would", "who"}
            and ahead in {"i", "we", "there"}
            and words[i - 1].text
            not in {"what", "how", "where", "when", "who", "all", "that", "as", "everything", "know"}
        ):
            # "no paperwork do i need a court order": a question with no stop before it.
            close(i, False)
            first = i
    close(len(words), False)
    return out


_SPOUSE = frozenset("wife husband partner girlfriend boyfriend sister brother mum dad".split())


def _a_pair(before: list[str], ahead: str, then: str) -> bool:
    """ "since her mum and I split", "my wife and I were granted", "live with my mum and dad": one subject of two."""
    if before[-1:] == ["mum"] and ahead in {"dad", "my"}:
        return before[-2:-1] in (["my"], ["his"], ["her"], ["their"], ["our"])
    if ahead != "i" or before[-1:] == [] or before[-1] not in _SPOUSE:
        return False
    link = max((k for k, word in enumerate(before) if word in {"since", "when", "whom", "that", "after"}), default=-1)
    return (link >= 0 and set(before[link + 1 :]) <= _WHO | _SPOUSE) or then in {"were", "are", "split", "separated"}


def _starts_asking(texts: list[str]) -> bool:
    lead = [
        t for t in texts if t not in {"and", "so", "but", "or", "also", "please", "just", "then", "hi", "hello", "ok"}
    ][:2]
    if texts[:3] == ["is", "the", "one"]:
        return False  # "my brother's girl, 8, is the one who lives with us"
    return (
        len(lead) > 1
        and lead[0] in QUESTION_WORDS
        and (lead[1] in SUBJECT_AFTER or lead[0] in {"what", "how", "who", "why", "which", "where", "whether"})
        and not (
            lead[0] in {"am", "is", "has", "have", "are"}
            and lead[1] in {"a", "the", "my", "his", "her", "our"}
            and len(texts) < 4
        )
    )
