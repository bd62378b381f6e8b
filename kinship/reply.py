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
    """One line of a menu: `id` is `<fact>=<answer>` or the name of an intent.

    `short`: what stands there on texts and WhatsApp, where the label is too long for them; "" where it is not.
    """

    id: str
    label: str
    short: str = ""

    def as_json(self, *, short: bool = True) -> dict[str, str]:
        """As it travels. `short` stands there only where there is one, and only for who can use it."""
        return {"id": self.id, "label": self.label, **({"short": self.short} if short and self.short else {})}


_CARDINALS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def _in_a_row(word: str) -> list[str]:
    """A place in a list, as people write it: "first", "the first", "first one", "the first option" …"""
    return [f"{the}{word}{one}" for the in ("", "the ") for one in ("", " one", " option", " choice", " answer")]


NUMBER_WORDS = {
    "wun": 1,
    **{word: number for number, word in enumerate(_CARDINALS, 1)},
    **{each: number for number, word in enumerate(_ORDINALS, 1) for each in _in_a_row(word)},
    **{each: n for n in range(1, 21) for each in _in_a_row(f"{n}{_SUFFIXES.get(n, 'th')}")},
    **dict.fromkeys(_in_a_row("top"), 1),
}
# Slips of the finger, of the ear and of dictation: only where nothing at all stands beside them ("so I" begins a story).
ALONE = {"l": 1, "i": 1, "|": 1, "to": 2, "too": 2, "for": 4}
LAST = {*_in_a_row("last"), *_in_a_row("bottom")}
YES = {
    "yes",
    "y",
    "ye",
    "yeah",
    "yea",
    "yep",
    "yup",
    "yh",
    "yeh",
    "ya",
    "yes yes",
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
# Answers a yes or no question, but under words of danger it only shows that they were read.
YES_SIGNS = {"👍", "👌", "✅", "✔", "☑"}
NO_SIGNS = {"👎", "❌", "✖"}
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
    r"^(?:(?:option|number|num|nr|reply|press|choice|answer|it's|its|i think|i think it's|i'd say|um+|er+|erm+|well|so|just)[\s:.,]+"
    r"|no\.\s*(?=\d))+"
)
# Said only before a number: "that's 2", but "that's right" is an answer itself.
NUMBER_LEAD_INS = re.compile(
    r"^(?:(?:i pick|i choose|i want|i'd like|i'll (?:go for|have|say|take|pick)|i say|my answer is|that's|thats|that is|it is"
    r"|probably|hm+|uh+|oh|ah|ok|okay|both|please|pls|ans|opt|options|numbers|choices|answers)[\s:.]+"
    r"|(?:options?|opt|numbers?|num|nr|reply|press|choice|answer|ans)\s*(?=\d))+"
)
TAILS = re.compile(
    r"(?:(?:\s+|(?<=\d))(?:please|pls|plz|plse|thanks|thanx|thx|thank you|thankyou|thank u|ty|ta|cheers|x+|i think|i guess|love|hun|mate))+$"
)
SEVERAL = re.compile(r"^\s*(\d{1,2})(?:\s*(?:,|and|&|\+)\s*(\d{1,2}))+\s*$")
_BETWEEN = re.compile(r"\s*(?:,\s*(?:and|&)|,|\band\b|&|\+)\s*")
LINE = re.compile(r"(\d{1,2})[\s.):-]+(\D.*)", re.DOTALL)  # a line of the menu, copied whole
KIND_SIGNS = "👍👌✅🙏😊🙂😀😁😘❤🥰💕"  # beside an answer they say nothing more; a sign of distress is never taken off
_TRIMMED = " \t\n.):,!#(\"'[]*-"


def normalise(text: str) -> str:
    """Fold a typed reply to its plain form: width, case, keycaps, quotes, lead-ins ("option 2") and tails ("please")."""
    folded = LEAD_INS.sub("", _bare(text))
    return TAILS.sub("", folded).strip(_TRIMMED.replace("\t\n", ""))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.replace("🔟", "10")).replace("\u20e3", "")
    folded = folded.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    folded = "".join(map(_plain_letter, folded)).casefold()
    folded = re.sub(r"\s+", " ", folded).strip(_TRIMMED)
    return folded.strip(KIND_SIGNS + _TRIMMED) or folded[:1]


