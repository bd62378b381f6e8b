"""A reply read against a menu: whole-message numbers, labels, yes and no. Deterministic, before anything learned.

Only the *whole* message counts: a digit inside a sentence ("I care for 2 kids") is never a choice.
The danger screen stands in front of this; a caller screens first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CLOSE_ENOUGH = 0.9  # of a label, by letters; below it the words go to the understanding part
LONGEST_REPLY = 80  # characters; a longer message tells something and is not a tap on a menu


@dataclass(frozen=True)
class Choice:
    """One line of a menu: `id` is `<fact>=<answer>` or the name of an intent."""

    id: str
    label: str

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "label": self.label}


NUMBER_WORDS = {
    "one": 1,
    "wun": 1,
    "first": 1,
    "1st": 1,
    "the first": 1,
    "the first one": 1,
    "first one": 1,
    "top one": 1,
    "the top one": 1,
    "l": 1,
    "i": 1,
    "|": 1,
    "two": 2,
    "to": 2,
    "too": 2,
    "second": 2,
    "2nd": 2,
    "the second": 2,
    "the second one": 2,
    "second one": 2,
    "three": 3,
    "third": 3,
    "3rd": 3,
    "the third": 3,
    "the third one": 3,
    "third one": 3,
    "four": 4,
    "for": 4,
    "fourth": 4,
    "4th": 4,
    "the fourth one": 4,
    "five": 5,
    "fifth": 5,
    "5th": 5,
    "the fifth one": 5,
    "six": 6,
    "sixth": 6,
    "6th": 6,
    "seven": 7,
    "seventh": 7,
    "7th": 7,
    "eight": 8,
    "eighth": 8,
    "8th": 8,
    "nine": 9,
    "ninth": 9,
    "9th": 9,
    "ten": 10,
    "tenth": 10,
    "10th": 10,
    "eleven": 11,
    "twelve": 12,
}
LAST = {"last", "last one", "the last", "the last one", "bottom one", "the bottom one"}
YES = {
    "yes",
    "y",
    "ye",
    "yeah",
    "yea",
    "yep",
    "yup",
    "yh",
    "yess",
    "yes please",
    "yes they do",
    "yes he does",
    "yes she does",
    "yes it is",
    "yes i do",
    "yes i am",
    "yes there is",
    "that's right",
    "thats right",
    "correct",
    "true",
    "aye",
    "it does",
    "they do",
    "he does",
    "she does",
}
# Answers "Shall we carry on when you are ready?" as a yes does.
CARRY_ON = {
    "carry on",
    "can we carry on",
    "lets carry on",
    "let's carry on",
    "shall we carry on",
    "we can carry on",
    "yes carry on",
    "carry on please",
    "go on",
    "keep going",
}
# Only shows that the message was read; it answers nothing.
OKAY = {"ok", "okay", "k", "kk", "alright", "all right", "ok then", "right", "i see", "fine", "oh ok"}
NO = {
    "no",
    "n",
    "nope",
    "nah",
    "na",
    "no they don't",
    "no he doesn't",
    "no she doesn't",
    "no it isn't",
    "no i don't",
    "no i'm not",
    "no there isn't",
    "none",
    "never",
    "not really",
    "no thanks",
    "no thank you",
    "nothing",
    "no nothing",
    "neither",
}
NOT_SURE = {
    "not sure",
    "i'm not sure",
    "im not sure",
    "i am not sure",
    "unsure",
    "dunno",
    "don't know",
    "dont know",
    "i don't know",
    "i dont know",
    "dk",
    "idk",
    "no idea",
    "i've no idea",
    "ive no idea",
    "not certain",
    "i can't remember",
    "cant remember",
    "can't remember",
    "don't remember",
    "maybe",
    "?",
    "??",
    "not sure tbh",
    "haven't a clue",
    "no clue",
    "who knows",
}
LEAD_INS = re.compile(
    r"^(?:(?:option|number|num|no\.|nr|reply|press|choice|answer|it's|its|i think|i think it's|i'd say|um+|er+|erm+|well|so|just)[\s:.]+)+"
)
TAILS = re.compile(r"(?:\s+(?:please|pls|plz|thanks|thank you|thankyou|ta|x+|i think|i guess|love))+$")
SEVERAL = re.compile(r"^\s*(\d{1,2})(?:\s*(?:,|and|&|\+)\s*(\d{1,2}))+\s*$")


def normalise(text: str) -> str:
    """Fold a typed reply to its plain form: width, case, keycaps, quotes, lead-ins ("option 2") and tails ("please")."""
    folded = unicodedata.normalize("NFKC", text).replace("\u20e3", "").replace("’", "'").replace("‘", "'")
    folded = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Mn")).casefold()
    folded = re.sub(r"\s+", " ", folded).strip(" \t\n.):,!#(\"'[]*-")
    folded = LEAD_INS.sub("", folded)
    return TAILS.sub("", folded).strip(" .):,!#(\"'[]*-")


def read(text: str, menu: Sequence[Choice], *, fuzzy: bool = True, numbered: bool = True) -> list[str]:
    """The ids that the whole message picks from the menu: usually one, several for "1 and 3", none if it is not a reply to it.

    `fuzzy` allows a label a letter or two off; a caller turns it off where a wrong guess would matter.
    `numbered` is false where a number is itself the answer ("How old is the child?").
    """
    if not menu or not text or len(text) > LONGEST_REPLY:
        return []
    if text.strip() == "?" or text.strip() == "??":
        plain = "?"
    else:
        plain = normalise(text)
    if not plain:
        return []
    return (numbered and _numbers(plain, menu)) or _label(plain, menu, fuzzy) or _by_answer(plain, menu)


def _numbers(plain: str, menu: Sequence[Choice]) -> list[str]:
    several = SEVERAL.match(plain)
    if several:
        numbers = [int(each) for each in re.findall(r"\d+", plain)]
        return [menu[n - 1].id for n in dict.fromkeys(numbers)] if all(0 < n <= len(menu) for n in numbers) else []
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else NUMBER_WORDS.get(plain)
    if plain in LAST:
        number = len(menu)
    return [menu[number - 1].id] if number is not None and 0 < number <= len(menu) else []


def _label(plain: str, menu: Sequence[Choice], fuzzy: bool) -> list[str]:
    labels = {choice.id: normalise(choice.label) for choice in menu}
    exact = [each for each, label in labels.items() if label == plain]
    if len(exact) == 1:
        return exact
    openings = [each for each, label in labels.items() if re.split(r"[,(]", label)[0].strip() == plain]
    if len(openings) == 1:
        return openings
    if not fuzzy or len(plain) < 5:
        return []
    close = [each for each, label in labels.items() if SequenceMatcher(None, label, plain).ratio() >= CLOSE_ENOUGH]
    return close if len(close) == 1 else []


def _by_answer(plain: str, menu: Sequence[Choice]) -> list[str]:
    """Plain yes, no and not sure pick the choice whose answer is that very code, if the menu has exactly one."""
    for words, code in ((YES, "yes"), (NO, "no"), (NOT_SURE, "not_sure")):
        if plain in words:
            fitting = [choice.id for choice in menu if choice.id.partition("=")[2] == code]
            if not fitting and code == "no" and plain in ("no", "none", "nope", "nothing", "neither", "no nothing"):
                fitting = [choice.id for choice in menu if choice.id.partition("=")[2] == "none"]
            return fitting if len(fitting) == 1 else []
    return []
