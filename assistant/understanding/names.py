"""Words written as a name ("Tyler is 6"). A name ties an age to a sentence; it is never a fact and is never kept."""

from __future__ import annotations

from functools import lru_cache

from assistant.understanding.message_text import Told, Word, kin_file, words_file
from assistant.understanding.numbers import MONTH_NAMES, NUMBERS

NAME = "Name"  # stands for a word written as a name
NO_NAMES = frozenset(
    """
    the this that there school contact panel court who what how monday tuesday wednesday thursday friday saturday
    sunday she since and but his her our their they them has have had for with year form reg section flat room bus
    ward unit band number class number tesco asda road street avenue lane close hello thanks please sorry yes not
    also now just when while because after before why can could does did are was were will would should mum dad
    mums dads born came been got looking needing taken took living raising caring turned left our then there
    from into nothing only both all one two hiya morning evening afternoon
""".split()
)


def names_in(told: Told) -> frozenset[str]:
    """Every word written as a name somewhere in the message, lower case: "dylan is 7" after "my grandson Dylan"."""
    return frozenset(word.text for word in told.words if is_name(told, word))


def is_name(told: Told, word: Word) -> bool:
    """Is the word written as a name: one capital, then small letters, and no word of the vocabulary?"""
    typed = told.text[word.start : word.end]
    return (
        typed[:1].isupper()
        and typed[1:].islower()
        and len(typed) > 2
        and word.text == typed.lower()
        and word.text.isalpha()
        and word.text not in _known()
    )


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    listed = {w for ws in words_file()["lists"].values() for w in ws} | set(words_file()["short_forms"])
    kin = {w for ws in kin_file()["groups"].values() for w in ws}
    titles = {w for ws in kin_file()["titles"].values() for w in ws}
    return frozenset(map(str, listed | kin | titles)) | MONTH_NAMES | NUMBERS.keys() | NO_NAMES