def _plain_letter(letter: str) -> str:
    if (
        unicodedata.category(letter) in ("Cf", "Mn") or "\U0001f3fb" <= letter <= "\U0001f3ff"
    ):  # the last: colours of skin
        return ""
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


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
    # A label that is a number word ("One", "Two or more") means itself; a figure means the line.
    said = [] if plain.isdigit() else _said_label(plain, menu)
    return (
        said
        or (numbered and (_numbers(plain, menu) or _alone(text, menu) or _line(text, menu)))
        or _label(plain, menu, fuzzy)
        or _by_answer(plain, menu)
    )


def numbers(text: str) -> list[int]:
    """The numbers that a whole message says, whether or not a menu has them: [1, 9] for "1 and 9"; [] for anything else."""
    said = [_number(each) for each in _BETWEEN.split(NUMBER_LEAD_INS.sub("", normalise(text)))]
    return [] if None in said else [number for number in said if number is not None]


def _numbers(plain: str, menu: Sequence[Choice]) -> list[str]:
    plain = NUMBER_LEAD_INS.sub("", plain)
    said = [len(menu)] if plain in LAST else [_number(each) for each in _BETWEEN.split(plain)]
    if any(number is None or not 0 < number <= len(menu) for number in said):
        return []
    return list(dict.fromkeys(menu[number - 1].id for number in said if number))


def _number(plain: str) -> int | None:
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else NUMBER_WORDS.get(plain)


def _alone(text: str, menu: Sequence[Choice]) -> list[str]:
    number = ALONE.get(_bare(text))
    return [menu[number - 1].id] if number is not None and number <= len(menu) else []


def _line(text: str, menu: Sequence[Choice]) -> list[str]:
    """ "2 A social worker": the number, and what stands beside it on the menu."""
    line = LINE.fullmatch(_bare(text))
    if line is None or not 0 < int(line[1]) <= len(menu):
        return []
    return _said_label(normalise(line[2]), [menu[int(line[1]) - 1]])


def _said_label(plain: str, menu: Sequence[Choice]) -> list[str]:
    """The one choice whose label was said letter for letter, whole or up to its first comma."""
    labels = _labels(menu)
    exact = dict.fromkeys(each for each, label in labels if label == plain)
    if len(exact) == 1:
        return list(exact)
    openings = dict.fromkeys(each for each, label in labels if re.split(r"[,(]", label)[0].strip() == plain)
    return list(openings) if len(openings) == 1 else []


def _labels(menu: Sequence[Choice]) -> list[tuple[str, str]]:
    """What each choice is called, long and short. (A person may stand on a long menu twice.)"""
    return [(choice.id, normalise(label)) for choice in menu for label in (choice.label, choice.short) if label]


def _label(plain: str, menu: Sequence[Choice], fuzzy: bool) -> list[str]:
    if said := _said_label(plain, menu):
        return said
    if not fuzzy or len(plain) < 5:
        return []
    near = (each for each, label in _labels(menu) if SequenceMatcher(None, label, plain).ratio() >= CLOSE_ENOUGH)
    close = list(dict.fromkeys(near))
    return close if len(close) == 1 else []


def _by_answer(plain: str, menu: Sequence[Choice]) -> list[str]:
    """Plain yes, no and not sure pick the choice whose answer is that very code, or else whose label is, if there is just one."""
    for words, code in ((YES | YES_SIGNS, "yes"), (NO | NO_SIGNS, "no"), (NOT_SURE, "not_sure")):
        if plain in words:
            fitting = [choice.id for choice in menu if choice.id.partition("=")[2] == code]
            if not fitting and code == "no" and plain in ("no", "none", "nope", "nothing", "neither", "no nothing"):
                fitting = [choice.id for choice in menu if choice.id.partition("=")[2] == "none"]
            if not fitting:
                fitting = list(dict.fromkeys(each for each, label in _labels(menu) if label in words))
            return fitting if len(fitting) == 1 else []
    return []
